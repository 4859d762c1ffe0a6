/** Only counts are asserted: what looking costs is for the bench itself, on a quiet machine. */
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { measure } from '../../../bench/inspect/inspect.ts'
import { Programs } from '../../../bench/lib/programs.ts'

const N = 50
const TERMS = { everyMs: 200, timeoutMs: 1_000, misses: 3 }
const PACE = { settleMs: 50, windowMs: 600 }
/** Everything is compiled first, which a loaded machine takes its time for. */
const PATIENCE_MS = 60_000

test('The inspect bench, small and short: the page is told, and no healthy peer is dropped', {
  timeout: PATIENCE_MS,
}, async () => {
  // The sources, not dist: a test must not depend on what was built when.
  const programs = new Programs(['bench', 'src'])
  try {
    const dist = `${pathToFileURL(programs.path('src'))}/`
    const measured = await measure('watched', N, PACE, { programs, dist }, TERMS)
    const { false_deaths, vitals_per_s } = measured
    expect(false_deaths).toBe(0)
    expect(vitals_per_s).toBeGreaterThan(0)
    for (const [metric, value] of Object.entries(measured)) expect(value, metric).toSatisfy(Number.isFinite)
  } finally {
    programs.close()
  }
})
