import { expect, test } from 'vitest'
import { drawPlan } from '../../../src/testing/simulation/draw.ts'
import { MANNERS, SETTLING } from '../../../src/testing/simulation/plan.ts'

test('A plan is data: it is the same after JSON', () => {
  const plan = drawPlan({ seed: 7, hours: 1 })
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
  expect(new Set(MANNERS).size).toBe(MANNERS.length)
  expect(SETTLING.settleJobs).toBeGreaterThan(7)
})
