import { describe, expect, test } from 'vitest'
import { isRetried, retryByCause } from '../../src/machines/retry.ts'
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

describe('Another dial', () => {
  const asked = { backoff: { attempts: 3 }, retry: (cause: Cause) => cause.kind === 'eof' }
  const crash: Cause = { kind: 'crash', by: 'us', detail, error: new Error(detail) }

  test.each<{ situation: string; cause: Cause; failed: number; again: boolean }>([
    { situation: 'that the policy wants', cause: { kind: 'eof', by: 'peer' }, failed: 2, again: true },
    { situation: 'that it does not want', cause: { kind: 'silent', by: 'peer' }, failed: 0, again: false },
    {
      situation: 'after as many as there may be',
      cause: { kind: 'eof', by: 'peer' },
      failed: 3,
      again: false,
    },
    { situation: 'after a bug, whatever the policy', cause: crash, failed: 0, again: false },
  ])('$situation is worth it: $again', ({ cause, failed, again }) => {
    const crashes: Cause[] = []
    const policy = cause.kind === 'crash' ? { ...asked, retry: () => true } : asked
    expect(isRetried(policy, cause, failed, (crashed) => crashes.push(crashed))).toBe(again)
    expect(crashes).toEqual([])
  })

  test('is not worth it when the policy throws, and that is told', () => {
    const crashes: Cause[] = []
    const retry = (): boolean => {
      throw new Error('a bug in the policy')
    }
    const eof: Cause = { kind: 'eof', by: 'peer' }
    expect(isRetried({ ...asked, retry }, eof, 0, (crashed) => crashes.push(crashed))).toBe(false)
    expect(crashes).toMatchObject([{ kind: 'crash', detail: 'a bug in the policy' }])
  })
})
