/**
 * The same scenarios in a virtual world and on real sockets with real processes, told by the same story. `npm run scenarios`
 * shows them as a table; those that block this process have a file of their own.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeScenario } from '../../src/testing/index.ts'
import { atOnce, type Compared, compared } from './support/compare.ts'
import { PIECES, STALLED } from './support/pieces.ts'
import { steadyStory } from './support/steady.ts'

/** So many at once: each has a process or two of its own. */
const AT_ONCE = 8
/** More of them are tried by `npm run scenarios`. */
const TROUBLES = 4

test('There are at least forty, accepted and dialled, over TCP and WebSocket', () => {
  expect(PIECES.length + STALLED.length).toBeGreaterThanOrEqual(40)
  expect(new Set(PIECES.map(({ we, wire }) => `${we} ${wire}`))).toEqual(
    new Set(['dials tcp', 'dials websocket', 'accepts tcp']),
  )
})

describe('Whatever is a little late, it comes to the same story:', () => {
  for (const piece of [...PIECES, ...STALLED]) {
    test(`${piece.scenario.name}, ${piece.wire}, ${piece.we}`, async () => {
      expect(await steadyStory(piece, TROUBLES), describeScenario(piece.scenario)).not.toBeNull()
    })
  }
})

describe('Virtual and real tell the same story:', () => {
  let outcomes: readonly Promise<Compared>[] = []

  beforeAll(() => {
    outcomes = atOnce(
      PIECES.map((piece) => () => compared(piece)),
      AT_ONCE,
    )
    // Each is asked for by its own test.
    for (const outcome of outcomes) outcome.catch(() => {})
  })

  afterAll(async () => {
    await Promise.allSettled(outcomes)
  })

  for (const [index, piece] of PIECES.entries()) {
    test(`${piece.scenario.name}, ${piece.wire}, ${piece.we}`, { timeout: 300_000 }, async () => {
      const outcome = await outcomes[index]
      expect(outcome?.difference, describeScenario(piece.scenario)).toBeNull()
    })
  }
})
