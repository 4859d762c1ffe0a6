import {
  debounceTime,
  delay,
  interval,
  type Observable,
  observeOn,
  Subject,
  take,
  timeout,
  timer,
  timestamp,
} from 'rxjs'
import { describe, expect, test } from 'vitest'
import { createActor, setup } from 'xstate'
import { actorClockOf, schedulerOf, virtualClock } from '../../src/testing/index.ts'

/** What a stream does, each with its time: `a at 10`, `end at 20`. */
function scene() {
  const clock = virtualClock()
  const scheduler = schedulerOf(clock)
  const seen: string[] = []
  const note = (what: unknown): unknown => seen.push(`${what} at ${clock.now()}`)
  const watch = (stream$: Observable<unknown>) =>
    stream$.subscribe({ next: note, error: (error: Error) => note(error.name), complete: () => note('end') })
  return { clock, scheduler, seen, watch }
}

describe('RxJS on the clock', () => {
  test('An interval ticks exactly, and leaves nothing when nobody listens any more', () => {
    const { clock, scheduler, seen, watch } = scene()
    watch(interval(10, scheduler).pipe(take(3)))
    clock.advanceSync(100)
    expect([seen, clock.pending]).toEqual([['0 at 10', '1 at 20', '2 at 30', 'end at 30'], 0])
    const ticking = watch(interval(10, scheduler))
    clock.advanceSync(15)
    ticking.unsubscribe()
    expect([seen.slice(4), clock.pending]).toEqual([['0 at 110'], 0])
  })

  test('A timer waits for a time, or until a date by the wall clock', () => {
    const { clock, scheduler, seen, watch } = scene()
    clock.advanceSync(5)
    watch(timer(20, 10, scheduler).pipe(take(2)))
    watch(timer(new Date(clock.wall() + 7), scheduler))
    watch(timer(new Date(clock.wall() - 1_000), scheduler))
    clock.advanceSync(100)
    expect(seen).toEqual(['0 at 5', 'end at 5', '0 at 12', 'end at 12', '0 at 25', '1 at 35', 'end at 35'])
  })

  test('debounceTime passes what nothing follows soon, as in a marble diagram', () => {
    const { clock, scheduler, seen, watch } = scene()
    const keys$ = new Subject<string>()
    watch(keys$.pipe(debounceTime(20, scheduler)))
    const type = (at: number, key: string): unknown => clock.after(at, () => keys$.next(key))
    for (const [at, key] of [
      [0, 'a'],
      [10, 'b'],
      [29, 'c'],
      [60, 'd'],
    ] as const)
      type(at, key)
    clock.after(70, () => keys$.complete())
    clock.advanceSync(200)
    expect(seen).toEqual(['c at 49', 'd at 70', 'end at 70'])
  })

  test('delay keeps the distance, up to a date too', () => {
    const { clock, scheduler, seen, watch } = scene()
    const source$ = timer(0, 3, scheduler).pipe(take(3))
    watch(source$.pipe(delay(50, scheduler)))
    clock.advanceSync(100)
    watch(source$.pipe(delay(new Date(clock.wall() + 30), scheduler)))
    clock.advanceSync(100)
    expect(seen).toEqual([
      ...['0 at 50', '1 at 53', '2 at 56', 'end at 56'],
      ...['0 at 130', '1 at 130', '2 at 130', 'end at 130'],
    ])
  })

  test('timeout counts from each value, and its first deadline may be a date', () => {
    const { clock, scheduler, seen, watch } = scene()
    watch(timer(10, 15, scheduler).pipe(timeout({ each: 14, first: new Date(clock.wall() + 12), scheduler })))
    clock.advanceSync(100)
    expect([seen, clock.pending]).toEqual([['0 at 10', 'TimeoutError at 24'], 0])
  })

  test('Values can be handed over in events of their own, and dated by the wall', () => {
    const { clock, scheduler, seen, watch } = scene()
    const source$ = new Subject<string>()
    watch(source$.pipe(observeOn(scheduler)))
    source$.next('a')
    expect(seen).toEqual([])
    const dates: number[] = []
    source$.pipe(timestamp(scheduler)).subscribe(({ timestamp: at }) => dates.push(at))
    clock.advanceSync(8)
    source$.next('b')
    clock.advanceSync(0)
    expect([seen, dates]).toEqual([['a at 0', 'b at 8'], [clock.wall()]])
  })

  test('Work may schedule itself again, from outside too, as RxJS’s own may; unsubscribed it never runs', () => {
    const { clock, scheduler } = scene()
    const ran: number[] = []
    let again = (): unknown => null
    const work = scheduler.schedule<number>(
      function (count = 0) {
        ran.push(clock.now())
        again = () => this.schedule(0, 5)
        if (count > 0) this.schedule(count - 1, 10)
      },
      10,
      1,
    )
    clock.advanceSync(50)
    again()
    again()
    clock.advanceSync(50)
    again()
    work.unsubscribe()
    again()
    clock.advanceSync(50)
    expect([ran, clock.pending]).toEqual([[10, 20, 55], 0])
  })

  test('Work that throws is over, and whoever moves the clock gets the error', () => {
    const { clock, scheduler } = scene()
    let runs = 0
    const work = scheduler.schedule(function () {
      runs += 1
      this.schedule(undefined, 5)
      throw new Error('a bug')
    })
    expect(() => clock.advanceSync(1)).toThrow('a bug')
    clock.advanceSync(10)
    expect([runs, work.closed]).toEqual([1, true])
  })
})

test('A user’s own machine makes several delayed hops in one movement, on the same clock', () => {
  const clock = virtualClock()
  const machine = setup({ delays: { soon: 10 } }).createMachine({
    initial: 'one',
    states: {
      one: { after: { soon: 'two' } },
      two: { after: { soon: 'three' }, on: { skip: 'four' } },
      three: { after: { soon: 'four' } },
      four: { type: 'final' },
    },
  })
  const actor = createActor(machine, { clock: actorClockOf(clock) }).start()
  const seen: string[] = []
  actor.subscribe(({ value }) => seen.push(`${value} at ${clock.now()}`))
  clock.advanceSync(100)
  expect([seen, clock.pending]).toEqual([['two at 10', 'three at 20', 'four at 30'], 0])
})
