/** A WebSocket of the platform's as a link. */
import { CANCELLED, NOBODY } from '../byte-link.ts'
import { type Cause, crashCause, type Link, type LinkOwner, type Payload } from '../transport.ts'
import { causeOfClose, closeCodeOf } from '../websocket/close.ts'
import { checkedMessage } from '../websocket/message.ts'
import { Outflow } from './outflow.ts'
import type { Platform, PlatformSocket } from './platform.ts'

/**
 * What a paused link holds at the most. A browser reads on whatever its page does, and cannot ask the peer to wait.
 */
const MOST_HELD_BYTES = 16 * 1_048_576
/** What a message costs besides its bytes: empty ones must not be free. */
const MESSAGE_BYTES = 64

/** Browsers say 1006, and not one word more, for whatever kept a connection from opening. */
const NEVER_OPENED: Cause = {
  kind: 'refused',
  by: 'peer',
  detail: 'it did not open; a browser does not say why',
}
const NOT_READ: Cause = {
  kind: 'exhausted',
  by: 'us',
  detail: `${MOST_HELD_BYTES} bytes came while nothing was read`,
}

/** A page may only say 1000 and what is above this; the other codes go out as far above it: 4002 for 1002. */
const PRIVATE_CODES = 3_000
/** The close code for a message that is. */
const TOO_LONG = 1009

interface Message {
  readonly data: Uint8Array
  readonly isText: boolean
}

const utf8 = new TextEncoder()

/** Owns its socket from the dial on: after {@link destroy} nothing that a slow goodbye still brings is heard. */
export class BrowserLink implements Link {
  /** Browsers do not tell addresses. */
  readonly peer = null
  readonly #platform: Platform
  readonly #maxFrameBytes: number
  #owner: LinkOwner
  #socket: PlatformSocket | null = null
  /** Made when the link opens. */
  #outflow: Outflow | null = null
  #isPaused = false
  /** Messages that came while paused, and what they cost. */
  #held: Message[] = []
  #heldBytes = 0
  /** The owner asked for the end: it is no news to it then. */
  #leaving = false
  /** The owner hears no more but that it is released. */
  #over = false
  /** Why the link can carry nothing more; the owner hears of it after what is held. */
  #cause: Cause | null = null

  constructor(owner: LinkOwner, platform: Platform, maxFrameBytes: number) {
    this.#owner = owner
    this.#platform = platform
    this.#maxFrameBytes = maxFrameBytes
  }

  get buffered(): number {
    return this.#outflow?.buffered ?? 0
  }

  get flushed(): number {
    return this.#outflow?.flushed ?? 0
  }

  /** Dials, now that it is known what. */
  connect(url: string, protocols: string[]): void {
    if (this.#over) return
    try {
      this.#listen(this.#platform.connect(url, protocols))
    } catch (error) {
      this.fail(crashCause(error))
    }
  }

  /** Ends a dial that came to nothing before there was a socket. */
  fail(cause: Cause): void {
    queueMicrotask(() => this.#end(cause))
  }

  encode(payload: Payload): Payload {
    return checkedMessage(payload, this.#maxFrameBytes)
  }

  write(encoded: Payload, taken?: (cause: Cause | null) => void): void {
    if (this.#outflow === null || this.#leaving || this.#cause !== null) taken?.(this.#cause ?? CANCELLED)
    else this.#outflow.send(encoded, taken)
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    queueMicrotask(() => this.#handUp())
  }

  close(why?: Cause): void {
    if (this.#leaving) return
    if (this.#outflow === null || this.#cause !== null) return this.destroy()
    this.#leaving = true
    this.#socket?.close(sayable(closeCodeOf(why, false)))
  }

  /** The platform says goodbye in its own time; the link does not wait for it. */
  destroy(): void {
    if (this.#over) return
    this.#leaving = true
    this.#over = true
    this.#hangUp()
    queueMicrotask(() => this.#release())
  }

  #listen(socket: PlatformSocket): void {
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      this.#outflow = new Outflow(socket, this.#platform.clock, () => {
        if (!this.#over) this.#owner.drained()
      })
      this.#owner.opened()
    }
    socket.onmessage = ({ data }) => this.#take(data)
    socket.onclose = ({ code, reason }) =>
      this.#end(this.#outflow === null ? NEVER_OPENED : causeOfClose(code, reason))
  }

  #take(message: unknown): void {
    const isText = typeof message === 'string'
    const data = message instanceof ArrayBuffer ? new Uint8Array(message) : utf8.encode(String(message))
    this.#owner.heard()
    if (this.#over) return
    if (data.length > this.#maxFrameBytes) {
      this.#breakOff(
        { kind: 'protocol', by: 'peer', detail: `a message longer than ${this.#maxFrameBytes} bytes` },
        TOO_LONG,
      )
    } else if (this.#isPaused || this.#held.length > 0) this.#hold({ data, isText })
    else this.#owner.frame(data, isText)
  }

  #hold(message: Message): void {
    this.#heldBytes += message.data.length + MESSAGE_BYTES
    this.#held.push(message)
    if (this.#heldBytes <= MOST_HELD_BYTES) return
    // Nobody may resume for long: the verdict cannot wait behind what is held.
    this.#held = []
    this.#breakOff(NOT_READ, closeCodeOf(NOT_READ, false))
  }

  #handUp(): void {
    let handedUp = 0
    for (const { data, isText } of this.#held) {
      if (this.#isPaused || this.#over) break
      handedUp += 1
      this.#heldBytes -= data.length + MESSAGE_BYTES
      this.#owner.frame(data, isText)
    }
    this.#held = this.#held.slice(handedUp)
    this.#conclude()
  }

  #breakOff(cause: Cause, code: number): void {
    this.#hangUp(code)
    this.#end(cause)
  }

  /** From here on the socket is heard no more. */
  #hangUp(code?: number): void {
    const socket = this.#socket
    if (socket === null) return
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    if (code === undefined) socket.close()
    else socket.close(sayable(code))
  }

  /** The link can carry nothing more. Only the first cause counts. */
  #end(cause: Cause): void {
    this.#cause ??= cause
    this.#conclude()
  }

  /** Tells the end, once there is one and nothing waits to be read before it. */
  #conclude(): void {
    if (this.#cause === null || this.#over || (this.#held.length > 0 && !this.#leaving)) return
    this.#over = true
    if (!this.#leaving) this.#owner.ended(this.#cause)
    this.#release()
  }

  #release(): void {
    this.#held = []
    this.#outflow?.end(this.#cause ?? CANCELLED)
    const owner = this.#owner
    this.#owner = NOBODY
    owner.released()
  }
}

function sayable(code: number): number {
  return code === 1000 || code >= PRIVATE_CODES ? code : code + PRIVATE_CODES
}
