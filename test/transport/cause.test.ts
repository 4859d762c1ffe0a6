import { describe, expect, test } from 'vitest'
import {
  type Cause,
  ConnectionError,
  causeOfSystemError,
  crashCause,
  describeCause,
  OptionError,
  REPLACED,
  type TimeoutOf,
  timeoutCause,
} from '../../src/transport/cause.ts'

function systemError(code: string, options?: ErrorOptions): Error {
  return Object.assign(new Error(`it failed: ${code}`, options), { code })
}

describe('The cause behind a system error', () => {
  test.each([
    ['ECONNRESET', 'reset', 'network'],
    ['EPIPE', 'reset', 'network'],
    ['ECONNABORTED', 'reset', 'network'],
    ['ECONNREFUSED', 'refused', 'peer'],
    ['ENOENT', 'refused', 'peer'],
    ['EHOSTUNREACH', 'unreachable', 'network'],
    ['ENETUNREACH', 'unreachable', 'network'],
    ['ENETDOWN', 'unreachable', 'network'],
    ['ENOTFOUND', 'dns', 'network'],
    ['EAI_AGAIN', 'dns', 'network'],
    ['EMFILE', 'exhausted', 'us'],
    ['ENFILE', 'exhausted', 'us'],
    ['ENOBUFS', 'exhausted', 'us'],
    ['ENOMEM', 'exhausted', 'us'],
  ])('%s while dialling is %s by %s', (code, kind, by) => {
    expect(causeOfSystemError(systemError(code), false)).toEqual({ kind, by, detail: `it failed: ${code}` })
  })

  test('A timeout is the dial’s before the link is open, and the kernel’s after', () => {
    const error = systemError('ETIMEDOUT')
    expect(causeOfSystemError(error, false)).toEqual({ kind: 'timeout', by: 'peer', of: 'connect' })
    expect(causeOfSystemError(error, true)).toEqual({ kind: 'timeout', by: 'peer', of: 'kernel' })
  })

  test('An open link cannot be refused', () => {
    expect(causeOfSystemError(systemError('ECONNREFUSED'), true)).toBeNull()
  })

  test('It is found inside a cause', () => {
    const wrapped = new Error('could not connect', { cause: systemError('ENOTFOUND') })
    expect(causeOfSystemError(wrapped, false)?.kind).toBe('dns')
  })

  test.each([
    [['EWHATEVER', 'ECONNREFUSED', 'EPIPE'], 'refused'],
    [['ENETUNREACH', 'ECONNREFUSED'], 'refused'],
    [['ETIMEDOUT', 'ECONNREFUSED'], 'refused'],
    [['ENETUNREACH', 'ETIMEDOUT'], 'timeout'],
    [['ENETUNREACH', 'EHOSTUNREACH'], 'unreachable'],
    [['EWHATEVER'], undefined],
  ])(
    'Of several addresses that were tried and gave %j, the one that came farthest says it: %s',
    (codes, kind) => {
      const several = new AggregateError(codes.map((code) => systemError(code)))
      expect(causeOfSystemError(several, false)?.kind).toBe(kind)
    },
  )

  test('Where no address tells anything known, the whole error may', () => {
    const several = Object.assign(new AggregateError([systemError('EWHATEVER')]), { code: 'ECONNREFUSED' })
    expect(causeOfSystemError(several, false)?.kind).toBe('refused')
  })

  test('An error that the table does not know has none, nor has what is no error', () => {
    for (const unknown of [systemError('EWHATEVER'), new Error('plain'), 'ECONNRESET', null, undefined]) {
      expect(causeOfSystemError(unknown, false)).toBeNull()
    }
  })

  test('Errors that are each other’s cause come to an end', () => {
    const error = new Error('one')
    error.cause = new Error('two', { cause: error })
    expect(causeOfSystemError(error, false)).toBeNull()
  })
})

const OFS: readonly TimeoutOf[] = [
  'connect',
  'handshake',
  'frame',
  'read',
  'write',
  'idle',
  'age',
  'stale',
  'close',
  'kernel',
]

test('Only age and idle are our own decision; every other deadline is the peer’s failing', () => {
  const ours = OFS.filter((of) => timeoutCause(of).by === 'us')
  expect(ours).toEqual(['idle', 'age'])
})

describe('A cause in words', () => {
  const detail = 'why'
  const every: readonly Cause[] = [
    { kind: 'eof', by: 'peer' },
    { kind: 'closed', by: 'peer', code: 1001, planned: true },
    { kind: 'closed', by: 'peer', code: null, planned: false },
    { kind: 'reset', by: 'network', detail },
    { kind: 'refused', by: 'peer', detail },
    { kind: 'unreachable', by: 'network', detail },
    { kind: 'dns', by: 'network', detail },
    ...OFS.map(timeoutCause),
    { kind: 'silent', by: 'peer' },
    { kind: 'tls', by: 'peer', of: 'handshake', detail },
    { kind: 'tls', by: 'peer', of: 'certificate', detail },
    { kind: 'auth', by: 'peer', detail },
    { kind: 'protocol', by: 'peer', detail },
    { kind: 'exhausted', by: 'us', detail },
    { kind: 'cancelled', by: 'us' },
    crashCause(new Error(detail)),
  ]

  test('Every cause has words of its own, with the detail in them', () => {
    const words = every.map(describeCause)
    expect(new Set(words).size).toBe(every.length)
    every.forEach((cause, index) => {
      if ('detail' in cause) expect(words[index]).toContain(detail)
      expect(words[index]).not.toMatch(/undefined|null|object/)
    })
  })

  test('Of a program the words are its own', () => {
    expect(
      [
        { kind: 'reset', by: 'network', detail: 'the process exited with code 1', of: 'program' } as const,
        { kind: 'closed', by: 'peer', code: 0, planned: true, of: 'program' } as const,
      ].map(describeCause),
    ).toEqual(['the process exited with code 1', 'it has finished'])
  })

  test('Of one whose place a newer link took nobody says that it was not let in', () => {
    const detail = 'a newer link of device-7 took its place'
    expect(describeCause({ kind: 'auth', by: 'us', detail, code: REPLACED })).toBe(detail)
    expect(describeCause({ kind: 'auth', by: 'us', detail: 'no token', code: 1013 })).toBe(
      'not let in (no token)',
    )
  })

  test('A goodbye tells its code, and whether it was planned', () => {
    expect(describeCause({ kind: 'closed', by: 'peer', code: 1001, planned: true })).toBe(
      'the peer said goodbye with code 1001 (planned)',
    )
  })
})

test('A crash keeps what was thrown, whatever it was', () => {
  expect(crashCause('not even an error')).toEqual({
    kind: 'crash',
    by: 'us',
    detail: 'not even an error',
    error: 'not even an error',
  })
})

test('The errors name themselves, and what is wrong', () => {
  const cause: Cause = { kind: 'eof', by: 'peer' }
  const lost = new ConnectionError('send', cause)
  expect([lost.name, lost.message, lost.cause]).toEqual([
    'ConnectionError',
    'send: the peer closed the connection',
    cause,
  ])
  expect(new ConnectionError('no link yet', null).message).toBe('no link yet')
  const bad = new OptionError('port', 'expected a number')
  expect([bad.name, bad.message, bad.option]).toEqual(['OptionError', 'port: expected a number', 'port'])
})
