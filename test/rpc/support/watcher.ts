/** A peer that knows nothing of us: it reads the bytes of a socket as they come, and notes where in them what stood. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { FrameReader, frameBytes, TEXT } from '../../transport/support/websocket-frames.ts'

/** What stood on the wire, and how many bytes of all came before its end. */
export interface Seen {
  readonly kind: 'beat' | 'piece' | 'last' | 'answer'
  readonly at: number
  readonly bytes: Uint8Array
}

/** How a wire is read and written. */
export interface Tongue {
  /** What is to be said first, and how much has to be heard before the frames. */
  readonly greeting: string
  say(text: string): Uint8Array
  read(chunk: Uint8Array): { readonly kind: Seen['kind']; readonly bytes: Uint8Array }[]
}

export class Watcher {
  readonly seen: Seen[] = []
  bytes = 0
  readonly socket: Socket
  readonly #tongue: Tongue

  private constructor(socket: Socket, tongue: Tongue) {
    this.socket = socket
    this.#tongue = tongue
  }

  static async dial(port: number, tongue: Tongue): Promise<Watcher> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const watcher = new Watcher(socket, tongue)
    if (tongue.greeting !== '') {
      socket.write(tongue.greeting)
      // Nothing follows before it says something.
      await once(socket, 'data')
    }
    return watcher
  }

  say(text: string): void {
    this.socket.write(this.#tongue.say(text))
  }

  /** Reads until `isDone`; does `meanwhile` after every so many bytes, and reads nothing until that is over. */
  async read(isDone: () => boolean, everyBytes: number, meanwhile: () => Promise<void>): Promise<void> {
    let next = everyBytes
    for await (const chunk of this.socket) {
      this.bytes += chunk.length
      for (const { kind, bytes } of this.#tongue.read(chunk)) this.seen.push({ kind, bytes, at: this.bytes })
      if (isDone()) return
      if (this.bytes < next) continue
      next += everyBytes
      await meanwhile()
    }
  }

  /** Of these kinds, in the order in which they came. */
  of(...kinds: Seen['kind'][]): Seen[] {
    return this.seen.filter(({ kind }) => kinds.includes(kind))
  }
}

const UPGRADE = [
  'GET / HTTP/1.1',
  'host: here',
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  `sec-websocket-key: ${Buffer.from('sixteen bytes ok').toString('base64')}`,
  '\r\n',
].join('\r\n')

const PING = 9

/** A WebSocket, whose long messages come in fragments. */
export function websocketTongue(): Tongue {
  const frames = new FrameReader()
  let isInside = false
  return {
    greeting: UPGRADE,
    say: (text) => frameBytes({ opcode: TEXT, payload: text }, true),
    read: (chunk) =>
      frames.push(chunk).map(({ opcode, fin, payload }) => {
        const bytes = Buffer.from(payload)
        if (opcode === PING) return { kind: 'beat', bytes }
        const wasInside = isInside
        isInside = !fin
        return { kind: fin ? (wasInside ? 'last' : 'answer') : 'piece', bytes }
      }),
  }
}

/** Frames behind their lengths, of which those that begin with a zero are chunks. */
export function lengthTongue(): Tongue {
  let held = Buffer.alloc(0)
  return {
    greeting: '',
    say: (text) => {
      const payload = Buffer.from(text)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(payload.length)
      return Buffer.concat([length, payload])
    },
    read: (chunk) => {
      held = Buffer.concat([held, chunk])
      const seen: ReturnType<Tongue['read']> = []
      while (held.length >= 4 && held.length >= 4 + held.readUInt32BE()) {
        const bytes = held.subarray(4, 4 + held.readUInt32BE())
        held = held.subarray(4 + bytes.length)
        if (bytes[0] === 0) seen.push({ kind: bytes[1] === 1 ? 'last' : 'piece', bytes: bytes.subarray(6) })
        else seen.push({ kind: String(bytes) === 'ping' ? 'beat' : 'answer', bytes })
      }
      return seen
    },
  }
}
