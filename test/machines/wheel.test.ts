import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../src/clock/clock.ts'
import { UNARMED, Wheel, type WheelEntry } from '../../src/machines/wheel.ts'
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts'
import { PageClock } from './support/page-clock.ts'

const TICK = 50
const CAP = 100
/** One turn of the wheel, in ms. */
const HORIZON = 512 * TICK

class Visitor implements WheelEntry {
  wheelSlot = UNARMED
  wheelNext: WheelEntry | null = null
  wheelPrevious: WheelEntry | null = null
  readonly visits: number[] = []
  readonly #next: (now: number) => number

  constructor(next: (now: number) => number = () => Infinity) {
    this.#next = next
  }

  visit(now: number): number {
    this.visits.push(now)
    return this.#next(now)
  }
}

function wheelOn(clock: VirtualClock): { wheel: Wheel; stalls: number[] } {
  const stalls: number[] = []
  return { wheel: new Wheel(clock, TICK, CAP, (lostMs) => stalls.push(lostMs)), stalls }
}

/** Comes when it is due and not before: a visit that is too early looks again. */
function dueAt(at: number): Visitor {
  return new Visitor((now) => (now < at ? at : Infinity))
}

describe('an entry of the wheel', () => {
  test.each([
    { situation: 'between two ticks', due: 120, visited: 150 },
    { situation: 'exactly at a tick', due: 150, visited: 150 },
    { situation: 'a hair after a tick', due: 150.001, visited: 200 },
    { situation: 'in the past', due: -500, visited: 50 },
    { situation: 'now', due: 0, visited: 50 },
    { situation: 'in the last slot of a turn', due: 511 * TICK, visited: 511 * TICK },
  ])('that is due $situation is visited at the first tick after it, once', ({ due, visited }) => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const entry = new Visitor()
    wheel.arm(entry, due)
    expect(wheel.armed).toBe(1)
    clock.advanceSync(2 * HORIZON)
    expect(entry.visits).toEqual([visited])
    expect(wheel.armed).toBe(0)
  })

  test('that is never due is not armed at all', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    wheel.arm(new Visitor(), Infinity)
    expect(wheel.armed).toBe(0)
    expect(clock.pending).toBe(0)
  })

  test.each([1, 1.5, 3.7, 10])(
    'due in %d turns is visited on time, however often it looked in between',
    (turns) => {
      const clock = virtualClock()
      const { wheel } = wheelOn(clock)
      const due = Math.round(turns * HORIZON)
      const entry = dueAt(due)
      wheel.arm(entry, due)
      clock.advanceSync(due + TICK)
      expect(entry.visits.filter((at) => at >= due)).toHaveLength(1)
      expect(entry.visits.length).toBeLessThanOrEqual(turns + 2)
      expect(wheel.armed).toBe(0)
    },
  )

  test('armed for an earlier time comes at the earlier one, and only then', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const entry = new Visitor()
    wheel.arm(entry, 5_000)
    wheel.arm(entry, 1_000)
    expect(wheel.armed).toBe(1)
    clock.advanceSync(10_000)
    expect(entry.visits).toEqual([1_000])
  })

  test('armed for a later time keeps the visit already set', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const entry = new Visitor()
    wheel.arm(entry, 1_000)
    wheel.arm(entry, 5_000)
    wheel.arm(entry, Infinity)
    clock.advanceSync(10_000)
    expect(entry.visits).toEqual([1_000])
  })

  test('is visited again when its visit said so, without drift', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    let due = 1_000
    const entry = new Visitor(() => {
      due += 1_000
      return due
    })
    wheel.arm(entry, due)
    clock.advanceSync(10_000)
    expect(entry.visits).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((second) => second * 1_000))
  })

  test('that answers with the past is visited at each tick, not for ever in one', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const entry = new Visitor(() => 0)
    wheel.arm(entry, 0)
    clock.advanceSync(200)
    expect(entry.visits).toEqual([50, 100, 150, 200])
  })

  test('that arms itself during its visit keeps the earlier of that and its answer', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const early: Visitor = new Visitor((now) => {
      if (now > 100) return Infinity
      wheel.arm(early, now + 500)
      return now + 200
    })
    const late: Visitor = new Visitor((now) => {
      if (now > 100) return Infinity
      wheel.arm(late, now + 200)
      return now + 500
    })
    const silent: Visitor = new Visitor((now) => {
      if (now > 100) return Infinity
      wheel.arm(silent, now + 200)
      return Infinity
    })
    for (const entry of [early, late, silent]) wheel.arm(entry, 100)
    clock.advanceSync(1_000)
    expect(early.visits).toEqual([100, 300])
    expect(late.visits).toEqual([100, 300])
    expect(silent.visits).toEqual([100, 300])
  })

  test('taken out is not visited; taking it out twice does nothing', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const gone = new Visitor()
    const stays = new Visitor()
    wheel.arm(gone, 100)
    wheel.arm(stays, 100)
    wheel.disarm(gone)
    wheel.disarm(gone)
    expect(wheel.armed).toBe(1)
    clock.advanceSync(1_000)
    expect(gone.visits).toEqual([])
    expect(stays.visits).toEqual([100])
  })

  test('taken out and put in again is visited at its new time', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const entry = new Visitor()
    wheel.arm(entry, 100)
    wheel.disarm(entry)
    wheel.arm(entry, 700)
    clock.advanceSync(1_000)
    expect(entry.visits).toEqual([700])
  })
})

describe('entries of one slot', () => {
  test.each([
    { who: 'first', index: 0 },
    { who: 'one in the middle', index: 2 },
    { who: 'last', index: 4 },
  ])('are all visited but the $who, which another took out on its own visit or before', ({ index }) => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const order: number[] = []
    const entries: Visitor[] = []
    const victims = new Set<number>()
    for (let number = 0; number < 5; number += 1) {
      entries.push(
        new Visitor(() => {
          order.push(number)
          if (number !== index && !order.includes(index)) {
            victims.add(index)
            wheel.disarm(entries[index]!)
          }
          return Infinity
        }),
      )
    }
    for (const entry of entries) wheel.arm(entry, 100)
    clock.advanceSync(1_000)
    const others = [0, 1, 2, 3, 4].filter((number) => number !== index || !victims.has(index))
    expect([...order].sort()).toEqual(others)
    expect(wheel.armed).toBe(0)
    expect(clock.pending).toBe(0)
  })

  test('may be taken out by a visit of an earlier slot, all at once', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const doomed = Array.from({ length: 10 }, () => new Visitor())
    const killer = new Visitor(() => {
      for (const entry of doomed) wheel.disarm(entry)
      return Infinity
    })
    for (const entry of doomed) wheel.arm(entry, 100)
    wheel.arm(killer, 50)
    clock.advanceSync(1_000)
    expect(killer.visits).toEqual([50])
    expect(doomed.flatMap(({ visits }) => visits)).toEqual([])
    expect(clock.pending).toBe(0)
  })

  test('that take out the only other entry are still visited at the next tick when they ask for it', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const other = new Visitor()
    const entry: Visitor = new Visitor((now) => {
      wheel.disarm(other)
      return now < 400 ? now + 1 : Infinity
    })
    wheel.arm(other, 5_000)
    wheel.arm(entry, 100)
    clock.advanceSync(1_000)
    expect(entry.visits).toEqual([100, 150, 200, 250, 300, 350, 400])
    expect(other.visits).toEqual([])
  })

  test('arm new ones during the visit: those come at a later tick', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const child = new Visitor()
    const parent = new Visitor((now) => {
      wheel.arm(child, now)
      return Infinity
    })
    wheel.arm(parent, 100)
    clock.advanceSync(1_000)
    expect(parent.visits).toEqual([100])
    expect(child.visits).toEqual([150])
  })
})

describe('many entries', () => {
  const plan = fc.array(
    fc.record({ wait: fc.integer({ min: 0, max: 3_000 }), due: fc.integer({ min: 0, max: 2 * HORIZON }) }),
    { minLength: 1, maxLength: 40 },
  )

  test('come in the order of their due times, each no earlier than that and at most one tick later', () => {
    fc.assert(
      fc.property(plan, (arrivals) => {
        const clock = virtualClock()
        const { wheel } = wheelOn(clock)
        const came: { due: number; at: number }[] = []
        // Keeps the wheel turning from the start.
        wheel.arm(dueAt(5 * HORIZON), 5 * HORIZON)
        for (const { wait, due } of arrivals) {
          clock.advanceSync(wait)
          const at = clock.now() + due
          const entry: Visitor = new Visitor((now) => {
            if (now < at) return at
            came.push({ due: at, at: now })
            return Infinity
          })
          wheel.arm(entry, at)
        }
        clock.advanceSync(3 * HORIZON)
        expect(came).toHaveLength(arrivals.length)
        for (const { due, at } of came) {
          expect(at).toBeGreaterThanOrEqual(due)
          expect(at - due).toBeLessThanOrEqual(TICK)
        }
        // Within one tick nothing is promised; over ticks the order holds.
        const ticks = came.map(({ at }) => at)
        expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
      }),
      { numRuns: 50 },
    )
  })

  test('that come after the wheel had rested are at most one tick late, too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 1_000 }), (rest, due) => {
        const clock = virtualClock()
        const { wheel } = wheelOn(clock)
        clock.advanceSync(rest)
        const at = clock.now() + due
        const entry = dueAt(at)
        wheel.arm(entry, at)
        clock.advanceSync(2_000)
        expect(entry.visits.at(-1)).toBeGreaterThanOrEqual(at)
        // What is due now comes at the next tick.
        expect((entry.visits.at(-1) ?? Infinity) - at).toBeLessThanOrEqual(TICK)
      }),
    )
  })

  test('that come after a stall are at most one tick late, too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 101, max: 999 }), fc.integer({ min: 0, max: 1_000 }), (stall, due) => {
        const clock = virtualClock()
        const { wheel } = wheelOn(clock)
        wheel.arm(dueAt(5_000), 5_000)
        clock.stall(stall)
        clock.advanceSync(0)
        const at = clock.now() + due
        const entry = dueAt(at)
        wheel.arm(entry, at)
        clock.advanceSync(2_000)
        expect((entry.visits.at(-1) ?? Infinity) - at).toBeLessThanOrEqual(TICK)
      }),
    )
  })

  type Step =
    | { readonly kind: 'arm'; readonly entry: number; readonly inMs: number }
    | { readonly kind: 'disarm'; readonly entry: number }
    | { readonly kind: 'run' | 'stall'; readonly ms: number }

  const entryNumber = fc.nat(9)
  const steps = fc.array(
    fc.oneof<fc.Arbitrary<Step>[]>(
      fc.record({
        kind: fc.constant('arm' as const),
        entry: entryNumber,
        inMs: fc.constantFrom(0, 10, 60, 200, 900),
      }),
      fc.record({ kind: fc.constant('disarm' as const), entry: entryNumber }),
      fc.record({ kind: fc.constant('run' as const), ms: fc.constantFrom(1, 50, 130, 1_000) }),
      fc.record({ kind: fc.constant('stall' as const), ms: fc.constantFrom(120, 700, 30_000) }),
    ),
    { maxLength: 40 },
  )

  test('armed and taken out in any order, by visits of others too, are visited when armed and only then', () => {
    fc.assert(
      fc.property(steps, fc.array(entryNumber, { maxLength: 10 }), (all, victims) => {
        const clock = virtualClock()
        const { wheel } = wheelOn(clock)
        /** What should be armed: the entry's number and the earliest time it was armed for. */
        const armed = new Map<number, number>()
        const kills = [...victims]
        let odd = 0
        const entries: Visitor[] = Array.from({ length: 10 }, (_, number) => {
          return new Visitor((now) => {
            const due = armed.get(number) ?? Number.NaN
            // Too early: it looks again. Not armed at all: an odd visit.
            if (now < due) return due
            if (!armed.delete(number)) odd += 1
            const victim = kills.shift()
            if (victim !== undefined) {
              wheel.disarm(entries[victim]!)
              armed.delete(victim)
            }
            return Infinity
          })
        })
        for (const step of all) {
          if (step.kind === 'arm') {
            const at = clock.now() + step.inMs
            wheel.arm(entries[step.entry]!, at)
            armed.set(step.entry, Math.min(at, armed.get(step.entry) ?? Infinity))
          } else if (step.kind === 'disarm') {
            wheel.disarm(entries[step.entry]!)
            armed.delete(step.entry)
          } else if (step.kind === 'run') clock.advanceSync(step.ms)
          else clock.stall(step.ms)
          expect(wheel.armed).toBe(armed.size)
        }
        clock.advanceSync(2_000)
        expect(odd).toBe(0)
        expect([...armed.keys()]).toEqual([])
        expect(wheel.armed).toBe(0)
        expect(clock.pending).toBe(0)
      }),
      { numRuns: 500 },
    )
  })

  test('are visited in slices, between which other work of the process gets its turn', () => {
    const clock = virtualClock()
    const { wheel, stalls } = wheelOn(clock)
    let visits = 0
    // Each visit takes half a millisecond of computing.
    const entries = Array.from(
      { length: 1_000 },
      () =>
        new Visitor(() => {
          clock.stall(0.5)
          visits += 1
          return Infinity
        }),
    )
    for (const entry of entries) wheel.arm(entry, 100)
    const seen: number[] = []
    const other = () => {
      seen.push(visits)
      if (visits < 1_000) clock.after(1, other)
    }
    clock.after(100.5, other)
    clock.advanceSync(5_000)
    expect(visits).toBe(1_000)
    expect(entries.every((entry) => entry.visits.length === 1)).toBe(true)
    const steps = seen.map((now, index) => now - (seen[index - 1] ?? 0))
    expect(Math.max(...steps)).toBeLessThanOrEqual(64)
    expect(seen.length).toBeGreaterThanOrEqual(16)
    expect(stalls).toEqual([])
    expect(clock.pending).toBe(0)
  })

  test('whose visits take no time are visited in one turn of the event loop, however many they are', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    let visits = 0
    let visitsOfTheTurn = Number.NaN
    for (let index = 0; index < 1_000; index += 1) {
      const entry = new Visitor(() => {
        if (visits === 0) clock.after(0, () => (visitsOfTheTurn = visits))
        visits += 1
        return Infinity
      })
      wheel.arm(entry, 100)
    }
    clock.advanceSync(5_000)
    expect(visitsOfTheTurn).toBe(1_000)
  })

  test('whose visits take longer than there is time for each still get theirs, again and again', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    // 300 visits of 0.25 ms a tick of 50 ms: half as much again as there is time for.
    const entries = Array.from({ length: 300 }, () => {
      const entry: Visitor = new Visitor((now) => {
        clock.stall(0.25)
        return now + 1
      })
      return entry
    })
    for (const entry of entries) wheel.arm(entry, 0)
    // Driven by events: whatever is overdue runs first.
    while (clock.now() < 10_000) clock.advanceSync(1)
    for (const { visits } of entries) {
      const gaps = visits.map((at, index) => at - (visits[index - 1] ?? 0))
      expect(visits.length).toBeGreaterThan(50)
      expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * TICK)
    }
  })

  test('are all visited once after a long stall, wherever they sat, and then on time again', () => {
    const clock = virtualClock()
    const { wheel, stalls } = wheelOn(clock)
    const entries = Array.from({ length: 511 }, (_, index) => {
      const entry = new Visitor((now) => now + 1)
      wheel.arm(entry, (index + 1) * TICK)
      return entry
    })
    clock.stall(10 * HORIZON)
    clock.advanceSync(0)
    const woken = clock.now()
    expect(stalls).toEqual([10 * HORIZON - TICK])
    expect(entries.map(({ visits }) => visits)).toEqual(entries.map(() => [woken]))
    clock.advanceSync(2 * TICK)
    expect(entries.map(({ visits }) => visits.length)).toEqual(entries.map(() => 3))
  })

  test('are all visited after a sleep, though visits of before it still wait', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const far = new Visitor()
    wheel.arm(far, 20_000)
    let visits = 0
    for (let index = 0; index < 100; index += 1) {
      const entry = new Visitor(() => {
        clock.stall(1)
        visits += 1
        // The machine sleeps while the second of four slices runs; the next tick comes before the third.
        if (visits === 40) clock.jumpWall(60_000)
        return Infinity
      })
      wheel.arm(entry, TICK)
    }
    clock.advanceSync(3 * TICK)
    expect(visits).toBe(100)
    expect(far.visits.length).toBeGreaterThan(0)
  })

  test.each([300, HORIZON - TICK, HORIZON, HORIZON + TICK, 7 * HORIZON + 13])(
    'that wait after a stall of %d ms are visited once in the turn that ends it',
    (ms) => {
      const clock = virtualClock()
      const { wheel } = wheelOn(clock)
      const lazy = Array.from({ length: 511 }, (_, index) => {
        const entry = new Visitor((now) => now + HORIZON)
        wheel.arm(entry, (index + 1) * TICK)
        return entry
      })
      clock.stall(ms)
      clock.advanceSync(0)
      const due = lazy.filter((_, index) => (index + 1) * TICK <= ms)
      expect(due.map(({ visits }) => visits.length)).toEqual(due.map(() => 1))
      expect(lazy.reduce((sum, { visits }) => sum + visits.length, 0)).toBe(due.length)
    },
  )
})

describe('the wheel itself', () => {
  test('has no timer before anything is armed, and none after the last entry has gone', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    expect(clock.pending).toBe(0)
    const first = new Visitor()
    const second = new Visitor()
    wheel.arm(first, 100)
    wheel.arm(second, 100)
    expect(clock.pending).toBe(1)
    clock.advanceSync(60)
    wheel.disarm(first)
    expect(clock.pending).toBe(1)
    wheel.disarm(second)
    expect(clock.pending).toBe(0)
    wheel.arm(first, 200)
    expect(clock.pending).toBe(1)
    clock.advanceSync(1_000)
    expect(first.visits).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('leaves nothing to run when it empties while a slice waits to go on', () => {
    const clock = virtualClock()
    let pending = Number.NaN
    const { wheel } = wheelOn(clock)
    const entries = Array.from(
      { length: 100 },
      () =>
        new Visitor(() => {
          clock.stall(1)
          return Infinity
        }),
    )
    for (const entry of entries) wheel.arm(entry, 50)
    clock.after(50.5, () => {
      for (const entry of entries) wheel.disarm(entry)
      pending = clock.pending
    })
    clock.advanceSync(50)
    expect(pending).toBe(0)
    expect(entries.filter(({ visits }) => visits.length > 0)).toHaveLength(32)
  })

  test('takes time in which nothing was armed for no stall', () => {
    const clock = virtualClock()
    const { wheel, stalls } = wheelOn(clock)
    wheel.arm(new Visitor(), 100)
    clock.advanceSync(60_000)
    wheel.arm(new Visitor(), clock.now() + 100)
    clock.advanceSync(1_000)
    expect(stalls).toEqual([])
  })

  test('tells a stall once, with what was lost', () => {
    const clock = virtualClock()
    const { wheel, stalls } = wheelOn(clock)
    wheel.arm(new Visitor(() => Infinity), 20_000)
    clock.advanceSync(1_000)
    clock.stall(6_000)
    clock.advanceSync(1_000)
    expect(stalls).toEqual([6_000 - TICK])
  })

  test.each([
    [149, []],
    [150, [100]],
  ])('tells of a turn that took %d ms what was lost of it, from 100 ms on', (ms, told) => {
    const clock = virtualClock()
    const { wheel, stalls } = wheelOn(clock)
    wheel.arm(new Visitor(), 20_000)
    clock.advanceSync(1_000)
    clock.stall(ms)
    clock.advanceSync(0)
    expect(stalls).toEqual(told)
  })

  test('counts its ticks from when it was made', () => {
    const clock = virtualClock()
    clock.advanceSync(1_234)
    const { wheel } = wheelOn(clock)
    const entry = new Visitor()
    wheel.arm(entry, 1_234 + 3 * TICK - 30)
    clock.advanceSync(10 * TICK)
    expect(entry.visits).toEqual([1_234 + 3 * TICK])
  })

  test('ticks for whoever asks, at the time of the clock', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    const ticks: number[] = []
    const subscription = wheel.ticks$.subscribe((at) => ticks.push(at))
    clock.advanceSync(170)
    subscription.unsubscribe()
    expect(ticks).toEqual([50, 100, 150])
    expect(clock.pending).toBe(0)
  })

  test('measures attention while it turns, stalls left out', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    wheel.arm(dueAt(60_000), 60_000)
    const before = wheel.heardNow()
    clock.advanceSync(1_020)
    expect(wheel.heardNow() - before).toBe(1_020)
    clock.stall(6_000)
    clock.advanceSync(0)
    expect(wheel.heardNow() - before).toBe(1_000 + CAP)
  })

  test('counts all time while it rests: nobody is charged for it', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    clock.advanceSync(5_000)
    expect(wheel.heardNow()).toBe(5_000)
    wheel.arm(new Visitor(), 5_100)
    clock.advanceSync(60_000)
    expect(wheel.heardNow()).toBe(65_000)
    wheel.arm(new Visitor(), 65_100)
    expect(wheel.heardNow()).toBe(65_000)
  })

  test('takes a timer that fires early for no tick', () => {
    const clock = virtualClock()
    const hasty: Clock = {
      now: () => clock.now(),
      wall: () => clock.wall(),
      after: (delayMs, task) => clock.after(delayMs > 1 ? delayMs - 0.4 : delayMs, task),
    }
    const wheel = new Wheel(hasty, TICK, CAP, () => {})
    const entry = new Visitor((now) => now + TICK)
    const ticks: number[] = []
    wheel.ticks$.subscribe((at) => ticks.push(at))
    wheel.arm(entry, 0)
    clock.advanceSync(1_000)
    const all = Array.from({ length: 20 }, (_, index) => (index + 1) * TICK)
    expect(entry.visits).toEqual(all)
    expect(ticks).toEqual(all)
  })

  test('never lets attention go back when it starts to turn again', () => {
    const clock = virtualClock()
    const { wheel } = wheelOn(clock)
    wheel.arm(new Visitor(), 100)
    clock.advanceSync(60_000)
    const resting = wheel.heardNow()
    wheel.arm(new Visitor(), clock.now() + 1_000)
    expect(wheel.heardNow()).toBeGreaterThanOrEqual(resting)
  })
})

describe('a wheel whose timers are woken once a second', () => {
  const SECOND = 1_000

  test('tells of no stall, and visits at the next waking what came due before it', () => {
    const clock = virtualClock()
    const page = new PageClock(clock)
    const stalls: number[] = []
    const wheel = new Wheel(page, TICK, CAP, (lostMs) => stalls.push(lostMs))
    const entry = new Visitor((now) => now + 300)
    page.hide()
    wheel.arm(entry, 120)
    clock.advanceSync(5 * SECOND)
    expect(entry.visits).toEqual([1, 2, 3, 4, 5].map((second) => second * SECOND))
    expect(stalls).toEqual([])
    expect(wheel.heardNow()).toBe(5 * SECOND)
    page.show()
    clock.advanceSync(SECOND)
    expect(entry.visits.slice(5)).toEqual([5_300, 5_600, 5_900])
    expect(stalls).toEqual([])
  })

  test('tells of it when they are woken more seldom than that', () => {
    const clock = virtualClock()
    const page = new PageClock(clock)
    const stalls: number[] = []
    const wheel = new Wheel(page, TICK, CAP, (lostMs) => stalls.push(lostMs))
    wheel.arm(new Visitor((now) => now + 300), 120)
    page.hide()
    page.lateMs = 59 * SECOND
    clock.advanceSync(121 * SECOND)
    expect(stalls).toHaveLength(2)
  })
})
