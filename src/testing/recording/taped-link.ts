/** A witness beside a link and its owner: when something was heard, of what sort it was, and how it ended; no contents. */
import type { Cause, Link, LinkOwner, Payload } from '../../transport/transport.ts'
import type { FrameSorts } from './frame-sorts.ts'
import type { Tape } from './tape.ts'

/** The owner, as the transport sees it. */
export class TapedOwner implements LinkOwner {
  readonly number: number
  readonly #tape: Tape
  readonly #sorts: FrameSorts
  readonly #owner: LinkOwner

  constructor(number: number, tape: Tape, sorts: FrameSorts, owner: LinkOwner) {
    this.number = number
    this.#tape = tape
    this.#sorts = sorts
    this.#owner = owner
  }

  opened(): void {
    this.#note('O')
    this.#within(() => this.#owner.opened())
  }

  heard(): void {
    const tape = this.#tape
    tape.begin()
    tape.of('H', this.number)
    // Not by a closure: this runs for each arrival.
    tape.depth += 1
    try {
      this.#owner.heard()
    } finally {
      tape.depth -= 1
    }
  }

  frame(data: Uint8Array, text: boolean): void {
    const tape = this.#tape
    this.#sorts.arrives(this.number)
    tape.depth += 1
    try {
      this.#owner.frame(data, text)
    } finally {
      tape.depth -= 1
      this.#sorts.settle()
    }
  }

  partial(begun: boolean): void {
    this.#tape.of(begun ? 'G' : 'E', this.number)
    this.#within(() => this.#owner.partial(begun))
  }

  drained(): void {
    this.#note('N')
    this.#within(() => this.#owner.drained())
  }

  pinged(): void {
    this.#tape.of('I', this.number)
    this.#within(() => this.#owner.pinged())
  }

  ponged(latest: boolean): void {
    this.#tape.of(latest ? 'J' : 'K', this.number)
    this.#within(() => this.#owner.ponged(latest))
  }

  ended(cause: Cause): void {
    this.#tape.begin()
    this.#tape.numbers('Z', this.number, this.#tape.cause(cause))
    this.#tape.isEnding = true
    try {
      this.#within(() => this.#owner.ended(cause))
    } finally {
      this.#tape.isEnding = false
    }
  }

  released(): void {
    this.#note('X')
    this.#within(() => this.#owner.released())
  }

  #note(code: 'O' | 'N' | 'X'): void {
    this.#tape.begin()
    this.#tape.of(code, this.number)
  }

  #within(call: () => void): void {
    this.#tape.depth += 1
    try {
      call()
    } finally {
      this.#tape.depth -= 1
    }
  }
}

/** The link, as its owner sees it. */
export class TapedLink implements Link {
  readonly ping?: () => void
  readonly #number: number
  readonly #tape: Tape
  readonly #link: Link
  #buffered = 0
  #flushed = 0
  #isClosed = false

  constructor(number: number, tape: Tape, link: Link) {
    this.#number = number
    this.#tape = tape
    this.#link = link
    if (link.ping !== undefined) this.ping = () => link.ping?.()
  }

  get peer(): string | null {
    return this.#link.peer
  }

  get buffered(): number {
    const { buffered } = this.#link
    if (buffered !== this.#buffered) this.#tape.numbers('&', this.#number, buffered)
    this.#buffered = buffered
    return buffered
  }

  /** Only looked at while something waits to be sent. */
  get flushed(): number {
    const { flushed } = this.#link
    if (flushed !== this.#flushed) this.#tape.numbers('$', this.#number, flushed)
    this.#flushed = flushed
    return flushed
  }

  encode(payload: Payload): Payload {
    return this.#link.encode(payload)
  }

  write(encoded: Payload, taken?: (cause: Cause | null) => void): void {
    this.#link.write(encoded, taken)
    // Only what a user sends is waited for; beats go out by themselves at a replay.
    if (taken === undefined || this.#link.buffered === 0) return
    this.#tape.begin()
    this.#tape.of('S', this.#number)
  }

  pause(): void {
    this.#note('-')
    this.#link.pause()
  }

  resume(): void {
    this.#note('+')
    this.#link.resume()
  }

  close(why?: Cause): void {
    this.#closes()
    this.#link.close(why)
  }

  destroy(): void {
    this.#closes()
    this.#link.destroy()
  }

  #closes(): void {
    if (!this.#isClosed) this.#note('C')
    this.#isClosed = true
  }

  #note(code: '-' | '+' | 'C'): void {
    this.#tape.begin()
    this.#tape.of(code, this.#number)
  }
}
