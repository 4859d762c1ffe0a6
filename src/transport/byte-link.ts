/** What every link over a stream of bytes does alike when it reads: chunks in, the owner's calls out, in order. */
import { type Codec, type Decoder, FramingError } from './framing.ts'
import { type Cause, crashCause, type LinkOwner, type Payload } from './transport.ts'

/** Shared, since they hold nothing of one link. */
const EOF: Cause = { kind: 'eof', by: 'peer' }
export const CANCELLED: Cause = { kind: 'cancelled', by: 'us' }

const ignore = (): void => {}

/** The owner of a link that has none yet, or none any more. */
export const NOBODY: LinkOwner = {
  opened: ignore,
  heard: ignore,
  frame: ignore,
  partial: ignore,
  drained: ignore,
  pinged: ignore,
  ponged: ignore,
  ended: ignore,
  released: ignore,
}

/**
 * The reading half of a link. One object a link, and no other object a frame: 10,000 of them are held at once.
 *
 * Subclasses call {@link take}, {@link takeEnd} and {@link carryOn} from events of their own, never from inside a call
 * of the owner's, so no call here is ever nested in another.
 */
export abstract class ByteLink {
  owner: LinkOwner = NOBODY
  /** The owner asked not to be handed anything. */
  protected paused = false
  /** Nothing is handed up any more: the link ended, or the owner destroyed it. */
  protected over = false
  /** The owner asked for the end, in order or at once: the end itself is then no news to it. */
  protected leaving = false
  /** Why the link ended, once it has. */
  protected cause: Cause | null = null
  /** The peer's FIN came while frames wait for the owner to resume. */
  protected endWaits = false
  /** What the owner last heard by `partial`: no frame has begun, one has, or that one is complete by now. */
  #begun: 'none' | 'begun' | 'completed' = 'none'
  readonly #codec: Codec
  /** Made when first needed; see `Codec.whole` for when it is dropped. */
  #decoder: Decoder | null = null

  constructor(codec: Codec) {
    this.#codec = codec
  }

  encode(payload: Payload): Payload {
    return this.#codec.encode(payload)
  }

  /** What an orderly end of the peer's is called here. A getter, since a field would cost every link. */
  protected get goodbye(): Cause {
    return EOF
  }

  /** Lets go of the connection itself, after the peer broke the framing. */
  protected abstract abandon(): void

  /** One chunk of the peer's bytes. */
  protected take(chunk: Uint8Array): void {
    if (this.over) return
    this.owner.heard()
    const frame = this.#whole(chunk)
    if (frame !== null) return this.owner.frame(frame, false)
    this.#decoder ??= this.#codec.decoder()
    this.#decoder.push(chunk)
    this.#handUp()
  }

  /** The peer's FIN, after its last chunk; while the owner pauses, it waits like the frames before it. */
  protected takeEnd(): void {
    this.#handUp()
    this.endWaits = this.paused && !this.over
    if (this.endWaits || this.over) return
    const last = this.#last()
    if (last !== null) this.owner.frame(last, false)
    this.end(this.goodbye)
  }

  /** Goes on where the owner's pause stopped it. */
  protected carryOn(): void {
    if (this.endWaits) this.takeEnd()
    else this.#handUp()
  }

  /** The link can carry nothing more. Only the first cause counts. */
  protected end(cause: Cause): void {
    if (this.over) return
    this.over = true
    this.cause = cause
    if (!this.leaving) this.owner.ended(cause)
  }

  /** The frame that the chunk is, if it may be handed up at once. */
  #whole(chunk: Uint8Array): Uint8Array | null {
    if (this.#decoder !== null || this.paused || this.over) return null
    return this.#codec.whole?.(chunk) ?? null
  }

  /** Hands up the frames that are there, until the owner pauses. */
  #handUp(): void {
    while (!this.paused && !this.over) {
      const frame = this.#next()
      if (frame === null) {
        this.#tellPartial()
        return
      }
      if (this.#begun === 'begun') this.#begun = 'completed'
      this.owner.frame(frame, false)
    }
  }

  #next(): Uint8Array | null {
    try {
      return this.#decoder?.next() ?? null
    } catch (error) {
      this.#breakOff(error)
      return null
    }
  }

  #last(): Uint8Array | null {
    try {
      return this.#decoder?.end() ?? null
    } catch (error) {
      this.#breakOff(error)
      return null
    }
  }

  #breakOff(error: unknown): void {
    this.end(
      error instanceof FramingError
        ? { kind: 'protocol', by: 'peer', detail: error.message }
        : crashCause(error),
    )
    this.abandon()
  }

  #tellPartial(): void {
    if (this.over || this.#decoder === null) return
    if (this.#decoder.pending > 0) {
      if (this.#begun === 'begun') return
      this.#begun = 'begun'
      this.owner.partial(true)
      return
    }
    if (this.#codec.whole !== undefined) this.#decoder = null
    if (this.#begun === 'none') return
    this.#begun = 'none'
    this.owner.partial(false)
  }
}
