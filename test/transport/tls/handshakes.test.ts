import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import { createSecureContext, createServer, TLSSocket } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { Handshakes } from '../../../src/transport/tls/handshakes.ts'
import type { Cause } from '../../../src/transport/transport.ts'
import { portOf } from '../support/socket-bench.ts'
import { own } from '../support/tls-scene.ts'

const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp()
})

async function serving() {
  const server = createServer(own).listen(0, '127.0.0.1')
  cleanUps.push(() => server.close())
  await once(server, 'listening')
  const told: [string | null, Cause][] = []
  const handshakes = new Handshakes(server, (...what) => told.push(what))
  const dial = async () => {
    const came = once(server, 'connection')
    const client = connect(portOf(server.address()), '127.0.0.1').on('error', () => {})
    cleanUps.push(() => client.destroy())
    const [accepted] = await came
    return { client, accepted }
  }
  return { server, handshakes, told, dial }
}

test('Those under way are let go when the server closes, and nobody hears of them', async () => {
  const { handshakes, told, dial } = await serving()
  const { client } = await dial()
  handshakes.abort()
  handshakes.abort()
  await once(client.resume(), 'close')
  expect(told).toEqual([])
})

test('Who comes after that is let go at once', async () => {
  const { handshakes, told, dial } = await serving()
  handshakes.abort()
  const { client } = await dial()
  await once(client.resume(), 'close')
  expect(told).toEqual([])
})

test('A handshake that fails in the turn in which it was called off is left to close by itself', async () => {
  const { server, told, dial } = await serving()
  server.removeAllListeners('connection')
  const { accepted } = await dial()
  const socket = new TLSSocket(accepted, { isServer: true, secureContext: createSecureContext(own) })
  accepted.destroy()
  server.emit('tlsClientError', new Error('out of time'), socket)
  expect([told.length, socket.destroyed]).toEqual([1, false])
  await once(socket, 'close')
})

test('Where Node does not show the socket below, TLS’s own has to do', async () => {
  const { server, told } = await serving()
  const socket = new TLSSocket(new Socket())
  cleanUps.push(() => socket.destroy())
  Reflect.deleteProperty(socket, '_parent')
  server.emit('tlsClientError', new Error('something new'), socket)
  expect(told).toEqual([[null, { kind: 'tls', by: 'peer', of: 'handshake', detail: 'something new' }]])
  expect(socket.destroyed).toBe(true)
})
