/** Only counts are asserted: what a fleet costs is for the bench itself, on a quiet machine. */
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { measure } from '../../../bench/dial/dial.ts'
import { Programs } from '../../../bench/lib/programs.ts'

const N = 50
/** Just longer than two beats. */
const PACE = { settleMs: 50, windowMs: 2_200 }
/** Everything is compiled first, which a loaded machine takes its time for. */
const PATIENCE_MS = 60_000

let programs: Programs
beforeAll(() => {
  // The sources, not dist: a test must not depend on what was built when.
  programs = new Programs(['bench', 'src'])
}, PATIENCE_MS)
afterAll(() => programs.close())

describe('The dial bench, small and short', { timeout: PATIENCE_MS }, () => {
  test.concurrent.each(['net-wheel', 'pulsetree'] as const)('%s leaves no healthy server', async (fleet) => {
    const dist = `${pathToFileURL(programs.path('src'))}/`
    const measured = await measure({ name: fleet, fleet, dist }, N, PACE, { programs })
    const { false_deaths, left, beats } = measured
    expect({ false_deaths, left }).toEqual({ false_deaths: 0, left: 0 })
    expect(beats).toBeGreaterThanOrEqual(N)
    for (const [metric, value] of Object.entries(measured)) expect(value, metric).toSatisfy(Number.isFinite)
  })
})
