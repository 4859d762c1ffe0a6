import { expect, test } from 'vitest'
import { Probes } from '../../src/breaker/probes.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

const [first, second, third] = [{}, {}, {}]

function probes(most: number) {
  const clock = virtualClock()
  const told: unknown[] = []
  const owner = {
    succeeded: () => told.push('succeeded'),
    failed: (by: string, error: unknown) => told.push([by, error]),
  }
  return { clock, told, probes: new Probes(most, 100, clock, owner) }
}

test('So many go as may, and all have to succeed', () => {
  const { probes: two, told, clock } = probes(2)
  two.begin(first)
  expect(two.isFree).toBe(true)
  two.begin(second)
  expect(two.isFree).toBe(false)
  two.settle(first, 'success', null)
  expect(two.isFree, 'a success keeps its place').toBe(false)
  expect(told).toEqual([])
  two.settle(second, 'success', null)
  expect(told).toEqual(['succeeded'])
  expect(two.isFree).toBe(false)
  expect(clock.pending).toBe(0)
})

test('The first failure ends it, whatever becomes of the others', () => {
  const { probes: two, told, clock } = probes(2)
  two.begin(first)
  two.begin(second)
  two.settle(first, 'failure', 'no')
  two.settle(second, 'success', null)
  expect(told).toEqual([['probe', 'no']])
  expect(two.isFree).toBe(false)
  expect(clock.pending).toBe(0)
})

test('One without a result has failed when its time is over, and what comes then comes too late', async () => {
  const { probes: one, told, clock } = probes(1)
  one.begin(first)
  await clock.advance(99)
  expect(told).toEqual([])
  await clock.advance(1)
  one.settle(first, 'success', null)
  expect(told).toEqual([['probe-timeout', null]])
})

test('One that says nothing gives its place to another', () => {
  const { probes: one, told } = probes(1)
  one.begin(first)
  one.settle(first, 'nothing', null)
  expect(one.isFree).toBe(true)
  one.begin(second)
  one.settle(second, 'success', null)
  expect(told).toEqual(['succeeded'])
})

test('Whoever was not let in, or has been heard, is not heard', () => {
  const { probes: one, told } = probes(2)
  one.begin(first)
  one.settle(first, 'success', null)
  one.settle(first, 'success', null)
  one.settle(third, 'success', null)
  expect(told).toEqual([])
})

test('Closed, it waits for nobody', async () => {
  const { probes: one, told, clock } = probes(1)
  one.begin(first)
  one.close()
  one.settle(first, 'failure', null)
  await clock.advance(1_000)
  expect(told).toEqual([])
  expect(one.isFree).toBe(false)
})
