import { expect, test } from 'vitest'
import { ScriptedClock } from '../../../src/testing/recording/scripted-clock.ts'

const MS = 1_024
const fired = (due: number, at: number) => ({ due: due * MS, at: at * MS, line: 1, ops: [] })

test('A timer fires when the one that was due then fired', () => {
  const clock = new ScriptedClock([fired(10, 14)])
  const seen: number[] = []
  clock.after(10, () => seen.push(clock.now()))
  expect(clock.runNextBefore(14 * MS)).toBe(false)
  clock.moveTo(14 * MS, [])
  clock.fire(10 * MS)
  expect(seen).toEqual([14])
})

test('One that there was not then fires when it is due, or when the process ran again', () => {
  const clock = new ScriptedClock([fired(10, 14)])
  const seen: number[] = []
  clock.after(5, () => seen.push(clock.now()))
  clock.after(11, () => seen.push(clock.now()))
  clock.after(20, () => {}).cancel()
  while (clock.runNextBefore(100 * MS));
  expect(seen).toEqual([5, 14])
})

test('A timer that was cancelled does not fire', () => {
  const clock = new ScriptedClock([fired(10, 10)])
  clock.after(10, () => expect.unreachable()).cancel()
  clock.moveTo(10 * MS, [])
  clock.fire(10 * MS)
  expect(clock.wall()).toBe(10)
})

test('Time goes on in an event at the look at which it did', () => {
  const clock = new ScriptedClock([])
  clock.moveTo(MS, [[2, MS]])
  expect([clock.now(), clock.now(), clock.now()]).toEqual([1, 2, 2])
  clock.slack = 9
  expect(clock.slackMs()).toBe(9)
})

test('A timer does not fire where one that was called off late had not', () => {
  const called = { at: 14 * MS, due: null, line: 1, ops: [{ code: 'L', numbers: [4 * MS] }] } as const
  const clock = new ScriptedClock([{ ...called, ops: [...called.ops] }])
  clock.after(11, () => expect.unreachable()).cancel()
  const seen: number[] = []
  clock.after(10, () => seen.push(clock.now()))
  expect(clock.runNextBefore(14 * MS)).toBe(false)
  expect(clock.runNextBefore(15 * MS)).toBe(true)
  expect(seen).toEqual([14])
})
