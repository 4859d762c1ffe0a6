import { expect, test } from 'vitest'
import { closesInOrder } from '../../src/machines/in-order.ts'
import { type Cause, timeoutCause } from '../../src/transport/transport.ts'

test.each<Cause>([
  { kind: 'eof', by: 'peer' },
  { kind: 'closed', by: 'peer', code: 1000, planned: true },
  { kind: 'cancelled', by: 'us' },
  { kind: 'auth', by: 'us', detail: '' },
  timeoutCause('age'),
  timeoutCause('idle'),
  timeoutCause('read'),
  timeoutCause('stale'),
  timeoutCause('handshake'),
])('a link that ends for %o can still say goodbye', (cause) => {
  expect(closesInOrder(cause)).toBe(true)
})

test.each<Cause>([
  { kind: 'silent', by: 'peer' },
  { kind: 'reset', by: 'network', detail: '' },
  { kind: 'protocol', by: 'peer', detail: '' },
  { kind: 'crash', by: 'us', detail: '', error: null },
  timeoutCause('write'),
  timeoutCause('frame'),
  timeoutCause('connect'),
])('one that ends for %o cannot', (cause) => {
  expect(closesInOrder(cause)).toBe(false)
})
