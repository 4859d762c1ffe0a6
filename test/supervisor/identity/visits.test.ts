import { expect, test } from 'vitest'
import { boundMs } from '../../../src/machines/heartbeat.ts'
import { visitPlan } from '../../../src/supervisor/identity/visits.ts'

test('A visit every 10 s is expected unless something else is, and its absence is a verdict after 25 s', () => {
  const plan = visitPlan({})
  expect([plan.everyMs, plan.limits, plan.misses]).toEqual([10_000, { suspectMs: 5_000, deadMs: 15_000 }, 3])
  expect(boundMs(plan)).toBe(25_000)
})

test('Whoever is not there is sent nothing', () => {
  expect(visitPlan({ everyMs: 100 }).beats).toBe(false)
})

test('Ticks are as fine as the shortest of its times needs', () => {
  expect(visitPlan({ everyMs: 1_000, timeoutMs: 50 }).tightestMs).toBe(50)
  expect(visitPlan({ everyMs: 40, timeoutMs: 50 }).tightestMs).toBe(40)
})
