import { expect, test } from 'vitest'
import {
  causeOfFailedHandshake,
  causeOfTlsError,
  type HandshakeState,
} from '../../../src/transport/tls/cause.ts'

const BEFORE: HandshakeState = { opened: false, verdict: null, answered: false }

function tlsError(code: string, more: { reason?: string; syscall?: string; message?: string } = {}): Error {
  return Object.assign(new Error(more.message ?? `it failed: ${code}`), { code, ...more })
}

test.each([
  // What the peer says of our certificate, by the names of OpenSSL before 3.2 and since.
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'certificate'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'certificate'],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'certificate'],
  ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'certificate'],
  ['ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE', 'certificate'],
  ['ERR_SSL_TLSV1_ALERT_ACCESS_DENIED', 'certificate'],
  ['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE', 'certificate'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'handshake'],
  ['ERR_SSL_HTTP_REQUEST', 'handshake'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'handshake'],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'handshake'],
  ['ERR_SSL_NO_SHARED_CIPHER', 'handshake'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'handshake'],
  ['ERR_TLS_DH_PARAM_SIZE', 'handshake'],
])('%s is a matter of the %s', (code, of) => {
  expect(causeOfTlsError(tlsError(code, { reason: 'why' }), BEFORE)).toEqual({
    kind: 'tls',
    by: 'peer',
    of,
    detail: 'why',
  })
})

test('What we found wrong with the peer’s certificate counts before the handshake is complete', () => {
  const state = { ...BEFORE, verdict: 'CERT_HAS_EXPIRED' }
  const said = tlsError('CERT_HAS_EXPIRED', { message: 'certificate has expired' })
  expect(causeOfTlsError(said, state)).toMatchObject({ of: 'certificate', detail: 'certificate has expired' })
  expect(causeOfTlsError(tlsError('ECONNRESET'), state)).toMatchObject({
    of: 'certificate',
    detail: 'CERT_HAS_EXPIRED',
  })
  expect(causeOfTlsError(tlsError('ECONNRESET'), { ...state, opened: true })).toBeNull()
})

test.each(['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'])(
  '%s after the peer had agreed to everything means that it wants a certificate',
  (code) => {
    const cause = causeOfTlsError(tlsError(code), { ...BEFORE, answered: true })
    expect(cause).toMatchObject({ kind: 'tls', of: 'certificate' })
  },
)

test('An alert that meets a write of ours is read from the message', () => {
  const message =
    'write EPROTO 80:error:0A00045C:SSL routines::tlsv13 alert certificate required:SSL alert number 116'
  const state = { ...BEFORE, opened: true }
  expect(causeOfTlsError(tlsError('EPROTO', { message, syscall: 'write' }), state)).toMatchObject({
    of: 'certificate',
  })
})

test('A peer that closes in the middle of the handshake failed it; one that resets may be anyone on the way', () => {
  expect(causeOfTlsError(tlsError('ECONNRESET'), BEFORE)).toMatchObject({ kind: 'tls', of: 'handshake' })
  expect(causeOfTlsError(tlsError('ECONNRESET', { syscall: 'read' }), BEFORE)).toBeNull()
})

test('On an open link what is no TLS breaks the protocol; an alert is the peer’s word on the handshake', () => {
  const state = { ...BEFORE, opened: true, answered: true }
  expect(causeOfTlsError(tlsError('ERR_SSL_WRONG_VERSION_NUMBER'), state)).toMatchObject({ kind: 'protocol' })
  expect(causeOfTlsError(tlsError('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR'), state)).toMatchObject({
    kind: 'tls',
    of: 'handshake',
  })
})

test('What has nothing to do with TLS has no cause here', () => {
  for (const error of [tlsError('ECONNREFUSED', { syscall: 'connect' }), new Error('plain')])
    expect(causeOfTlsError(error, BEFORE)).toBeNull()
})

test('A client that came to nothing always has a cause', () => {
  const kinds = [
    tlsError('ERR_TLS_HANDSHAKE_TIMEOUT'),
    tlsError('ECONNRESET', { syscall: 'read' }),
    new Error('something new'),
  ].map((error) => causeOfFailedHandshake(error, null))
  expect(kinds).toEqual([
    { kind: 'timeout', by: 'peer', of: 'handshake' },
    { kind: 'reset', by: 'network', detail: 'it failed: ECONNRESET' },
    { kind: 'tls', by: 'peer', of: 'handshake', detail: 'something new' },
  ])
  expect(causeOfFailedHandshake(tlsError('ECONNRESET'), 'INVALID_PURPOSE')).toMatchObject({
    of: 'certificate',
    detail: 'INVALID_PURPOSE',
  })
})
