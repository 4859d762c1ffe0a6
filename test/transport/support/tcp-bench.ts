/** Real sockets on the loopback interface as a world for the contract suite; the strangers are plain `node:net`. */
import { EventEmitter, once } from 'node:events'
import { type AddressInfo, connect, createServer, Server, Socket } from 'node:net'
import { expect } from 'vitest'
import { turn } from '../../../src/clock/turn.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import type { Bench, RawPeer, RawServer } from './bench.ts'

/** How long a test waits for an event before it fails. */
const PATIENCE_MS = 10_000

export async function tcpBench(): Promise<Bench> {
  const before = openHandles()
  const events = new EventEmitter()
  const happened = (): void => {
    events.emit('happened')
  }
  const fence = await openFence()
  const opened: (Server | Socket)[] = []

  const rawServer = async (): Promise<RawServer> => {
    const peers: RawPeer[] = []
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      opened.push(socket)
      peers.push(strangerOn(socket, happened))
      happened()
    })
    opened.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { endpoint: `tcp://127.0.0.1:${portOf(server.address())}`, peers }
  }

  return {
    transportName: 'tcp',
    listener: (codec, port = 0) => tcp.listen({ port }, { codec }),
    transport: (endpoint, codec) => tcp(endpoint, { codec }),
    rawServer,
    async rawClient(endpoint) {
      const socket = connect({ port: Number(new URL(endpoint).port), host: '127.0.0.1' })
      await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MS) })
      opened.push(socket)
      return strangerOn(socket, happened)
    },
    async nowhere() {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      const endpoint = `tcp://127.0.0.1:${portOf(server.address())}`
      server.close()
      return endpoint
    },
    happened,
    async until(isSo) {
      const signal = AbortSignal.timeout(PATIENCE_MS)
      while (!isSo())
        await once(events, 'happened', { signal }).catch(() => Promise.reject(new Error(`never: ${isSo}`)))
    },
    settle: () => fence.roundTrips(3),
    async end() {
      await fence.roundTrips(1)
      fence.close()
      for (const one of opened) if (one instanceof Server) one.close()
      for (const one of opened) if (one instanceof Socket) one.destroy()
      for (let turns = 0; turns < 100 && openHandles() > before; turns += 1) await turn()
      expect(openHandles()).toBe(before)
    },
  }
}

function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP|TCPServer|TCPSocket|TCPConnect)/.test(name))
    .length
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('not bound')
  return address.port
}

function strangerOn(socket: Socket, happened: () => void): RawPeer {
  let received = ''
  const ends: string[] = []
  const note = (end: string): void => {
    ends.push(end)
    happened()
  }
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString()
    happened()
  })
  socket.on('end', () => {
    note('fin')
    socket.end()
  })
  socket.on('error', () => note('reset'))
  socket.on('close', () => note('closed'))
  return {
    get received() {
      return received
    },
    ends,
    write: (bytes) => socket.write(bytes),
    fin: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}

/** A connection of the bench's own. Once a byte has made its way, what was sent before it on others has too. */
async function openFence(): Promise<{ roundTrips(count: number): Promise<void>; close(): void }> {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect({ port: portOf(server.address()), host: '127.0.0.1' })
  await once(socket, 'connect')
  server.close()
  return {
    async roundTrips(count) {
      for (let trip = 0; trip < count; trip += 1) {
        socket.write('.')
        await once(socket, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) })
        await turn()
      }
    },
    close: () => socket.destroy(),
  }
}
