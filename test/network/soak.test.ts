/**
 * The soak, short: real sockets, clients in a process of their own that leave, reset, fall silent and are frozen. Counts
 * and leaks are asserted, never times. `npm run soak` is the same for minutes.
 */
import { expect, test } from 'vitest'
import { soak } from '../../scripts/soak/soak.ts'

const { CI: isCi } = process.env

/** In CI a minute of two thousand; at a desk nobody waits that long. */
const SIZE = isCi === 'true' ? { connections: 2_000, ms: 60_000 } : { connections: 300, ms: 15_000 }

test('Connections under constant churn leave nothing behind, and their books add up', {
  timeout: 180_000,
}, async () => {
  const { problems, ledger, connects } = await soak({
    ...SIZE,
    seed: 7,
    disturbEveryMs: 10,
    renewEveryMs: 1_000,
    freezeEveryMs: 6_000,
    rebindEveryMs: 4_000,
    lookEveryMs: 1_000,
    progress: () => {},
  })
  expect(problems).toEqual([])
  // It was a soak at all: far more lives than connections, ended by all that can end them.
  expect(ledger.begun).toBeGreaterThan(2 * SIZE.connections)
  expect(connects).toBeGreaterThan(100)
  expect([...ledger.causes.keys()]).toEqual(expect.arrayContaining(['eof', 'reset', 'silent', 'cancelled']))
})
