import { describe, expect, test } from 'vitest'
import type { FeedEvent } from '../../src/index.ts'
import { differenceBetween, storyOf } from './support/story.ts'

const stories = (...phases: string[]): Map<string, string[]> => new Map([['a-1', phases]])
const BROKEN = { broken: true }
const WHOLE = { broken: false }

describe('Two stories are the same', () => {
  test('where every phase and cause is', () => {
    const story = stories('connecting', 'alive', 'dead reset', 'backoff')
    expect(differenceBetween(story, story, WHOLE)).toBeNull()
  })

  test('where a suspicion that recovered is missing in one, also twice', () => {
    const calm = stories('alive', 'suspect', 'dead silent')
    const worried = stories('alive', 'suspect', 'alive', 'suspect', 'alive', 'suspect', 'dead silent')
    expect(differenceBetween(calm, worried, WHOLE)).toBeNull()
  })

  test('where a killed process shows as reset in one and as eof in the other, and only where one was killed or reset', () => {
    const [reset, eof] = [stories('alive', 'dead reset'), stories('alive', 'dead eof')]
    expect(differenceBetween(reset, eof, BROKEN)).toBeNull()
    expect(differenceBetween(reset, eof, WHOLE)).toContain('dead reset')
  })

  test('where the connections to one peer have changed places', () => {
    const [first, second] = [
      ['alive', 'dead reset'],
      ['alive', 'dead silent'],
    ]
    const one = new Map([
      ['a-1', first],
      ['a-2', second],
    ])
    const other = new Map([
      ['a-1', second],
      ['a-2', first],
    ])
    expect(differenceBetween(one, other, WHOLE)).toBeNull()
    expect(differenceBetween(one, new Map([['a-1', first]]), WHOLE)).not.toBeNull()
  })
})

describe('Two stories differ', () => {
  test.each([
    ['by a cause', ['alive', 'dead silent'], ['alive', 'dead timeout of frame']],
    [
      'by a dial more',
      ['backoff', 'connecting', 'alive'],
      ['backoff', 'connecting', 'dead refused', 'backoff'],
    ],
    ['by a suspicion that did not recover', ['alive', 'suspect', 'dead reset'], ['alive', 'dead reset']],
    ['by another verdict than a kill gives', ['alive', 'dead silent'], ['alive', 'dead reset']],
    ['by their order', ['alive', 'dead eof', 'backoff'], ['alive', 'backoff', 'dead eof']],
  ])('%s', (_, one, other) => {
    expect(differenceBetween(stories(...one), stories(...other), BROKEN)).toMatch(/^a went through/)
  })

  test('by a connection that only one has', () => {
    expect(differenceBetween(stories('alive'), new Map(), BROKEN)).toBe(
      'a went through alive in one world, through nothing in the other',
    )
  })
})

test('A story is told by the phases of the feed; accepted connections are called by the order of their coming', () => {
  const phase = (id: string, to: 'alive' | 'dead', more: object = {}): FeedEvent => ({
    v: 1,
    at: 0,
    kind: 'phase',
    id,
    from: null,
    to,
    ...more,
  })
  const events: FeedEvent[] = [
    phase('us-1', 'alive'),
    phase('tcp://x/127.0.0.1:5', 'alive', { peer: '127.0.0.1:5' }),
    { v: 1, at: 0, kind: 'stall', lostMs: 5 },
    phase('us-1', 'dead', { cause: { kind: 'timeout', by: 'peer', of: 'frame' } }),
    phase('tcp://x/127.0.0.1:6', 'alive', { peer: '127.0.0.1:6' }),
  ]
  expect([...storyOf(events)]).toEqual([
    ['us-1', ['alive', 'dead timeout of frame']],
    ['accepted 1', ['alive']],
    ['accepted 2', ['alive']],
  ])
})
