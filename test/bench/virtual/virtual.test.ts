/** Only counts are asserted: what a crowd costs is for the bench itself, on a quiet machine. */
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { Programs } from '../../../bench/lib/programs.ts'
import { measure } from '../../../bench/virtual/virtual.ts'

const N = 200
const TERMS = { everyMs: 500, timeoutMs: 500, misses: 3 }
/** More than two beats. */
const PACE = { settleMs: 50, windowMs: 1_200 }
/** Everything is compiled first, which a loaded machine takes its time for. */
const PATIENCE_MS = 60_000

test('The virtual bench, small and short, drops no healthy peer', { timeout: PATIENCE_MS }, async () => {
  // The sources, not dist: a test must not depend on what was built when.
  const programs = new Programs(['bench', 'src'])
  try {
    const dist = `${pathToFileURL(programs.path('src'))}/`
    const measured = await measure(N, PACE, { programs, dist }, TERMS)
    const { false_deaths, beats } = measured
    expect(false_deaths).toBe(0)
    expect(beats).toBeGreaterThanOrEqual(N)
    for (const [metric, value] of Object.entries(measured)) expect(value, metric).toSatisfy(Number.isFinite)
  } finally {
    programs.close()
  }
})
