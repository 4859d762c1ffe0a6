/**
 * The soak, short: real sockets, clients in a process of their own that leave, reset, fall silent and are frozen. Counts
 * and leaks are asserted, never times. `npm run soak` is the same for minutes.
 */
import { expect, test } from 'vitest'
import { soak } from '../../scripts/soak/soak.ts'

test('Hundreds of connections under constant churn leave nothing behind, and their books add up', {
  timeout: 120_000,
}, async () => {
  const { problems, ledger, connects } = await soak({
    connections: 300,
    ms: 15_000,
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
  expect(ledger.begun).toBeGreaterThan(600)
  expect(connects).toBeGreaterThan(100)
  expect([...ledger.causes.keys()]).toEqual(expect.arrayContaining(['eof', 'reset', 'silent', 'cancelled']))
})
