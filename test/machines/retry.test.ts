import { describe, expect, test } from 'vitest'
import { retryByCause } from '../../src/machines/retry.ts'
import type { Cause, CauseKind, TimeoutOf } from '../../src/transport/transport.ts'

const detail = 'for people'
const timeouts: readonly TimeoutOf[] = [
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

interface Row {
  readonly cause: Cause
  readonly again: boolean
}

/** The table of causes: one list a kind, so that a new kind does not compile without its rows. */
const TABLE: Readonly<Record<CauseKind, readonly Row[]>> = {
  eof: [{ cause: { kind: 'eof', by: 'peer' }, again: true }],
  closed: [
    { cause: { kind: 'closed', by: 'peer', code: 1000, planned: true }, again: true },
    { cause: { kind: 'closed', by: 'peer', code: 1011, planned: false }, again: true },
    { cause: { kind: 'closed', by: 'peer', code: null, planned: false }, again: true },
  ],
  reset: [{ cause: { kind: 'reset', by: 'network', detail }, again: true }],
  refused: [{ cause: { kind: 'refused', by: 'peer', detail }, again: true }],
  unreachable: [{ cause: { kind: 'unreachable', by: 'network', detail }, again: true }],
  dns: [{ cause: { kind: 'dns', by: 'network', detail }, again: true }],
  timeout: timeouts.map((of) => ({ cause: { kind: 'timeout', by: 'peer', of }, again: true })),
  silent: [{ cause: { kind: 'silent', by: 'peer' }, again: true }],
  tls: [
    { cause: { kind: 'tls', by: 'peer', of: 'handshake', detail }, again: true },
    { cause: { kind: 'tls', by: 'peer', of: 'certificate', detail }, again: false },
  ],
  auth: [
    { cause: { kind: 'auth', by: 'peer', detail }, again: false },
    { cause: { kind: 'auth', by: 'us', detail }, again: false },
  ],
  protocol: [{ cause: { kind: 'protocol', by: 'peer', detail }, again: true }],
  exhausted: [{ cause: { kind: 'exhausted', by: 'us', detail }, again: true }],
  cancelled: [{ cause: { kind: 'cancelled', by: 'us' }, again: false }],
  crash: [{ cause: { kind: 'crash', by: 'us', detail, error: new Error(detail) }, again: false }],
}

describe('by default', () => {
  test.each(Object.values(TABLE).flat())('an end by $cause is dialled again: $again', ({ cause, again }) => {
    expect(retryByCause(cause, 1)).toBe(again)
    // How often it failed before is not the policy's matter: `attempts` is.
    expect(retryByCause(cause, 1_000)).toBe(again)
  })
})
