/** Real message channels as a world for the contract suite; the strangers only post and hear. */
import { EventEmitter, once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { expect } from 'vitest'
import { turn } from '../../../src/clock/turn.ts'
import type { Codec } from '../../../src/transport/framing.ts'
import { messagePort, type PortLike } from '../../../src/transport/message-port.ts'
import type { Transport } from '../../../src/transport/transport.ts'
import type { Bench, RawPeer, Traits } from './bench.ts'

export const PORT_TRAITS: Traits = {
  carries: 'messages',
  end: 'closed',
  pieces: false,
  backPressure: false,
  resets: false,
  listens: false,
  addresses: false,
}

/** How long a test waits for an event before it fails. */
const PATIENCE_MS = 10_000

/** How one transport over messages is dialled in a bench. */
export interface PortDialling {
  readonly name: string
  /** A transport each of whose dials hands the far end of its channel to `take`, as a port of this thread. */
  transport(take: (port: FarPort) => void, codec: Codec): Transport
  /** Lets everything that is under way arrive. */
  settle(): Promise<void>
  /** How many of the things that it starts exist. */
  count(): number
}

/** The far end of a channel: one of Node's ports, or what looks like one. */
export interface FarPort {
  postMessage(message: unknown): void
  on(event: string, listener: (value: unknown) => void): unknown
  off(event: string, listener: (value: unknown) => void): unknown
  close(): void
}

export const CHANNELS: PortDialling = {
  name: 'message-port',
  transport: (take, { maxFrameBytes }) =>
    messagePort(
      () => {
        const { port1, port2 } = new MessageChannel()
        take(port2)
        return port1
      },
      { maxFrameBytes },
    ),
  settle: roundTrips,
  count: () => openResources('MessagePort'),
}

/** How many things of this name keep the event loop busy. */
export function openResources(...names: readonly string[]): number {
  return process.getActiveResourcesInfo().filter((name) => names.includes(name)).length
}

export async function portBench(dialling: PortDialling): Promise<Bench> {
  const before = dialling.count()
  const events = new EventEmitter()
  const happened = (): void => {
    events.emit('happened')
  }
  const doors = new Map<string, (port: FarPort) => void>()
  const strangers: FarPort[] = []
  const until = async (isSo: () => boolean): Promise<void> => {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    while (!isSo())
      await once(events, 'happened', { signal }).catch(() => Promise.reject(new Error(`never: ${isSo}`)))
  }
  return {
    transportName: dialling.name,
    listener({ maxFrameBytes }) {
      const name = String(doors.size)
      const source = (take: (port: PortLike) => void) => {
        doors.set(`message-port:${name}`, take)
        return () => doors.delete(`message-port:${name}`)
      }
      return messagePort.listen(source, { name, maxFrameBytes })
    },
    transport: (endpoint, codec) =>
      dialling.transport((port) => {
        strangers.push(port)
        doors.get(endpoint)?.(port)
      }, codec),
    async rawServer() {
      const peers: RawPeer[] = []
      const endpoint = `message-port:${doors.size}`
      doors.set(endpoint, (port) => {
        peers.push(strangerOn(port, happened))
        happened()
      })
      return { endpoint, peers }
    },
    rawClient: () => Promise.reject(new Error('nobody dials a port')),
    nowhere: () => Promise.reject(new Error('there is always somebody at a port')),
    happened,
    until,
    settle: () => dialling.settle(),
    async end() {
      for (const port of strangers) port.close()
      const patience = AbortSignal.timeout(PATIENCE_MS)
      while (dialling.count() > before && !patience.aborted) await turn()
      expect(dialling.count()).toBe(before)
    },
  }
}

/** What was posted has been heard, once other messages have made the same way a few times. */
async function roundTrips(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  port2.on('message', (message) => port2.postMessage(message))
  for (let trip = 0; trip < 3; trip += 1) {
    port1.postMessage('.')
    await once(port1, 'message')
    await turn()
  }
  port1.close()
}

function strangerOn(port: FarPort, happened: () => void): RawPeer {
  let received = ''
  const ends: string[] = []
  port.on('message', (message: unknown) => {
    received += `${message}\n`
    happened()
  })
  port.on('close', () => {
    ends.push('fin', 'closed')
    happened()
  })
  const cannot = (): never => {
    throw new Error('ports cannot')
  }
  return {
    get received() {
      return received
    },
    ends,
    write(bytes) {
      for (const line of String(bytes).split('\n').slice(0, -1)) port.postMessage(line)
    },
    fin: () => port.close(),
    reset: cannot,
    pause: cannot,
    resume: cannot,
  }
}
