/** One business frame, as subscribers see it. */

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The bytes of one frame; text is decoded when it is asked for. */
export class Frame {
  /** The frame as it came, without what surrounded it on the wire. */
  readonly bytes: Uint8Array
  /** Whether the transport marks the message as text; false on byte streams, which do not tell. */
  readonly isText: boolean

  constructor(bytes: Uint8Array, isText: boolean) {
    this.bytes = bytes
    this.isText = isText
  }

  /** The frame as UTF-8; bytes that are none become U+FFFD. */
  get text(): string {
    return decoder.decode(this.bytes)
  }

  /** The frame as UTF-8, or null when its bytes are none. */
  get textOrNull(): string | null {
    try {
      return strictDecoder.decode(this.bytes)
    } catch {
      return null
    }
  }

  /** The same as {@link text}. */
  toString(): string {
    return this.text
  }
}
