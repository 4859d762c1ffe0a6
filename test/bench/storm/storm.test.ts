/** Only counts are asserted, with fewer clients: how soon they are back is for the bench itself, on a quiet machine. */
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Programs } from '../../../bench/lib/programs.ts'
import { measure } from '../../../bench/storm/storm.ts'

const N = 100
const PACE = { spreadMs: 200, settleMs: 100, goneMs: 3_000, patienceMs: 60_000 }
/** Everybody is started at once, which a loaded machine takes its time for. */
const PATIENCE_MS = 60_000

let programs: Programs
beforeAll(() => {
  // The sources, not dist: a test must not depend on what was built when.
  programs = new Programs(['bench', 'src'])
}, PATIENCE_MS)
afterAll(() => programs.close())

describe('The storm bench, small and short', { timeout: PATIENCE_MS }, () => {
  test.concurrent.each(['pulsetree', 'pulsetree-ws'] as const)(
    '%s knocks by canaries while its server is gone, and comes back at the rate of its budget',
    async (subject) => {
      const dist = `${pathToFileURL(programs.path('src'))}/`
      const { attempts, peak, back_s } = await measure(subject, N, PACE, { programs, dist })
      // Once each, and the canaries of as long as it took.
      expect(attempts).toBeLessThanOrEqual(1.5 * N)
      expect(attempts).toBeGreaterThan(N)
      expect(peak).toBeLessThanOrEqual(50)
      expect(back_s).toBeLessThan(Number.POSITIVE_INFINITY)
    },
  )

  test.concurrent('socket.io knocks with everybody, in vain and then again: the bench can see it', async () => {
    const { attempts, back_s } = await measure('socket.io', N, PACE, { programs, dist: '' })
    // Its first delay is 1.5 s at the most.
    expect(attempts).toBeGreaterThanOrEqual(2 * N)
    expect(back_s).toBeLessThan(Number.POSITIVE_INFINITY)
  })
})
