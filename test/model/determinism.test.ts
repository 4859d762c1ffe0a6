/** The same seed gives the same feed, byte for byte: without that no failing seed could be looked at twice. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/index.ts'
import { type Action, PEER_ACTIONS, Universe } from './universe.ts'

/** A whole random life of three connections; answers the feed as it would be recorded. */
async function record(seed: number): Promise<string[]> {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const universe = new Universe({
    peers: 3,
    seed,
    misses: 1 + below(3),
    jitter: 'full',
    latencyMs: below(20),
  })
  for (let step = 0; step < 120; step += 1) await universe.act(anyAction(below))
  await universe.finish()
  expect(universe.broken).toEqual([])
  return universe.events.map((event) => JSON.stringify(event))
}

function anyAction(below: (limit: number) => number): Action {
  const what = below(10)
  if (what < 5) return { type: 'time passes', ms: 1 + below(2_000) }
  if (what === 5) return { type: 'everything stalls', ms: 300 + below(3_000) }
  if (what === 6) return { type: 'the way is slower', n: below(3), ms: below(100) }
  return { type: PEER_ACTIONS[below(PEER_ACTIONS.length)] ?? 'reset', n: below(3) }
}

describe('The feed of a random world', () => {
  test.each([1, 2, 3, 4, 5])('is the same, byte for byte, when seed %i runs twice', async (seed) => {
    const feed = await record(seed)
    expect(feed.length).toBeGreaterThan(20)
    expect((await record(seed)).join('\n')).toBe(feed.join('\n'))
  })

  test('is another one with another seed', async () => {
    expect(await record(6)).not.toEqual(await record(7))
  })
})
