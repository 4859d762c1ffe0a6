/** Real sockets on this machine as a world for the contract suite; the strangers are plain sockets of Node's. */
import { EventEmitter, once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { expect } from 'vitest'
import { turn } from '../../../src/clock/turn.ts'
import type { Bench, RawPeer, RawServer } from './bench.ts'

/** How long a test waits for an event before it fails. */
const PATIENCE_MS = 10_000

/** A stranger's end of a connection. */
export interface Stranger {
  /** What it speaks through. */
  readonly socket: Socket
  /** What can be reset: the socket itself, or the one below it. */
  readonly below: Socket
  /**
   * When nothing is under way any more that neither end asked for. A reset that meets such a write is lost on the one
   * who wrote: the system tells of it once, by the write, and of an ordinary end after that.
   */
  readonly quiet?: Promise<unknown>
  /** How it speaks, where that is not in bytes. */
  readonly speak?: (happened: () => void) => RawPeer
}

/** What one kind of socket does its own way. */
export interface Kind extends Pick<Bench, 'transportName' | 'listener' | 'transport' | 'nowhere'> {
  /** A server that never ends its side by itself, listening; and where. */
  serve(accept: (stranger: Stranger) => void): Promise<{ server: Server; endpoint: string }>
  /** A connected stranger. */
  dial(endpoint: string, signal: AbortSignal): Promise<Stranger>
  /** At the end, when everything is closed. */
  cleanUp?(): void
}

export async function socketBench(kind: Kind): Promise<Bench> {
  const before = openHandles()
  const events = new EventEmitter()
  const happened = (): void => {
    events.emit('happened')
  }
  const fence = await openFence()
  const servers: Server[] = []
  const sockets: Socket[] = []

  const take = (stranger: Stranger): RawPeer => {
    sockets.push(stranger.socket)
    return stranger.speak === undefined ? strangerOn(stranger, happened) : stranger.speak(happened)
  }

  return {
    transportName: kind.transportName,
    listener: (codec, port) => kind.listener(codec, port),
    transport: (endpoint, codec) => kind.transport(endpoint, codec),
    nowhere: () => kind.nowhere(),
    async rawServer(): Promise<RawServer> {
      const peers: RawPeer[] = []
      const { server, endpoint } = await kind.serve((stranger) => {
        peers.push(take(stranger))
        happened()
      })
      servers.push(server)
      return { endpoint, peers }
    },
    async rawClient(endpoint) {
      return take(await kind.dial(endpoint, AbortSignal.timeout(PATIENCE_MS)))
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
      for (const server of servers) server.close()
      for (const socket of sockets) socket.destroy()
      const patience = AbortSignal.timeout(PATIENCE_MS)
      while (openHandles() > before && !patience.aborted) await turn()
      expect(openHandles()).toBe(before)
      kind.cleanUp?.()
    },
  }
}

/** The port of what Node says a server is bound to. */
export function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('not bound')
  return address.port
}

function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS|Pipe)/.test(name)).length
}

function strangerOn({ socket, below, quiet }: Stranger, happened: () => void): RawPeer {
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
    reset: () => (quiet === undefined ? reset(below) : quiet.then(() => reset(below))),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}

/** Not `resetAndDestroy`, which ends in order first: of a socket below TLS, that end may arrive by itself. */
function reset(socket: Socket): void {
  Object.assign(socket, { resetAndClosing: true }).destroy()
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
