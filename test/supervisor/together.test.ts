import { describe, expect, test } from 'vitest'
import type { Clock } from '../../src/clock/clock.ts'
import { stopTogether } from '../../src/supervisor/together.ts'
import { type VirtualClock, virtualClock } from '../../src/testing/index.ts'

/** So many that are gone when the test says so, or at once. */
function crowd(count: number, isPolite: boolean) {
  const leave: (() => void)[] = []
  const stoppables = Array.from({ length: count }, () => ({
    stop: () => {
      if (isPolite) {
        leave.push(() => {})
        return Promise.resolve()
      }
      return new Promise<void>((resolve) => leave.push(resolve))
    },
  }))
  return { stoppables, leave }
}

async function stopped(clock: VirtualClock, stop: Promise<void>): Promise<() => boolean> {
  let isStopped = false
  void stop.then(() => {
    isStopped = true
  })
  await clock.advance(0)
  return () => isStopped
}

describe('Stopping together', () => {
  test('tells all at once, and is over when the last one is gone', async () => {
    const clock = virtualClock()
    const { stoppables, leave } = crowd(10, false)
    const isStopped = await stopped(clock, stopTogether(clock, stoppables, {}))
    expect([leave.length, isStopped()]).toEqual([10, false])
    for (const go of leave.slice(1)) go()
    await clock.advance(0)
    expect(isStopped()).toBe(false)
    leave[0]?.()
    await clock.advance(0)
    expect(isStopped()).toBe(true)
  })

  test('of nobody is over at once, and passes on how', async () => {
    await stopTogether(virtualClock(), [], {})
    const asked: object[] = []
    const stop = (options: object): Promise<void> => {
      asked.push(options)
      return Promise.resolve()
    }
    await stopTogether(virtualClock(), [{ stop }], { now: true })
    expect(asked).toEqual([{ now: true }])
  })

  test('has at most 64 say goodbye at once, and 128 others every 20 ms where nobody answers', async () => {
    const clock = virtualClock()
    const { stoppables, leave } = crowd(400, false)
    const isStopped = await stopped(clock, stopTogether(clock, stoppables, {}))
    expect(leave).toHaveLength(64)
    await clock.advance(19)
    expect(leave).toHaveLength(64)
    await clock.advance(1)
    expect(leave).toHaveLength(192)
    for (let n = 0; n < leave.length; n += 1) leave[n]?.()
    await clock.advance(1)
    expect(leave.length).toBeGreaterThan(192)
    await clock.advance(100)
    for (const go of leave) go()
    await clock.advance(100)
    for (const go of leave) go()
    await clock.advance(0)
    expect([leave.length, isStopped()]).toEqual([400, true])
  })

  test('takes a turn of the event loop when a slice has taken its time', async () => {
    const inner = virtualClock()
    const { stoppables, leave } = crowd(100, true)
    const clock: Clock = {
      now: () => inner.now() + leave.length,
      wall: () => inner.wall(),
      after: (delayMs, task) => inner.after(delayMs, task),
    }
    const isStopped = await stopped(inner, stopTogether(clock, stoppables, {}))
    expect(leave).toHaveLength(16)
    await inner.runAll()
    expect([leave.length, isStopped()]).toEqual([100, true])
  })
})
