/** Any port as a link. */
import { CANCELLED, NOBODY } from '../byte-link.ts'
import { FramingError } from '../framing.ts'
import { Fifo } from '../memory/fifo.ts'
import { type Cause, crashCause, type Link, type LinkOwner, OptionError, type Payload } from '../transport.ts'
import type { MessageForm, MessageFrame } from './message.ts'
import type { Port, PortOwner } from './port.ts'

export interface HoldOptions {
  /**
   * What may wait here while reading is paused, in bytes; each message counts 64 more. From 1, default 16 MiB. Message
   * ports cannot tell their peer to wait, so beyond that the link ends with `exhausted`.
   */
  readonly maxHeldBytes?: number
}

/** What a message costs beside its bytes, or empty ones would be free. */
const MESSAGE_BYTES = 64

/** @throws OptionError naming `maxHeldBytes`. */
export function heldLimit({ maxHeldBytes = 16 * 1024 * 1024 }: HoldOptions): number {
  if (Number.isInteger(maxHeldBytes) && maxHeldBytes >= 1) return maxHeldBytes
  throw new OptionError('maxHeldBytes', `expected a whole number of at least 1, got ${String(maxHeldBytes)}`)
}

export class PortLink implements Link, PortOwner {
  readonly peer = null
  buffered = 0
  flushed = 0
  readonly #form: MessageForm
  readonly #maxHeldBytes: number
  #owner: LinkOwner = NOBODY
  #port: Port | null = null
  #isOpen = false
  #isPaused = false
  /** Nothing is handed up any more: the link ended, or the owner destroyed it. */
  #isOver = false
  /** The owner asked for the end: the end itself is then no news to it. */
  #isLeaving = false
  #isGone = false
  #isReleased = false
  #cause: Cause | null = null
  /** The end that waits behind frames for the owner to resume. */
  #endWaits: Cause | null = null
  readonly #held = new Fifo<MessageFrame>()
  #heldBytes = 0
  /** Callbacks of writes that were not taken yet, in order. */
  readonly #promised = new Fifo<(cause: Cause | null) => void>()

  constructor(form: MessageForm, maxHeldBytes: number) {
    this.#form = form
    this.#maxHeldBytes = maxHeldBytes
  }

  /** Whoever hears of it from now on. */
  own(owner: LinkOwner): this {
    this.#owner = owner
    return this
  }

  /** Runs over the port that `make` makes; a link that was called off meanwhile lets go of it at once. */
  adopt(make: (owner: PortOwner) => Port): void {
    this.#port = make(this)
    if (this.#isLeaving) this.#port.destroy()
  }

  /** Ends a link that came to no port. */
  failDial(cause: Cause): void {
    this.#end(cause)
    this.#release()
  }

  encode(payload: Payload): Payload {
    return this.#form.encode(payload)
  }

  write(encoded: Payload, taken?: (cause: Cause | null) => void): void {
    const port = this.#port
    if (port === null || this.#isLeaving || this.#cause !== null || this.#endWaits !== null) {
      taken?.(this.#cause ?? (this.#isLeaving ? null : this.#endWaits) ?? CANCELLED)
      return
    }
    // Texts count their characters: enough to see progress by, and nothing has to be encoded for it.
    const size = encoded.length
    let isInside = true
    this.buffered += size
    if (taken !== undefined) this.#promised.push(taken)
    port.post(this.#form.messageOf(encoded), () => {
      // What was under way at the end is settled by the release.
      if (this.#isOver) return
      this.buffered -= size
      this.flushed += size
      if (taken !== undefined) this.#promised.shift()?.(null)
      if (this.buffered === 0 && !isInside) this.#owner.drained()
    })
    isInside = false
  }

  pause(): void {
    this.#isPaused = true
    this.#port?.pause?.()
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#port?.resume?.()
    queueMicrotask(() => this.#carryOn())
  }

  close(): void {
    if (this.#isLeaving) return
    if (!this.#isOpen) return this.destroy()
    this.#isLeaving = true
    // Behind what a resume just before has to hand up.
    if (this.#endWaits !== null) queueMicrotask(() => this.destroy())
    else this.#port?.close()
  }

  destroy(): void {
    this.#isLeaving = true
    this.#isOver = true
    this.#held.clear()
    this.#port?.destroy()
    if (this.#port === null || this.#isGone) queueMicrotask(() => this.#release())
  }

  // — what the port reports —

  ready(): void {
    if (this.#isLeaving || this.#isOpen) return
    this.#isOpen = true
    this.#owner.opened()
    this.#carryOn()
  }

  message(value: unknown): void {
    if (this.#isOver || this.#endWaits !== null) return
    const frame = this.#frameOf(value)
    if (frame === null) return
    this.#held.push(frame)
    this.#heldBytes += frame.data.length + MESSAGE_BYTES
    if (this.#flows) this.#handUp()
    else if (this.#heldBytes > this.#maxHeldBytes) {
      const detail = `more than ${this.#maxHeldBytes} bytes came while reading was paused`
      this.#breakOff({ kind: 'exhausted', by: 'us', detail })
    }
  }

  ended(cause: Cause): void {
    if (this.#isOver || this.#endWaits !== null) return
    const waits = this.#isOpen && (this.#isPaused || !this.#held.isEmpty)
    if (waits) this.#endWaits = cause
    else this.#finish(cause)
  }

  gone(): void {
    this.#isGone = true
    if (this.#endWaits === null || this.#isOver) this.#release()
  }

  // — in —

  get #flows(): boolean {
    return this.#isOpen && !this.#isPaused && !this.#isOver
  }

  /** null when it is none: the link has ended then, or will when what came before it was read. */
  #frameOf(value: unknown): MessageFrame | null {
    try {
      return this.#form.frameOf(value)
    } catch (error) {
      if (!(error instanceof FramingError)) this.#breakOff(crashCause(error))
      else if (this.#flows) {
        this.#owner.heard()
        this.#breakOff({ kind: 'protocol', by: 'peer', detail: error.message })
      } else this.ended({ kind: 'protocol', by: 'peer', detail: error.message })
      return null
    }
  }

  /** An arrival is heard when it is read: while the owner pauses, it does not read. */
  #handUp(): void {
    while (this.#flows) {
      const { first } = this.#held
      if (first === null) return
      this.#owner.heard()
      if (!this.#flows) return
      this.#held.shift()
      this.#heldBytes -= first.data.length + MESSAGE_BYTES
      this.#owner.frame(first.data, first.isText)
    }
  }

  #carryOn(): void {
    this.#handUp()
    if (this.#endWaits !== null && this.#flows) this.#finish(this.#endWaits)
  }

  // — ends —

  /** The peer's end, after its last message. */
  #finish(cause: Cause): void {
    this.#endWaits = null
    this.#end(cause)
    if (this.#isGone) this.#release()
    else if (cause.kind === 'protocol') this.#port?.destroy()
    else this.#port?.close()
  }

  #breakOff(cause: Cause): void {
    this.#end(cause)
    this.#port?.destroy()
  }

  #end(cause: Cause): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cause = cause
    this.#held.clear()
    if (!this.#isLeaving) this.#owner.ended(cause)
  }

  #release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    for (let taken = this.#promised.shift(); taken !== null; taken = this.#promised.shift())
      taken(this.#cause ?? CANCELLED)
    const owner = this.#owner
    this.#owner = NOBODY
    owner.released()
  }
}
