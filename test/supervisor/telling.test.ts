import { describe, expect, test } from 'vitest'
import { addedNews, phaseNews, rotationNews, staleNews } from '../../src/supervisor/telling.ts'
import { crashCause } from '../../src/transport/transport.ts'

const named = { id: 'c' }
const eof = { kind: 'eof', by: 'peer' } as const
const nothing = { from: null, event: null, cause: null, detectionMs: null, route: null }

test('The news of a declaration says where a connection leads and what a program runs, as far as that is known', () => {
  const known = { id: 'c', endpoint: 'tcp://a:1' }
  const about = { kind: 'added', id: 'c', of: 'fleet' }
  for (const child of ['connection', 'program'] as const) {
    expect(addedNews(known, 'fleet', child)).toEqual({ ...about, child, endpoint: 'tcp://a:1' })
    expect(addedNews({ id: 'c', endpoint: null }, 'fleet', child)).toEqual({ ...about, child })
  }
  // It says so once it is bound.
  expect(addedNews(known, 'fleet', 'listener')).toEqual({ ...about, child: 'listener' })
  expect(addedNews({ id: 'c' }, 'fleet', 'supervisor')).toEqual({ ...about, child: 'supervisor' })
})

describe('The news of a phase', () => {
  test('says no more than there is', () => {
    expect(phaseNews(named, { ...nothing, to: 'connecting' })).toEqual({
      id: 'c',
      kind: 'phase',
      from: null,
      to: 'connecting',
    })
  })

  test('has the cause where a link ended, and not of an older one', () => {
    const event = { type: 'link.ended', cause: eof } as const
    const step = { ...nothing, from: 'alive', event, cause: eof } as const
    expect(phaseNews(named, { ...step, to: 'dead' })).toMatchObject({ cause: eof, event: 'link.ended' })
    expect(phaseNews(named, { ...step, to: 'connecting' })).not.toHaveProperty('cause')
  })

  test('has the time of a verdict in whole milliseconds, and where a new link leads', () => {
    const verdict = { ...nothing, to: 'dead', event: { type: 'peer.lost' }, detectionMs: 1.6 } as const
    expect(phaseNews(named, verdict)).toMatchObject({ detectionMs: 2 })
    const opened = { ...nothing, to: 'alive', event: { type: 'link.opened' }, route: 'tcp://b' } as const
    expect(phaseNews(named, opened)).toMatchObject({ route: 'tcp://b' })
    expect(phaseNews(named, { ...opened, event: { type: 'peer.heard' } })).not.toHaveProperty('route')
  })
})

test('The news of stale data, and of fresh', () => {
  expect(staleNews(named, 10.4)).toEqual({ id: 'c', kind: 'stale', silentMs: 10 })
  expect(staleNews(named, null)).toEqual({ id: 'c', kind: 'fresh' })
})

test('The news of a rotation that came to nothing can be written down', () => {
  const news = { kind: 'not-rotated', generation: 2, cause: crashCause(new Error('x')) } as const
  expect(rotationNews(named, news)).toEqual({
    id: 'c',
    kind: 'not-rotated',
    generation: 2,
    cause: { kind: 'crash', by: 'us', detail: 'x' },
  })
  expect(rotationNews(named, { kind: 'rotating', generation: 2, why: 'age' })).toEqual({
    id: 'c',
    kind: 'rotating',
    generation: 2,
    why: 'age',
  })
})
