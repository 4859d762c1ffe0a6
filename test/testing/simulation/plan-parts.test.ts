import { expect, test } from 'vitest'
import { US } from '../../../src/testing/simulation/plan.ts'
import { ELSEWHERE, REGISTRY, REGISTRY_PORT, SERVICE } from '../../../src/testing/simulation/plan-parts.ts'
import { CALLER, REGISTERED } from './small-parts.ts'

test('Parts are data, and their hosts are nobody else’s', () => {
  expect(JSON.parse(JSON.stringify([CALLER, REGISTERED]))).toEqual([CALLER, REGISTERED])
  expect(new Set([US, REGISTRY, ELSEWHERE]).size).toBe(3)
  expect([REGISTRY_PORT > 1_023, SERVICE]).toEqual([true, 'fleet'])
})
