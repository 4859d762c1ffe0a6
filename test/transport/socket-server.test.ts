import { once } from 'node:events'
import { connect, createServer, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Codec, lines } from '../../src/transport/framing.ts'
import { SocketLink } from '../../src/transport/socket.ts'
import { listenOn, type SocketServer } from '../../src/transport/socket-server.ts'
import { Gate } from './support/bench.ts'
import type { Reaction } from './support/recorder.ts'
import { portOf } from './support/socket-bench.ts'

const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp()
})

/** A bound server whose events the test can emit itself. @param react null turns every peer away. */
async function bound(more: Partial<SocketServer> = {}, react?: Reaction | null) {
  const server = createServer()
  const what: SocketServer = {
    server,
    ready: 'connection',
    bind: { port: 0, host: '127.0.0.1' },
    codec: lines(),
    endpointOf: () => 'here',
    ...more,
  }
  const gate = new Gate(
    { happened() {}, listener: () => ({ listen: (owner) => listenOn(what, owner) }) },
    react,
  )
  gate.listen(lines())
  cleanUps.push(() => gate.close())
  await once(server, 'listening')
  return { server, gate }
}

async function dialled(server: ReturnType<typeof createServer>): Promise<Socket> {
  const socket = connect(portOf(server.address()), '127.0.0.1')
  cleanUps.push(() => socket.destroy())
  await once(server, 'connection')
  return socket
}

test('A peer whose owner takes it has an open link; its address is there before', async () => {
  const { server, gate } = await bound()
  const client = await dialled(server)
  expect([gate.first.log, gate.first.link.peer]).toEqual([['opened'], `127.0.0.1:${client.localPort}`])
  gate.first.link.destroy()
})

test('A peer that nobody takes is let go', async () => {
  const { server, gate } = await bound({}, null)
  const client = await dialled(server)
  await once(client.resume(), 'close')
  expect(gate.accepts).toEqual([])
})

test('A peer that comes after the close is let go, and nobody is asked', async () => {
  const { server, gate } = await bound()
  gate.close()
  const late = new Socket()
  server.emit('connection', late)
  await once(late, 'close')
  expect([gate.log, gate.accepts]).toEqual([['listening', 'closed'], []])
})

test('Peers are handed over when the server says that they are ready, and not before', async () => {
  const { server, gate } = await bound({ ready: 'secureConnection' })
  await dialled(server)
  expect(gate.accepts).toEqual([])
  const ready = new Socket()
  server.emit('secureConnection', ready)
  expect(gate.first.log).toEqual(['opened'])
  gate.first.link.destroy()
})

test('Links are of the kind that the transport makes of a socket', async () => {
  class Special extends SocketLink {}
  const linkOf = (socket: Socket, codec: Codec): SocketLink => new Special(socket, codec)
  const { server, gate } = await bound({ linkOf })
  await dialled(server)
  expect(gate.first.link).toBeInstanceOf(Special)
  gate.first.link.destroy()
})
