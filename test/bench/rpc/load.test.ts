/** The short form of `npm run calls`. */
import { afterAll, expect, test } from 'vitest'
import { Programs } from '../../../bench/lib/programs.ts'
import { load } from '../../../bench/rpc/load.ts'

const programs = new Programs()
afterAll(() => programs.close())

test('Of calls to servers that are killed none hangs, none is answered twice, and every failure says why', async () => {
  const terms = { servers: 2, connections: 10, callsPerSecond: 500, seconds: 3, killEveryMs: 1_000 }
  const { called, answered, failed, kills, ...none } = await load(terms, programs, () => {})
  const { p50Ms: _p50, p99Ms: _p99, againP99Ms: _again, failedAfterMs: _after, ...faults } = none
  expect(faults).toEqual({ causeless: 0, hanging: 0, overdue: 0, mistaken: 0, strays: 0 })
  const failures = Object.values(failed).reduce((sum, one) => sum + one, 0)
  expect(called).toBe(answered + failures)
  // Half of them may be asked twice, and are.
  expect(answered).toBeGreaterThanOrEqual(called / 2)
  expect([kills, failures > 0]).toEqual([2, true])
})
