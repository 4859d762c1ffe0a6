import { describe, expect, test } from 'vitest'
import type { FeedBody, FeedEvent } from '../../src/index.ts'
import { breakerLine, feedLine, poolLine } from '../../src/monitoring/lines.ts'

const at = (body: FeedBody): FeedEvent => ({ v: 1, at: 7, ...body })
const silent = { kind: 'silent', by: 'peer' } as const
const cancelled = { kind: 'cancelled', by: 'us' } as const

describe('An event of the feed', () => {
  const events: readonly (readonly [string, string, FeedBody])[] = [
    ['debug', 'a: connecting', { kind: 'phase', id: 'a', from: null, to: 'connecting' }],
    ['info', 'a: alive', { kind: 'phase', id: 'a', from: 'connecting', to: 'alive' }],
    ['warn', 'a: suspect', { kind: 'phase', id: 'a', from: 'alive', to: 'suspect' }],
    [
      'warn',
      'a: dead: the peer stayed silent past every heartbeat',
      { kind: 'phase', id: 'a', from: 'suspect', to: 'dead', cause: silent },
    ],
    [
      'info',
      'a: dead: stopped here',
      { kind: 'phase', id: 'a', from: 'alive', to: 'dead', cause: cancelled },
    ],
    ['debug', 'a: backoff', { kind: 'phase', id: 'a', from: 'dead', to: 'backoff' }],
    [
      'error',
      'a: failed: the peer stayed silent past every heartbeat',
      { kind: 'phase', id: 'a', from: 'dead', to: 'failed', cause: silent },
    ],
    [
      'info',
      'door: closed: stopped here',
      { kind: 'closed', id: 'door', endpoint: 'tcp:', cause: cancelled },
    ],
    [
      'error',
      'door: closed: this machine has not what it takes (taken)',
      {
        kind: 'closed',
        id: 'door',
        endpoint: 'tcp:',
        cause: { kind: 'exhausted', by: 'us', detail: 'taken' },
      },
    ],
    ['info', 'p: exited', { kind: 'exited', id: 'p', generation: 1, pid: 7, code: 0, signal: null }],
    ['warn', 'p: exited', { kind: 'exited', id: 'p', generation: 1, pid: 7, code: null, signal: 'SIGKILL' }],
    [
      'warn',
      'd: identity: the peer stayed silent past every heartbeat',
      { kind: 'identity', id: 'd', identity: 'x', from: 'suspect', to: 'dead', cause: silent },
    ],
    ['info', 'd: identity', { kind: 'identity', id: 'd', identity: 'x', from: null, to: 'alive' }],
    ['error', 'a: gave-up', { kind: 'gave-up', id: 'a', of: 'child', causes: [silent] }],
    ['warn', 'stall', { kind: 'stall', lostMs: 200 }],
  ]

  test.each(events)('is a line of level %s: %s', (level, text, body) => {
    const line = feedLine(at(body))
    expect([line.level, line.text]).toEqual([level, text])
  })

  test('has its fields below one name, where no field of the logger is, the cause among them', () => {
    const { fields } = feedLine(
      at({ kind: 'phase', id: 'a', from: 'suspect', to: 'dead', cause: silent, detectionMs: 7 }),
    )
    expect(fields).toEqual({
      pulsetree: {
        kind: 'phase',
        at: 7,
        id: 'a',
        from: 'suspect',
        to: 'dead',
        cause: silent,
        detectionMs: 7,
      },
    })
  })
})

describe('An event of a pool', () => {
  test.each([
    ['warn', 'ejected'],
    ['error', 'panic'],
    ['info', 'calm'],
    ['debug', 'phase'],
  ])('is a line of level %s: %s', (level, kind) => {
    const event = { kind, id: 'b' }
    expect(poolLine('prices', event)).toEqual({
      level,
      text: `prices: ${kind}`,
      fields: { pulsetree: { kind, pool: 'prices', id: 'b' } },
    })
  })
})

describe('A phase of a breaker', () => {
  const news = { id: 'guard', phase: 'open', from: 'closed', by: 'failures' }

  test('that opened is a warning, with what was thrown, or the cause of a connection', () => {
    const err = new Error('no')
    expect(breakerLine({ ...news, cause: err })).toEqual({
      level: 'warn',
      text: 'guard: open (failures)',
      fields: {
        pulsetree: { kind: 'breaker', breaker: 'guard', from: 'closed', to: 'open', by: 'failures' },
        err,
      },
    })
    expect(breakerLine({ ...news, by: 'peer', cause: silent }).fields).toEqual({
      pulsetree: {
        kind: 'breaker',
        breaker: 'guard',
        from: 'closed',
        to: 'open',
        by: 'peer',
        cause: silent,
      },
    })
  })

  test('is nothing to be told of at the start, and information afterwards', () => {
    expect(breakerLine({ ...news, phase: 'closed', from: null, cause: null }).level).toBe('debug')
    const closed = breakerLine({ ...news, phase: 'closed', from: 'half-open', cause: new Error('old') })
    expect(closed).toMatchObject({ level: 'info', text: 'guard: closed' })
    expect(closed.fields).toEqual({
      pulsetree: { kind: 'breaker', breaker: 'guard', from: 'half-open', to: 'closed' },
    })
  })
})
