import { describe, expect, test } from 'vitest'
import { Ledger } from '../../../scripts/soak/ledger.ts'
import type { FeedEvent, Phase } from '../../../src/index.ts'

const STAMP = { v: 1, at: 0 } as const
const QUALITY = {
  rttMs: null,
  misses: 0,
  suspicions: 0,
  verdicts: 0,
  detectionMs: null,
  stalls: 0,
}
const COUNTS = { frames: 2, beats: 3, misses: 0, reconnects: 0 }

function life(id: string, ...phases: Phase[]): FeedEvent[] {
  return phases.map((to, index) => ({
    ...STAMP,
    kind: 'phase',
    id,
    from: phases[index - 1] ?? null,
    to,
  }))
}

function lastWord(id: string): FeedEvent {
  return { ...STAMP, kind: 'summary', id, ...QUALITY, ...COUNTS }
}

function total(connections: number, counts = COUNTS): FeedEvent {
  return { ...STAMP, kind: 'total', id: 'root', connections, ...QUALITY, ...counts }
}

function problemsOf(...events: FeedEvent[]): readonly string[] {
  const ledger = new Ledger('root')
  for (const event of events) ledger.enter(event)
  return ledger.problems()
}

const WHOLE = life('a', 'connecting', 'alive', 'dead', 'stopped')

describe('The books of a tree', () => {
  test('add up where every life has its end, every connection its summary, and the tree its total', () => {
    const again = life('a', 'connecting', 'stopped')
    expect(problemsOf(...WHOLE, ...again, lastWord('a'), total(1))).toEqual([])
  })

  test.each<{ situation: string; events: FeedEvent[]; problem: RegExp }>([
    {
      situation: 'a life that never ends',
      events: [...life('a', 'connecting', 'alive'), total(0, { ...COUNTS, frames: 0, beats: 0 })],
      problem: /1 lives never ended: a/,
    },
    {
      situation: 'a phase that nothing led to',
      events: [
        ...WHOLE,
        ...life('b', 'connecting', 'alive').slice(1),
        ...life('b', 'alive', 'stopped').slice(1),
      ],
      problem: /b went from connecting to alive, and was null/,
    },
    {
      situation: 'a dead connection that is alive again',
      events: life('a', 'connecting', 'dead', 'alive', 'stopped'),
      problem: /a went from dead to alive/,
    },
    {
      situation: 'a last word while it is alive',
      events: [...life('a', 'connecting', 'alive'), lastWord('a')],
      problem: /last word while it was alive/,
    },
    {
      situation: 'a connection that the total forgot',
      events: [...WHOLE, lastWord('a'), total(0)],
      problem: /the total is of 0 connections, 1 had a summary/,
    },
    {
      situation: 'frames that the total forgot',
      events: [...WHOLE, lastWord('a'), total(1, { ...COUNTS, frames: 1 })],
      problem: /the total of frames is 1, the summaries come to 2/,
    },
    {
      situation: 'anything after the total',
      events: [...WHOLE, lastWord('a'), total(1), ...life('b', 'connecting', 'stopped')],
      problem: /phase after the last word/,
    },
    {
      situation: 'a port that stays bound',
      events: [{ ...STAMP, kind: 'listening', id: 'gate', endpoint: 'tcp://here:1' }],
      problem: /tcp:\/\/here:1 is bound 1 times more often than it closed/,
    },
    { situation: 'no total', events: WHOLE, problem: /no last word/ },
  ])('do not where there is $situation', ({ events, problem }) => {
    expect(problemsOf(...events)).toEqual(expect.arrayContaining([expect.stringMatching(problem)]))
  })

  test('tell what ended links, and how often', () => {
    const ledger = new Ledger('root')
    const dead = {
      ...STAMP,
      kind: 'phase',
      id: 'a',
      from: 'suspect',
      to: 'dead',
      event: 'peer.lost',
    } as const
    for (const event of life('a', 'connecting', 'alive', 'suspect')) ledger.enter(event)
    ledger.enter({ ...dead, cause: { kind: 'silent', by: 'peer' } })
    expect([ledger.verdicts, ledger.living, [...ledger.causes]]).toEqual([1, 1, [['silent', 1]]])
  })
})
