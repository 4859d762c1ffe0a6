import { once } from 'node:events'
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { lines } from '../../../src/transport/framing.ts'
import { TlsLink, verdictOf } from '../../../src/transport/tls/link.ts'
import { Recorder } from '../support/recorder.ts'

const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0).reverse()) socket.destroy()
})

/** A link before its handshake: over a socket that TLS is about to be spoken over. */
function secured() {
  const below = new Socket()
  const secure = new TLSSocket(below)
  sockets.push(below, secure)
  const link = new TlsLink(below, lines())
  const owner = new Recorder(() => {}).own(link)
  link.owner = owner
  link.secureBy(secure)
  return { below, secure, link, owner }
}

function tlsError(code: string): Error {
  return Object.assign(new Error(`it failed: ${code}`), { code })
}

test('Before the handshake is complete an end is no end: the error comes after it', () => {
  const { secure, owner } = secured()
  secure.emit('end')
  expect(owner.log).toEqual([])
  secure.emit('error', tlsError('ECONNRESET'))
  expect(owner.log).toEqual(['ended tls'])
})

test('An error on an open link lets go of the socket, which Node does not', async () => {
  const { secure, link, owner } = secured()
  link.open(owner)
  secure.emit('error', tlsError('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'))
  await once(secure, 'close')
  expect([owner.log, owner.cause]).toMatchObject([
    ['opened', 'ended tls', 'released'],
    { kind: 'tls', of: 'certificate' },
  ])
})

test('An end of an open link is TLS’s own, with no code', () => {
  const { secure, link, owner } = secured()
  link.open(owner)
  secure.emit('end')
  expect(owner.cause).toEqual({ kind: 'closed', by: 'peer', code: null, planned: false })
})

test('What the system says is still told as the system’s', () => {
  const { secure, owner } = secured()
  secure.emit('error', Object.assign(tlsError('ETIMEDOUT'), { syscall: 'connect' }))
  expect(owner.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'connect' })
})

test('A verdict is a code, or none', () => {
  const { secure } = secured()
  expect([verdictOf(null), verdictOf(secure)]).toEqual([null, null])
  Object.assign(secure, { authorizationError: 'CERT_HAS_EXPIRED' })
  expect(verdictOf(secure)).toBe('CERT_HAS_EXPIRED')
})
