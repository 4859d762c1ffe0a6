import { describe, expect, test } from 'vitest'
import type { Shown } from '../../src/cli/shown.ts'
import { textFormat } from '../../src/cli/text.ts'
import type { FeedBody } from '../../src/index.ts'

const id = 'feed'
const silent = { kind: 'silent', by: 'peer' } as const
const cancelled = { kind: 'cancelled', by: 'us' } as const

const calm = {
  frames: 1,
  beats: 2,
  misses: 1,
  reconnects: 0,
  rttMs: null,
  suspicions: 0,
  verdicts: 0,
  detectionMs: null,
  stalls: 0,
} as const

const TOLD: readonly (readonly [FeedBody, string])[] = [
  [{ kind: 'listening', id, endpoint: 'tcp://h:1' }, 'tcp://h:1 listening  peers may connect'],
  [
    { kind: 'closed', id, endpoint: 'tcp://h:1', cause: cancelled },
    'tcp://h:1 closed     nobody is accepted any more',
  ],
  [
    { kind: 'paused', id, endpoint: 'tcp://h:1', cause: { kind: 'exhausted', by: 'us', detail: 'EMFILE' } },
    'tcp://h:1 paused     nobody is accepted for now: this machine has not what it takes (EMFILE)',
  ],
  [{ kind: 'resumed', id, endpoint: 'tcp://h:1' }, 'tcp://h:1 resumed    peers are accepted again'],
  [
    { kind: 'rejected', id, endpoint: 'tcp://h:1', peer: 'p:2', why: 'the limit of connections is 1' },
    'tcp://h:1 rejected   p:2 was turned away: the limit of connections is 1',
  ],
  [
    { kind: 'identity', id: 'gate', peer: 'p:2', identity: 'device-7', from: null, to: 'alive' },
    'gate identity   device-7 is alive',
  ],
  [
    { kind: 'identity', id: 'gate', identity: 'device-7', from: 'suspect', to: 'dead', cause: silent },
    'gate identity   device-7 is dead: the peer stayed silent past every heartbeat',
  ],
  [{ kind: 'phase', id, from: null, to: 'connecting' }, 'feed connecting dials'],
  [{ kind: 'phase', id, peer: 'p:2', from: null, to: 'connecting' }, 'feed connecting accepted from p:2'],
  [{ kind: 'phase', id, from: 'backoff', to: 'connecting' }, 'feed connecting dials again'],
  [{ kind: 'phase', id, from: 'connecting', to: 'alive' }, 'feed alive      the link is open'],
  [{ kind: 'phase', id, from: 'suspect', to: 'alive' }, 'feed alive      was heard again'],
  [
    { kind: 'phase', id, from: 'alive', to: 'suspect' },
    'feed suspect    not heard for too long; dead unless it is heard soon',
  ],
  [
    { kind: 'phase', id, from: 'suspect', to: 'dead', cause: silent },
    'feed dead       the peer stayed silent past every heartbeat; the link is let go',
  ],
  [
    { kind: 'phase', id, from: 'suspect', to: 'dead', cause: silent, detectionMs: 24_930 },
    'feed dead       silent for 24.9 s; the link is let go',
  ],
  [
    { kind: 'phase', id, from: 'alive', to: 'dead', cause: { kind: 'timeout', by: 'peer', of: 'stale' } },
    'feed dead       its data went stale; the link is let go',
  ],
  [
    {
      kind: 'phase',
      id,
      from: 'alive',
      to: 'dead',
      cause: { kind: 'closed', by: 'peer', code: 1012, planned: true },
    },
    'feed dead       the peer said goodbye with code 1012 (planned); the link is let go',
  ],
  [
    {
      kind: 'phase',
      id,
      from: 'dead',
      to: 'failed',
      cause: { kind: 'auth', by: 'peer', detail: 'HTTP status 401' },
    },
    'feed failed     not let in (HTTP status 401); gives up',
  ],
  [{ kind: 'phase', id, from: 'dead', to: 'backoff' }, 'feed backoff    waits before dialling again'],
  [
    { kind: 'phase', id, from: 'dead', to: 'stopped', cause: cancelled },
    'feed stopped    nothing is left of it',
  ],
  [
    { kind: 'phase', id, from: 'backoff', to: 'stopped', cause: cancelled },
    'feed stopped    stopped here; nothing is left of it',
  ],
  [
    { kind: 'phase', id, from: 'dead', to: 'failed', cause: { kind: 'refused', by: 'peer', detail: 'x' } },
    'feed failed     refused (x); gives up',
  ],
  [{ kind: 'retry', id, attempt: 3, delayMs: 2_741 }, 'feed retry      dials again in 2.7 s (attempt 3)'],
  [
    { kind: 'rotating', id, generation: 2, why: 'age' },
    'feed rotating   dials a link to take over: the present one is old',
  ],
  [{ kind: 'rotated', id, generation: 2 }, 'feed rotated    the new link carries it now'],
  [
    { kind: 'rotated', id, generation: 2, route: 'tcp://b:1' },
    'feed rotated    the new link carries it now: tcp://b:1',
  ],
  [
    { kind: 'not-rotated', id, generation: 2, cause: silent, retryMs: 1_000 },
    'feed stays      the peer stayed silent past every heartbeat; the present link goes on; tries again in 1.0 s',
  ],
  [
    { kind: 'not-rotated', id, generation: 2, cause: silent },
    'feed stays      the peer stayed silent past every heartbeat; the present link goes on',
  ],
  [{ kind: 'frame', id, text: '42 hello\u001b' }, 'feed frame      42 hello\\x1b'],
  [{ kind: 'frame', id, base64: '/w==' }, 'feed frame      base64 /w=='],
  [{ kind: 'dropped', id, frames: 1, why: 'queue full' }, 'feed dropped    1 frame thrown away: queue full'],
  [
    { kind: 'restart', id, restarts: 1, delayMs: 1_000, cause: { kind: 'crash', by: 'us', detail: 'oops' } },
    'feed restart    a bug (oops); starts again in 1.0 s',
  ],
  [
    { kind: 'gave-up', id, of: 'child', causes: [silent, { kind: 'eof', by: 'peer' }] },
    'feed gave up    too many restarts: the peer stayed silent past every heartbeat; the peer closed the connection',
  ],
  [{ kind: 'exited', id, generation: 1, pid: 7, code: 0, signal: null }, 'feed exited     with code 0'],
  [
    {
      kind: 'exited',
      id,
      generation: 1,
      pid: 7,
      code: 1,
      signal: null,
      stdout: 'x',
      stderr: 'why\nno disk\n',
    },
    'feed exited     with code 1; its last words: no disk',
  ],
  [
    { kind: 'exited', id, generation: 1, pid: 7, code: null, signal: 'SIGKILL', stdout: 'a\n\u001b[2J' },
    'feed exited     by SIGKILL; its last words: \\x1b[2J',
  ],
  [
    { kind: 'replaced', id, program: 'convert', restarts: 3 },
    'feed replaced   3 restarts in vain; from now on it is convert',
  ],
  [{ kind: 'left', id, generation: 2 }, 'feed left       it could not be ended, and runs on unheard'],
  [{ kind: 'stale', id, silentMs: 30_040 }, 'feed stale      no data for 30.0 s'],
  [{ kind: 'fresh', id }, 'feed fresh      data comes again'],
  [
    { kind: 'summary', id, ...calm },
    'feed summary    1 frame, 2 beats, 1 miss, 0 reconnects, no round trip measured',
  ],
  [
    { kind: 'total', id: 'pulsetree', connections: 3, ...calm },
    ' total      3 connections, 1 frame, 2 beats, 1 miss, 0 reconnects, no round trip measured',
  ],
  [
    { kind: 'draining', id: 'gateway', withinMs: 30_000 },
    'gateway draining   takes nobody new, and lets business finish for 30.0 s',
  ],
  [
    { kind: 'drained', id: 'gateway', finished: 3, left: 1, died: 2, cut: 0 },
    'gateway drained    3 had finished, 1 had left, 2 had died, 0 had not finished',
  ],
  [
    { kind: 'doubt', lost: 51, of: 100, withinMs: 1_000 },
    ' doubt      51 of 100 links lost within 1.0 s: it may be our own network',
  ],
  [{ kind: 'assured', afterMs: 1_250 }, ' assured    a peer has answered after 1.3 s: dials go on'],
  [
    { kind: 'stall', lostMs: 6_012 },
    ' stall      this process did not run for 6.0 s; no peer is blamed for it',
  ],
  [
    { kind: 'stall', lostMs: 28_800_000, slept: true },
    ' stall      this machine slept, or its clock was set forward, for 8 h 0 min; no peer is blamed for it',
  ],
]

describe('in plain text', () => {
  test.each(TOLD)('%j is one line', (body, told) => {
    const line = textFormat(false)({ v: 1, at: 0, ...body })
    expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d\d\d /)
    expect(line?.slice('00:00:00.000 '.length)).toBe(told)
  })

  test('a connection without an address was accepted when its id is of what listens here', () => {
    const format = textFormat(false)
    const begins = { v: 1, at: 0, kind: 'phase', from: null, to: 'connecting' } as const
    format({ v: 1, at: 0, kind: 'listening', id: 'listener', endpoint: 'unix:/s' })
    expect(format({ ...begins, id: 'unix:/s#1' })).toMatch(/^[\d:.]+ unix:\/s#1 connecting accepted$/)
    expect(format({ ...begins, id: 'unix:/else#2' })).toMatch(/ connecting dials$/)
  })

  test('a remark stands out', () => {
    expect(textFormat(false)({ v: 1, at: 0, kind: 'note', text: 'freezing feed-b' })).toContain(
      ' » freezing feed-b',
    )
  })

  test('a listener that failed is left to the last line on stderr', () => {
    const cause = { kind: 'exhausted', by: 'us', detail: 'EADDRINUSE' } as const
    expect(textFormat(false)({ v: 1, at: 0, kind: 'closed', id, endpoint: 'tcp://h:1', cause })).toBeNull()
  })

  test('what is about the tree is left out: there is one supervisor', () => {
    const format = textFormat(false)
    const about = { v: 1, at: 0, id } as const
    expect(format({ ...about, kind: 'added', of: 'pulsetree', child: 'connection' })).toBeNull()
    expect(format({ ...about, kind: 'changed' })).toBeNull()
    expect(format({ ...about, kind: 'removed' })).toBeNull()
    expect(format({ ...about, kind: 'supervisor', phase: 'stopping' })).toBeNull()
  })

  test('a total that repeats the only summary is left out', () => {
    const total = { v: 1, at: 0, kind: 'total', id: 'pulsetree', ...calm } as const
    expect(textFormat(false)({ ...total, connections: 1 })).toBeNull()
    expect(textFormat(false)({ ...total, connections: 0 })).toBeNull()
  })

  test('sentences stand in one column once the longest name was seen', () => {
    const format = textFormat(false)
    const dials = (name: string) =>
      format({ v: 1, at: 0, id: name, kind: 'phase', from: null, to: 'connecting' })
    dials('a-long-name')
    expect(dials('short')?.indexOf('dials')).toBe(dials('a-long-name')?.indexOf('dials'))
  })
})

test('In colour the same is said', () => {
  const event: Shown = { v: 1, at: 0, id, kind: 'phase', from: 'suspect', to: 'dead', cause: silent }
  const colored = textFormat(true)(event) ?? ''
  expect(colored).toContain('\u001b[31mdead')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(textFormat(false)(event))
})
