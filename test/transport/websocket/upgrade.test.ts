import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import {
  causeOfDialError,
  causeOfSocketError,
  causeOfStatus,
} from '../../../src/transport/websocket/upgrade.ts'

const PLAIN = { socket: null, isSecure: false, hasKeys: false }
const SECURE = { socket: null, isSecure: true, hasKeys: false }

test.each([
  [401, 'auth'],
  [403, 'auth'],
  [500, 'refused'],
  [502, 'refused'],
  [503, 'refused'],
  [404, 'protocol'],
  [400, 'protocol'],
  [407, 'protocol'],
  [426, 'protocol'],
  [429, 'protocol'],
  [302, 'protocol'],
  [200, 'protocol'],
])('An upgrade answered %i is %s, by the peer', (status, kind) => {
  expect(causeOfStatus(status)).toMatchObject({
    kind,
    by: 'peer',
    detail: expect.stringContaining(`the upgrade was answered ${status}`),
  })
})

test.each([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'dns'],
  ['ECONNRESET', 'reset'],
  ['EMFILE', 'exhausted'],
])('A dial that %s keeps from an answer is %s, as for any transport', (code, kind) => {
  expect(causeOfDialError(Object.assign(new Error('no'), { code }), PLAIN).kind).toBe(kind)
})

test.each(['HPE_INVALID_CONSTANT', undefined])(
  'What is no answer to an upgrade (%s) is the wrong protocol',
  (code) => {
    expect(causeOfDialError(Object.assign(new Error('nonsense'), { code }), PLAIN)).toEqual({
      kind: 'protocol',
      by: 'peer',
      detail: 'wrong protocol: nonsense',
    })
  },
)

test.each([
  ['CERT_HAS_EXPIRED', 'certificate'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'handshake'],
])('A wss dial through an agent that ends with %s failed at the %s', (code, of) => {
  const error = Object.assign(new Error('no'), { code })
  expect(causeOfDialError(error, SECURE)).toMatchObject({ kind: 'tls', by: 'peer', of })
  expect(causeOfDialError(error, PLAIN)).toMatchObject({ kind: 'protocol' })
})

test('A server that fails the handshake once there are keys wants a certificate of ours', () => {
  const error = Object.assign(new Error('alert'), { code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' })
  expect(causeOfDialError(error, SECURE)).toMatchObject({ kind: 'tls', of: 'handshake' })
  expect(causeOfDialError(error, { ...SECURE, hasKeys: true })).toMatchObject({
    kind: 'tls',
    of: 'certificate',
  })
})

test.each([
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['ETIMEDOUT', 'timeout'],
  ['whatever', 'reset'],
])('An open link whose socket fails with %s ends with %s', (code, kind) => {
  expect(causeOfSocketError(Object.assign(new Error('no'), { code }), null).kind).toBe(kind)
})

test('An open link that TLS fails below says so', () => {
  const error = Object.assign(new Error('bad record mac'), { code: 'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC' })
  expect(causeOfSocketError(error, new TLSSocket(new Socket()))).toMatchObject({
    kind: 'tls',
    of: 'handshake',
  })
})
