import { expect, test } from 'vitest'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { HostClock } from '../../../src/transport/memory/host-clock.ts'

/** A host whose mailbox is handed over by `thaw`. */
function scene() {
  const base = virtualClock({ startWall: 1_000_000 })
  const waiting: (() => void)[] = []
  const body = { frozen: 0, isDown: false, wait: (task: () => void) => void waiting.push(task) }
  const clock = new HostClock(base, body)
  const ran: string[] = []
  const after = (ms: number, name = `${ms}`) => clock.after(ms, () => ran.push(`${name} at ${clock.now()}`))
  const thaw = (): void => {
    body.frozen -= 1
    for (const task of waiting.splice(0)) task()
  }
  return { base, body, clock, ran, after, thaw }
}

test('It is the network’s clock while nothing is wrong', () => {
  const { base, clock, ran, after } = scene()
  after(10)
  after(5).cancel()
  after(-1)
  base.advanceSync(20)
  expect([ran, clock.now(), clock.wall(), base.pending]).toEqual([['-1 at 0', '10 at 10'], 20, 1_000_020, 0])
})

test('While its machine sleeps time stands still for timers, and goes on at the wall', () => {
  const { base, body, clock, ran, after, thaw } = scene()
  for (const ms of [10, 30, 200]) after(ms)
  base.advanceSync(20)
  body.frozen += 1
  clock.fallAsleep()
  clock.fallAsleep()
  base.advanceSync(100)
  expect([clock.now(), clock.wall(), ran]).toEqual([20, 1_000_120, ['10 at 10']])
  clock.wake()
  clock.wake()
  thaw()
  after(5, 'new')
  base.advanceSync(9)
  expect(ran).toEqual(['10 at 10', 'new at 25'])
  base.advanceSync(1)
  expect(ran.at(-1)).toBe('30 at 30')
  base.advanceSync(170)
  expect([ran.at(-1), clock.now(), base.now(), base.pending]).toEqual(['200 at 200', 200, 300, 0])
})

test('A timer set while the machine sleeps has all its time left when it wakes', () => {
  const { base, body, clock, ran, after, thaw } = scene()
  body.frozen += 1
  clock.fallAsleep()
  base.advanceSync(50)
  after(10)
  base.advanceSync(50)
  clock.wake()
  thaw()
  base.advanceSync(9)
  expect(ran).toEqual([])
  base.advanceSync(1)
  expect(ran).toEqual(['10 at 10'])
})

test('Who computes is past it at once by both clocks, and timers set after it count from there', () => {
  const { base, clock, ran, after } = scene()
  base.advanceSync(100)
  clock.compute(40)
  clock.compute(10)
  expect([clock.now(), clock.wall(), clock.busyMs]).toEqual([150, 1_000_150, 50])
  after(5)
  base.advanceSync(54)
  expect(ran).toEqual([])
  base.advanceSync(1)
  expect([ran, clock.now(), clock.busyMs]).toEqual([['5 at 155'], 155, 0])
})

test('Setting the wall clock moves that alone', () => {
  const { base, clock } = scene()
  clock.setWall(-500)
  clock.setWall(200)
  base.advanceSync(10)
  expect([clock.now(), clock.wall()]).toEqual([10, 999_710])
})

test('The dead have no timers, neither old nor new', () => {
  const { base, body, clock, ran, after, thaw } = scene()
  const timers = [5, 50, 60].map((ms) => after(ms))
  body.frozen += 1
  base.advanceSync(10)
  clock.compute(1_000)
  timers[1]?.cancel()
  clock.stop()
  expect([base.pending, clock.now()]).toEqual([0, 10])
  thaw()
  body.isDown = true
  after(1).cancel()
  base.advanceSync(100)
  timers[2]?.cancel()
  expect([ran, base.pending]).toEqual([[], 0])
})
