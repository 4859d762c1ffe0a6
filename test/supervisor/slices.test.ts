import { describe, expect, test } from 'vitest'
import type { Clock } from '../../src/clock/clock.ts'
import { A_LOOK, SLICE_MS, Slices } from '../../src/supervisor/slices.ts'
import { virtualClock } from '../../src/testing/index.ts'

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

describe('Work in slices', () => {
  test('is done in order, and told once it is', () => {
    const done: (number | string)[] = []
    const slices = new Slices(
      virtualClock(),
      numbers(3),
      (n) => done.push(n) > 0,
      () => done.push('done'),
    )
    expect(done).toEqual([])
    slices.go()
    slices.go()
    expect(done).toEqual([0, 1, 2, 'done'])
  })

  test('of nothing is done at once', () => {
    let isDone = false
    new Slices(
      virtualClock(),
      [],
      () => true,
      () => {
        isDone = true
      },
    ).go()
    expect(isDone).toBe(true)
  })

  test('waits at an item that is not done, and asks it again', () => {
    let isOpen = false
    const asked: number[] = []
    const slices = new Slices(
      virtualClock(),
      numbers(2),
      (n) => {
        asked.push(n)
        return isOpen
      },
      () => asked.push(-1),
    )
    slices.go()
    expect(asked).toEqual([0])
    isOpen = true
    slices.go()
    expect(asked).toEqual([0, 0, 1, -1])
  })

  test('goes on from inside itself without going deeper: ten thousand items need no stack', () => {
    let done = 0
    const slices: Slices<number> = new Slices(
      virtualClock(),
      numbers(10_000),
      () => {
        slices.go()
        done += 1
        return true
      },
      () => {},
    )
    slices.go()
    expect(done).toBe(10_000)
  })

  test('that was cancelled, from inside or outside, does nothing more and tells nobody', async () => {
    const done: number[] = []
    const slices: Slices<number> = new Slices(
      virtualClock(),
      numbers(5),
      (n) => {
        if (n === 1) slices.cancel()
        return done.push(n) > 0
      },
      () => expect.unreachable('it was cancelled'),
    )
    slices.go()
    slices.go()
    expect(done).toEqual([0, 1])
  })

  test('lets the event loop turn when a slice has taken its time, and leaves no timer when cancelled then', async () => {
    const inner = virtualClock()
    let worked = 0
    const clock: Clock = {
      // Each piece of work takes a millisecond.
      now: () => inner.now() + worked,
      wall: () => inner.wall(),
      after: (delayMs, task) => inner.after(delayMs, task),
    }
    const begin = () => {
      worked = 0
      let isDone = false
      const slices = new Slices(
        clock,
        numbers(100),
        () => {
          worked += 1
          return true
        },
        () => {
          isDone = true
        },
      )
      slices.go()
      return { slices, isDone: () => isDone }
    }
    const { isDone, slices } = begin()
    expect(worked).toBe(A_LOOK)
    expect(A_LOOK).toBeGreaterThan(SLICE_MS)
    // Whoever asks it to go on meanwhile does not keep the loop from turning.
    slices.go()
    expect([worked, inner.pending]).toEqual([A_LOOK, 1])
    await inner.advance(1)
    expect(worked).toBe(2 * A_LOOK)
    await inner.runAll()
    expect([worked, isDone()]).toEqual([100, true])
    begin().slices.cancel()
    expect(inner.pending).toBe(0)
  })
})
