/** Only counts are asserted, each server in another way: all of them in all ways are for the bench itself. */
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Programs } from '../../../bench/lib/programs.ts'
import type { HostedName } from '../../../bench/server/terms.ts'
import { boundMs, measure } from '../../../bench/stall/measure.ts'
import type { Way } from '../../../bench/stall/ways.ts'
import { premise } from '../../network/support/premise.ts'

const PACE = { everyMs: 300, timeoutMs: 300, misses: 3 }
const STALL_MS = boundMs(PACE) + 300
/** Everybody is started at once, which a loaded machine takes its time for. */
const PATIENCE_MS = 60_000

let programs: Programs
beforeAll(() => {
  // The sources, not dist: a test must not depend on what was built when.
  programs = new Programs(['bench', 'src'])
}, PATIENCE_MS)
afterAll(() => programs.close())

/** Five healthy clients and one that is frozen. */
function stalled(subject: HostedName, way: Way, awayMs: number | null) {
  const setting = { pace: PACE, way, stallMs: STALL_MS, healthy: 5, frozen: 1, awayMs }
  return measure(subject, setting, { programs, dist: `${pathToFileURL(programs.path('src'))}/` })
}

describe('The stall bench, small and short', { timeout: PATIENCE_MS }, () => {
  test.concurrent.each([
    { subject: 'pulsetree', way: 'signal', awayMs: 20 },
    { subject: 'pulsetree', way: 'promises', awayMs: null },
    { subject: 'pulsetree-ws', way: 'halves', awayMs: null },
    { subject: 'pulsetree-ws', way: 'timer', awayMs: 20 },
  ] as const)(
    '$subject drops no healthy client, by $way, $awayMs ms away, and finds the frozen one',
    async ({ subject, way, awayMs }) => {
      const { found_s, dropped_before: _, ...counts } = await stalled(subject, way, awayMs)
      expect(counts).toEqual({ healthy_dropped: 0, frozen_found: 1 })
      expect(found_s).toBeGreaterThan(0)
      expect(found_s).toBeLessThan(Number.POSITIVE_INFINITY)
    },
  )

  test.concurrent('net-wheel, which knows nothing of stalls, drops all: the bench can see it', async () => {
    const { dropped_before, ...found } = await stalled('net-wheel', 'io', null)
    premise(dropped_before === 0, 'no client was so late before the stall that the server dropped it')
    expect(found).toMatchObject({ healthy_dropped: 5, frozen_found: 1 })
  })

  // Whom they drop depends on the moment, which is not ours to assert.
  test.concurrent.each(['ws', 'engine.io'] as const)('%s finds the frozen client', async (subject) => {
    expect(await stalled(subject, 'timer', null)).toMatchObject({ frozen_found: 1 })
  })
})
