import { describe, expect, test } from 'vitest'
import { Lifetime } from '../../src/machines/lifetime.ts'
import { Wheels } from '../../src/machines/world.ts'
import { virtualClock } from '../../src/testing/index.ts'

function begun(mattersMs: number) {
  const clock = virtualClock()
  const wheels = new Wheels(clock, () => {})
  return { clock, wheels, lifetime: new Lifetime(wheels, mattersMs) }
}

describe('A lifetime', () => {
  test('is the time that passes', async () => {
    const { clock, lifetime } = begun(1_000)
    for (const ms of [0, 1, 48, 900]) await clock.advance(ms)
    expect(lifetime.end()).toBe(949)
  })

  test.each([0, 300])(
    'holds next to nothing of a pause of this process, %i ms after its begin',
    async (ms) => {
      const { clock, lifetime } = begun(1_000)
      await clock.advance(ms)
      clock.stall(60_000)
      // Whoever is first to run after a pause may ask.
      expect(lifetime.ms).toBeLessThanOrEqual(ms + 250)
      await clock.advance(100)
      expect(lifetime.end()).toBeLessThanOrEqual(ms + 350)
    },
  )

  test('keeps a wheel turning until it matters no more, by the time in which we ran, or has ended', async () => {
    const { clock, wheels, lifetime } = begun(1_000)
    await clock.advance(500)
    clock.stall(60_000)
    await clock.advance(100)
    expect(wheels.armed).toBe(1)
    await clock.advance(450)
    expect([wheels.armed, lifetime.ms > 1_000]).toEqual([0, true])
    const brief = new Lifetime(wheels, 1_000)
    expect([wheels.armed, brief.ms]).toEqual([1, 0])
    brief.end()
    expect(wheels.armed).toBe(0)
  })

  test('that matters for a moment only counts a pause by moments, too', async () => {
    const { clock, lifetime } = begun(50)
    clock.stall(60_000)
    await clock.advance(0)
    expect(lifetime.end()).toBeLessThanOrEqual(10)
  })

  test('is looked at when it matters no more, and not before', async () => {
    const clock = virtualClock()
    const visits: number[] = []
    class Watched extends Lifetime {
      override visit(now: number): number {
        visits.push(now)
        return super.visit(now)
      }
    }
    const lifetime = new Watched(new Wheels(clock, () => {}), 10_000)
    await clock.advance(20_000)
    expect([visits, lifetime.end()]).toEqual([[10_000], 20_000])
    visits.length = 0
    const paused = new Watched(new Wheels(clock, () => {}), 10_000)
    clock.stall(5_000)
    await clock.advance(30_000)
    // Once by the clock, and once by the time in which we ran.
    expect(visits).toHaveLength(2)
    paused.end()
  })

  test('that matters not at all lets the wheel rest', async () => {
    const { clock, wheels, lifetime } = begun(0)
    await clock.advance(50)
    expect([wheels.armed, lifetime.end()]).toEqual([0, 50])
  })
})
