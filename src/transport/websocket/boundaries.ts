/**
 * Where messages begin and end in what a WebSocket peer sends. `ws` reads the frames; this reads their headers beside
 * it, for what `ws` does not tell: that a message has begun, and that a close frame came before the socket closed. It
 * judges nothing: what breaks the protocol is for `ws` to find.
 */

/** The close frame, once it is whole: 1005 where it has no code. */
export interface Goodbye {
  readonly code: number
  readonly reason: string
}

const FIN = 0x80
const OPCODE = 0x0f
const MASKED = 0x80
const LENGTH = 0x7f
/** Opcodes from here on are control frames, which may come between the fragments of a message. */
const CONTROL = 0x8
const CLOSE = 0x8
/** A mask, and the longest payload a control frame may have. */
const LONGEST_GOODBYE = 4 + 125
const NO_CODE = 1005

/** What the next byte is. Numbers, since there is one of these for each of thousands of links. */
const AT_OPCODE = 0
const AT_LENGTH = 1
const AT_LONG_LENGTH = 2
const AT_MASK = 3
const AT_PAYLOAD = 4

/** As `ws` decodes it: a BOM is a character like any other. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

export class Boundaries {
  #at = AT_OPCODE
  /** The bytes that are left of the long length, the mask or the payload. */
  #left = 0
  #first = 0
  #length = 0
  #isMasked = false
  #messages = 0
  #begun = false
  /** Mask and payload of a close frame. */
  #kept: number[] | null = null
  #goodbye: Goodbye | null = null

  /** How many messages are complete. */
  get messages(): number {
    return this.#messages
  }

  /** Whether a message has begun that is not complete. */
  get begun(): boolean {
    return this.#begun
  }

  get goodbye(): Goodbye | null {
    return this.#goodbye
  }

  /** The next bytes, before anybody unmasks them where they lie. After a close frame there are none. */
  push(chunk: Uint8Array): void {
    let index = 0
    while (index < chunk.length && this.#goodbye === null) {
      if (this.#at === AT_PAYLOAD) index = this.#payload(chunk, index)
      else {
        this.#header(chunk[index] ?? 0)
        index += 1
      }
    }
  }

  #header(byte: number): void {
    switch (this.#at) {
      case AT_OPCODE:
        this.#first = byte
        if ((byte & OPCODE) < CONTROL) this.#begun = true
        else if ((byte & OPCODE) === CLOSE) this.#kept = []
        this.#at = AT_LENGTH
        return
      case AT_LENGTH:
        this.#isMasked = (byte & MASKED) !== 0
        this.#lengthByte(byte & LENGTH)
        return
      case AT_LONG_LENGTH:
        this.#length = this.#length * 256 + byte
        this.#left -= 1
        if (this.#left === 0) this.#lengthKnown()
        return
      case AT_MASK:
        this.#kept?.push(byte)
        this.#left -= 1
        if (this.#left === 0) this.#begin()
    }
  }

  #lengthByte(length: number): void {
    this.#length = length
    if (length < 126) return this.#lengthKnown()
    this.#at = AT_LONG_LENGTH
    this.#length = 0
    this.#left = length === 126 ? 2 : 8
  }

  #lengthKnown(): void {
    if (!this.#isMasked) return this.#begin()
    this.#at = AT_MASK
    this.#left = 4
  }

  #begin(): void {
    this.#at = AT_PAYLOAD
    this.#left = this.#length
    if (this.#left === 0) this.#complete()
  }

  /** @returns where the payload, or what there is of it, ends. */
  #payload(chunk: Uint8Array, from: number): number {
    const to = Math.min(chunk.length, from + this.#left)
    this.#left -= to - from
    const kept = this.#kept
    for (let index = from; kept !== null && index < to && kept.length < LONGEST_GOODBYE; index += 1)
      kept.push(chunk[index] ?? 0)
    if (this.#left === 0) this.#complete()
    return to
  }

  #complete(): void {
    this.#at = AT_OPCODE
    if (this.#kept !== null) this.#goodbye = goodbyeOf(this.#kept, this.#isMasked)
    else if ((this.#first & OPCODE) < CONTROL && (this.#first & FIN) !== 0) {
      this.#messages += 1
      this.#begun = false
    }
  }
}

function goodbyeOf(kept: readonly number[], isMasked: boolean): Goodbye {
  const mask = isMasked ? kept.slice(0, 4) : []
  const payload = kept.slice(mask.length).map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  const [high, low, ...reason] = payload
  if (high === undefined || low === undefined) return { code: NO_CODE, reason: '' }
  return { code: high * 256 + low, reason: utf8.decode(Uint8Array.from(reason)) }
}
