import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/clock/random.ts'
import { backoffOf } from '../../src/machines/backoff.ts'
import { steadily } from '../../src/supervisor/child.ts'
import { Restarts } from '../../src/supervisor/restarts.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { type Cause, crashCause } from '../../src/transport/transport.ts'

const bug = (n: number): Cause => crashCause(new Error(`bug ${n}`))
const detailsOf = (causes: readonly Cause[]): string[] =>
  causes.map((cause) => ('detail' in cause ? cause.detail : cause.kind))

function counting(restarts: number, withinMs: number, delayMs = 10) {
  const clock = virtualClock()
  const intensity = { restarts, withinMs }
  const counter = new Restarts(clock, seededRandom(1), intensity)
  const plan = { intensity, delays: steadily(delayMs) }
  return {
    clock,
    delayMs,
    restarts: {
      count: (child: object, cause: Cause) => counter.count(child, cause, plan),
      later: (child: object, start: () => void) => counter.later(child, delayMs, start),
      forget: (child: object) => counter.forget(child),
    },
  }
}

describe('Leave to start', () => {
  test('is given at once where no dials are shared, and to call it off then does nothing', () => {
    const restarts = new Restarts(virtualClock(), seededRandom(1), { restarts: 1, withinMs: 1_000 })
    let given = 0
    const callOff = restarts.leave(() => {
      given += 1
    })
    callOff()
    expect(given).toBe(1)
  })
})

describe('Counting restarts', () => {
  test('allows as many as the intensity, and says how long to wait', () => {
    const { restarts } = counting(2, 100, 30)
    const child = {}
    expect(restarts.count(child, bug(1))).toEqual({ kind: 'restart', delayMs: 30 })
    expect(restarts.count(child, bug(2))).toEqual({ kind: 'restart', delayMs: 30 })
  })

  test('gives one child up with the causes inside the window, oldest first', async () => {
    const { clock, restarts } = counting(2, 100)
    const child = {}
    restarts.count(child, bug(1))
    await clock.advance(90)
    restarts.count(child, bug(2))
    await clock.advance(20)
    restarts.count(child, bug(3))
    const verdict = restarts.count(child, bug(4))
    expect(verdict.kind).toBe('child-exceeded')
    expect('causes' in verdict && detailsOf(verdict.causes)).toEqual(['bug 2', 'bug 3', 'bug 4'])
  })

  test('does not count for all what one child alone was given up for', () => {
    const { restarts } = counting(2, 100)
    const flapping = {}
    restarts.count(flapping, bug(1))
    restarts.count(flapping, bug(2))
    expect(restarts.count(flapping, bug(3)).kind).toBe('child-exceeded')
    expect(restarts.count(flapping, bug(4)).kind).toBe('child-exceeded')
    const verdict = restarts.count({}, bug(5))
    expect(verdict.kind).toBe('supervisor-exceeded')
    expect('causes' in verdict && detailsOf(verdict.causes)).toEqual(['bug 1', 'bug 2', 'bug 5'])
  })

  test('keeps children apart, and all of them together', () => {
    const { restarts } = counting(2, 100)
    const [first, second, third] = [{}, {}, {}]
    expect(restarts.count(first, bug(1)).kind).toBe('restart')
    expect(restarts.count(second, bug(2)).kind).toBe('restart')
    expect(restarts.count(third, bug(3)).kind).toBe('supervisor-exceeded')
  })

  test('starts anew for a child that was forgotten', () => {
    const { restarts } = counting(1, 100)
    const child = {}
    restarts.count(child, bug(1))
    restarts.forget(child)
    expect(restarts.count(child, bug(2)).kind).toBe('supervisor-exceeded')
  })
})

describe('Delays that grow', () => {
  const delays = backoffOf({ firstMs: 10, maxMs: 50, jitter: 'none', stableMs: 100 })
  const growing = () => {
    const intensity = { restarts: 100, withinMs: 1 }
    const counter = new Restarts(virtualClock(), seededRandom(1), intensity)
    return (child: object, livedMs: number): number | undefined => {
      const verdict = counter.count(child, bug(1), { intensity, delays }, livedMs)
      return verdict.kind === 'restart' ? verdict.delayMs : undefined
    }
  }

  test('do so from restart to restart, up to their limit, for each child apart', () => {
    const delayOf = growing()
    const [child, other] = [{}, {}]
    expect([1, 2, 3, 4].map(() => delayOf(child, 0))).toEqual([10, 20, 40, 50])
    expect(delayOf(other, 0)).toBe(10)
  })

  test('begin anew after a life that was longer than the stable time, and not one as long', () => {
    const delayOf = growing()
    const child = {}
    expect([0, 100, 101, 0].map((livedMs) => delayOf(child, livedMs))).toEqual([10, 20, 10, 20])
  })
})

describe('A delayed restart', () => {
  test('happens once, after the delay', async () => {
    const { clock, restarts } = counting(3, 100, 30)
    let starts = 0
    restarts.later({}, () => {
      starts += 1
    })
    await clock.advance(29)
    expect(starts).toBe(0)
    await clock.advance(1)
    expect(starts).toBe(1)
    expect(clock.pending).toBe(0)
  })

  test('does not happen to a child that was forgotten meanwhile, and leaves no timer', async () => {
    const { clock, restarts } = counting(3, 100, 30)
    const child = {}
    restarts.later(child, () => expect.unreachable('a forgotten child was started'))
    restarts.forget(child)
    expect(clock.pending).toBe(0)
    await clock.advance(100)
  })

  test('of one child is nobody else’s', async () => {
    const { clock, restarts } = counting(3, 100, 30)
    const started: string[] = []
    restarts.later({ name: 'a' }, () => started.push('a'))
    restarts.forget({ name: 'b' })
    await clock.advance(30)
    expect(started).toEqual(['a'])
  })
})

describe('Restarts that share the budget of dials', () => {
  test('wait for it after their delays, and are forgotten there as well', async () => {
    const clock = virtualClock()
    const dials = sharedDials({ perSecond: 10, burst: 1 }).make(clock, seededRandom(1), () => {})
    const restarts = new Restarts(clock, seededRandom(1), { restarts: 3, withinMs: 5_000 }, dials)
    const started: [string, number][] = []
    const children = ['a', 'b', 'c'].map((name) => ({ name }))
    for (const child of children) restarts.later(child, 50, () => started.push([child.name, clock.now()]))
    await clock.advance(60)
    if (children[1] !== undefined) restarts.forget(children[1])
    await clock.runAll()
    expect(started).toEqual([
      ['a', 50],
      ['c', 150],
    ])
  })

  test('crash at once and are forgotten then, leave nothing behind and start nothing any more', async () => {
    const clock = virtualClock()
    const dials = sharedDials().make(clock, seededRandom(1), () => {})
    const restarts = new Restarts(clock, seededRandom(1), { restarts: 3, withinMs: 5_000 }, dials)
    const child = {}
    let starts = 0
    const start = (): void => {
      starts += 1
      restarts.later(child, 50, start)
    }
    restarts.later(child, 50, start)
    await clock.advance(60)
    expect(starts).toBe(1)
    restarts.forget(child)
    expect(clock.pending).toBe(0)
    await clock.runAll()
    expect(starts).toBe(1)
  })
})
