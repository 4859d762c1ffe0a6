import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { lines } from '../../../src/transport/framing.ts'
import { SocketLink } from '../../../src/transport/socket.ts'
import { Secured } from '../../../src/transport/tls/secured.ts'

test('A TLS client that comes in is introduced by its handshake', () => {
  const socket = new TLSSocket(new Socket())
  const { introduction, peer } = new Secured(new SocketLink(socket, lines()), socket)
  expect([introduction.upgrade, introduction.tls?.certificate, peer]).toEqual([null, null, null])
  socket.destroy()
})

test('One whose socket speaks no TLS is not', () => {
  const socket = new Socket()
  expect(new Secured(new SocketLink(socket, lines()), socket).introduction).toEqual({
    tls: null,
    upgrade: null,
  })
  socket.destroy()
})
