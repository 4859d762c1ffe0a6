import { describe, expect, test } from 'vitest'
import { createActor, setup } from 'xstate'
import { actorClockOf } from '../../src/clock/scheduler.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

describe('moving', () => {
  test('Time stands still until it is moved, and is exactly an event’s time while it runs', async () => {
    const clock = virtualClock()
    const seen: number[] = []
    for (const delay of [30, 10, 20.5]) clock.after(delay, () => seen.push(clock.now()))
    expect([clock.now(), clock.pending]).toEqual([0, 3])
    await clock.advance(20.5)
    expect([seen, clock.now(), clock.pending]).toEqual([[10, 20.5], 20.5, 1])
    await clock.advanceTo(100)
    expect([seen, clock.now()]).toEqual([[10, 20.5, 30], 100])
  })

  test('Events of the same time run in the order in which they were scheduled, delays of 0 and less included', async () => {
    const clock = virtualClock()
    const seen: string[] = []
    clock.after(0, () => {
      seen.push('first')
      clock.after(0, () => seen.push('from inside'))
    })
    clock.after(-5, () => seen.push('second'))
    await clock.advance(0)
    expect([seen, clock.now()]).toEqual([['first', 'second', 'from inside'], 0])
  })

  test('Promises settle before the first event and after each one', async () => {
    const clock = virtualClock()
    const seen: string[] = []
    const slow = async (name: string): Promise<void> => {
      for (let hop = 0; hop < 50; hop += 1) await null
      await new Promise<void>((resolve) => process.nextTick(resolve))
      seen.push(`${name} at ${clock.now()}`)
      if (name === 'one') clock.after(1, () => void slow('three'))
    }
    clock.after(1, () => void slow('one'))
    clock.after(2, () => void slow('two'))
    void slow('zero')
    await clock.advance(2)
    expect(seen).toEqual(['zero at 0', 'one at 1', 'two at 2', 'three at 2'])
  })

  test('runNext goes to the next event and says whether there was one', async () => {
    const clock = virtualClock()
    clock.after(7, () => {})
    clock.after(Number.POSITIVE_INFINITY, () => {})
    expect([await clock.runNext(), clock.now()]).toEqual([true, 7])
    expect([await clock.runNext(), clock.now(), clock.pending]).toEqual([false, 7, 1])
  })

  test('runAll runs until the world rests, and names its limit when it does not', async () => {
    const clock = virtualClock()
    let left = 5
    const again = (): void => {
      left -= 1
      if (left > 0) clock.after(10, again)
    }
    clock.after(10, again)
    await clock.runAll()
    expect([left, clock.now()]).toEqual([0, 50])
    left = Number.POSITIVE_INFINITY
    clock.after(10, again)
    await expect(clock.runAll({ maxEvents: 3 })).rejects.toThrow('maxEvents (3)')
    expect(clock.now()).toBe(80)
    await clock.runNext()
    expect(clock.now()).toBe(90)
  })

  test('advanceSync does the same without a turn of the event loop', () => {
    const clock = virtualClock()
    const seen: number[] = []
    clock.after(1, () => {
      seen.push(clock.now())
      clock.after(1, () => seen.push(clock.now()))
    })
    clock.advanceSync(5)
    expect([seen, clock.now(), clock.pending]).toEqual([[1, 2], 5, 0])
  })

  test('With a coarser grain promises settle at least so often, and all of them before the movement ends', async () => {
    const clock = virtualClock()
    const seen: string[] = []
    const note = async (name: string): Promise<void> => {
      await new Promise<void>((resolve) => process.nextTick(resolve))
      seen.push(`${name} at ${clock.now()}`)
    }
    for (const at of [0, 10, 90, 101, 500]) clock.after(at, () => void note(`${at}`))
    await clock.advance(600, { settleEveryMs: 100 })
    expect(seen).toEqual(['0 at 90', '10 at 90', '90 at 90', '101 at 101', '500 at 500'])
    clock.after(10, () => void note('last'))
    await clock.runAll({ settleEveryMs: 1_000 })
    expect(seen.at(-1)).toBe('last at 610')
    await expect(clock.advanceTo(700, { settleEveryMs: -1 })).rejects.toThrow('settleEveryMs: expected')
  })

  test('What a settled promise schedules comes before what is due later', async () => {
    const clock = virtualClock()
    const seen: number[] = []
    const chain = async (): Promise<void> => {
      await null
      clock.after(5, () => seen.push(clock.now()))
    }
    clock.after(10, () => void chain())
    clock.after(200, () => seen.push(clock.now()))
    await clock.advance(300, { settleEveryMs: 100 })
    expect(seen).toEqual([15, 200])
  })

  test('A cancelled event never runs, though cancelled by one of the same time', async () => {
    const clock = virtualClock()
    const seen: string[] = []
    clock.after(1, () => victim.cancel())
    const victim = clock.after(1, () => seen.push('victim'))
    const late = clock.after(2, () => seen.push('late'))
    await clock.advance(5)
    late.cancel()
    expect([seen, clock.pending]).toEqual([['late'], 0])
  })

  test('An event that throws stops the movement there; the next goes on after it', async () => {
    const clock = virtualClock()
    const seen: number[] = []
    const fail = (): void => {
      throw new Error('a bug')
    }
    clock.after(1, fail)
    clock.after(2, () => seen.push(clock.now()))
    clock.after(3, fail)
    await expect(clock.advance(10)).rejects.toThrow('a bug')
    expect([clock.now(), seen]).toEqual([1, []])
    expect(() => clock.advanceSync(10)).toThrow('a bug')
    expect([clock.now(), seen]).toEqual([3, [2]])
    await clock.runAll()
  })

  test('Two movements at once are refused, from inside an event too', async () => {
    const clock = virtualClock()
    let inside: unknown = null
    clock.after(1, () => {
      try {
        clock.advanceSync(1)
      } catch (error) {
        inside = error
      }
    })
    const first = clock.advance(5)
    await expect(clock.advance(5)).rejects.toThrow('already moving')
    await first
    expect(String(inside)).toContain('already moving')
    expect(clock.now()).toBe(5)
  })

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('A clock cannot be moved by %s', async (ms) => {
    const clock = virtualClock()
    await expect(clock.advance(ms)).rejects.toThrow('ms: expected')
    expect(() => clock.advanceSync(ms)).toThrow('ms: expected')
    expect(() => clock.stall(ms)).toThrow('ms: expected')
  })

  test('A wait of NaN is refused where it is asked for', () => {
    expect(() => virtualClock().after(Number.NaN, () => {})).toThrow('delayMs: expected')
  })
})

describe('a stall', () => {
  test('What fell due in a stall runs late, in order, and sees the later time', async () => {
    const clock = virtualClock()
    const seen: string[] = []
    clock.after(20, () => seen.push(`20 at ${clock.now()}`))
    clock.after(10, () => {
      seen.push(`10 at ${clock.now()}`)
      clock.after(5, () => seen.push(`5 later at ${clock.now()}`))
    })
    clock.stall(100)
    expect([clock.now(), seen]).toEqual([100, []])
    await clock.advance(0)
    expect(seen).toEqual(['10 at 100', '20 at 100'])
    await clock.advance(5)
    expect(seen.at(-1)).toBe('5 later at 105')
  })

  test('A long computation inside an event makes the others late', async () => {
    const clock = virtualClock()
    const seen: number[] = []
    clock.after(10, () => clock.stall(400))
    clock.after(20, () => seen.push(clock.now()))
    await clock.advance(30)
    expect([seen, clock.now()]).toEqual([[410], 410])
  })
})

describe('the wall clock', () => {
  test('It moves with time, and jumps alone', async () => {
    const clock = virtualClock({ startWall: 1_000 })
    await clock.advance(5)
    clock.jumpWall(-500)
    expect([clock.now(), clock.wall()]).toEqual([5, 505])
    clock.stall(10)
    expect(clock.wall()).toBe(515)
  })

  test('It starts at a date, which must be one', () => {
    expect(virtualClock().wall()).toBe(1_700_000_000_000)
    expect(() => virtualClock({ startWall: Number.NaN })).toThrow('startWall: expected')
    const misspelt: object = { startwall: 5 }
    expect(() => virtualClock(misspelt)).toThrow('startwall: no such option; there are startWall')
    expect(() => virtualClock().jumpWall(Number.NaN)).toThrow('ms: expected')
  })
})

describe('others on the same clock', () => {
  test('An XState actor’s delayed transitions happen on it, one after the other', async () => {
    const clock = virtualClock()
    const lamp = setup({}).createMachine({
      initial: 'green',
      states: {
        green: { after: { 10: 'amber' } },
        amber: { after: { 10: 'red' } },
        red: { after: { 10: 'green' } },
      },
    })
    const actor = createActor(lamp, { clock: actorClockOf(clock) }).start()
    const seen: string[] = []
    actor.subscribe(({ value }) => seen.push(`${value} at ${clock.now()}`))
    await clock.advance(35)
    expect(seen).toEqual(['amber at 10', 'red at 20', 'green at 30'])
    actor.stop()
    expect(clock.pending).toBe(0)
  })
})
