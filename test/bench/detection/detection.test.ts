/** Only counts are asserted: who is how quick is for the bench itself, on a quiet machine. */
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stalled } from '../../../bench/detection/stalled.ts'
import type { ClientName } from '../../../bench/detection/terms.ts'
import { wedged } from '../../../bench/detection/wedged.ts'
import { Programs } from '../../../bench/lib/programs.ts'
import { Together } from '../../../bench/lib/together.ts'

const TERMS = { everyMs: 300, timeoutMs: 300, misses: 3 }
const N = 2
/** Everybody is started at once, which a loaded machine takes its time for. */
const PATIENCE_MS = 60_000

let programs: Programs
beforeAll(() => {
  // The sources, not dist: a test must not depend on what was built when.
  programs = new Programs(['bench', 'src'])
}, PATIENCE_MS)
afterAll(() => programs.close())

function tools() {
  return { programs, dist: `${pathToFileURL(programs.path('src'))}/` }
}

function hangs(subject: ClientName, watchMs: number) {
  return wedged(subject, { terms: TERMS, n: N, lifeMs: 300, watchMs }, tools(), new Together(1, 1))
}

describe('The detection bench, small and short', { timeout: PATIENCE_MS }, () => {
  test.concurrent.each(['ws', 'socket.io', 'mqtt.js'] as const)(
    '%s gives up a server that hangs',
    async (subject) => {
      const { last } = await hangs(subject, 10_000)
      expect(last).toBeLessThan(Number.POSITIVE_INFINITY)
    },
  )

  test.concurrent.each(['pulsetree', 'pulsetree-ws'] as const)(
    '%s gives up a server that hangs, and none that runs',
    async (subject) => {
      const { unexcused, last } = await hangs(subject, 10_000)
      expect(unexcused).toBe(0)
      expect(last).toBeLessThan(Number.POSITIVE_INFINITY)
    },
  )

  test.concurrent.each(['reconnecting-websocket', 'partysocket'] as const)(
    '%s, which has no heartbeat, does not notice',
    async (subject) => {
      const never = Number.POSITIVE_INFINITY
      expect(await hangs(subject, 1_500)).toMatchObject({ wrong: 0, middle: never, last: never })
    },
  )

  test.concurrent.each([
    { subject: 'pulsetree', own: 0 },
    { subject: 'pulsetree-ws', own: 0 },
    { subject: 'ws', own: N },
  ] as const)('$subject gives up $own healthy servers after it was stopped', async ({ subject, own }) => {
    // A stop has 90 ms to come about while the answers are on their way.
    const course = { terms: TERMS, n: N, stallMs: 1_500, awayMs: 60, watchMs: 1_500 }
    const { signal } = await stalled(subject, course, tools(), new Together(1, 1))
    expect(own === 0 ? signal.unexcused : signal.own).toBe(own)
  })
})
