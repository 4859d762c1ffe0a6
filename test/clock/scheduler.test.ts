import { observeOn, of, Subscription } from 'rxjs'
import { expect, test } from 'vitest'
import { actorClockOf, schedulerOf } from '../../src/clock/scheduler.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

test('A scheduler tells its clock’s time', () => {
  const clock = virtualClock()
  const scheduler = schedulerOf(clock)
  clock.advanceSync(42)
  expect(scheduler.now()).toBe(42)
})

test('Scheduled work runs with its state after its delay, once', () => {
  const clock = virtualClock()
  const seen: unknown[] = []
  schedulerOf(clock).schedule((state) => seen.push([state, clock.now()]), 10, 'state')
  schedulerOf(clock).schedule((state) => seen.push([state, clock.now()]))
  clock.advanceSync(100)
  expect(seen).toEqual([
    [undefined, 0],
    ['state', 10],
  ])
})

test('Work can schedule itself again, and the last asking counts', () => {
  const clock = virtualClock()
  const seen: number[] = []
  const action = schedulerOf(clock).schedule<number>(
    function (left = 0) {
      seen.push(clock.now())
      if (left > 0) {
        this.schedule(left - 1, 1_000)
        this.schedule(left - 1, 5)
      }
    },
    10,
    2,
  )
  clock.advanceSync(5_000)
  expect([seen, clock.pending, action.closed]).toEqual([[10, 15, 20], 0, false])
})

test('Unsubscribed work never runs, and cannot be scheduled again', () => {
  const clock = virtualClock()
  const seen: number[] = []
  const action = schedulerOf(clock).schedule<number>(function () {
    seen.push(clock.now())
    this.unsubscribe()
    this.schedule(0, 1)
  }, 10)
  schedulerOf(clock)
    .schedule(() => seen.push(-1), 5)
    .unsubscribe()
  clock.advanceSync(100)
  expect([seen, clock.pending, action.closed]).toEqual([[10], 0, true])
  expect(action).toBeInstanceOf(Subscription)
})

test('Operators that take a scheduler take it', () => {
  const clock = virtualClock()
  const seen: number[] = []
  of(1, 2)
    .pipe(observeOn(schedulerOf(clock), 5))
    .subscribe((value) => seen.push(value))
  expect(seen).toEqual([])
  clock.advanceSync(5)
  expect(seen).toEqual([1, 2])
})

test('An actor’s timeouts run on the clock, and clearing anything that is no timer does nothing', () => {
  const clock = virtualClock()
  const seen: number[] = []
  const actorClock = actorClockOf(clock)
  actorClock.setTimeout(() => seen.push(1), 10)
  actorClock.clearTimeout(actorClock.setTimeout(() => seen.push(2), 10))
  for (const nothing of [undefined, null, 7, {}, { cancel: 7 }]) actorClock.clearTimeout(nothing)
  clock.advanceSync(100)
  expect([seen, clock.pending]).toEqual([[1], 0])
})
