/** Frames as lines of text: what people type, and most simple protocols speak. */
import { OptionError } from '../cause.ts'
import type { Payload } from '../transport.ts'
import { ChunkDecoder, viewOf } from './chunk-decoder.ts'
import { type Codec, type FramingOptions, frameBytesOf, frameLimit, tooLong } from './codec.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d

/**
 * A newline (`\n`) ends a frame and is no part of it; nor is one carriage return (`\r`) right before it. An empty
 * line is a frame of zero bytes. What follows the last newline when the stream ends is no frame.
 *
 * Sent lines end in `\n` alone. A payload that ends in `\r` is sent as it is, for peers that insist on `\r\n`; a peer
 * that reads as we do drops it. `maxFrameBytes` counts neither ending.
 *
 * @throws OptionError naming `maxFrameBytes` when it is out of its range.
 */
export function lines(options: FramingOptions = {}): Codec {
  const maxFrameBytes = frameLimit(options)
  return {
    name: 'lines',
    cut: 'whole',
    maxFrameBytes,
    encode: (payload) => encodeLine(payload, maxFrameBytes),
    whole: (chunk) => wholeLine(chunk, maxFrameBytes),
    decoder: () => new LineDecoder(maxFrameBytes),
  }
}

function encodeLine(payload: Payload, maxFrameBytes: number): Uint8Array {
  const bytes = frameBytesOf(payload, maxFrameBytes)
  if (bytes.includes(NEWLINE)) throw new OptionError('payload', 'a newline in a line')
  const wire = new Uint8Array(bytes.length + 1)
  wire.set(bytes)
  wire[bytes.length] = NEWLINE
  return wire
}

/** A line that is too long is left to the decoder, which knows the words for it. */
function wholeLine(chunk: Uint8Array, maxFrameBytes: number): Uint8Array | null {
  const newline = chunk.indexOf(NEWLINE)
  const end = chunk[newline - 1] === RETURN ? newline - 1 : newline
  return newline < 0 || end > maxFrameBytes || newline < chunk.length - 1 ? null : viewOf(chunk, 0, end)
}

class LineDecoder extends ChunkDecoder {
  readonly #maxFrameBytes: number

  constructor(maxFrameBytes: number) {
    super()
    this.#maxFrameBytes = maxFrameBytes
  }

  protected override cut(chunk: Uint8Array, from: number): Uint8Array | null {
    const newline = chunk.indexOf(NEWLINE, from)
    return newline === -1 ? this.#goesOn(chunk, from) : this.#ends(chunk, from, newline)
  }

  #goesOn(chunk: Uint8Array, from: number): null {
    const length = this.gatheredLength + chunk.length - from
    // A last '\r' may yet turn out to belong to the ending: the one byte that may be held past the limit.
    const most = chunk.at(-1) === RETURN ? this.#maxFrameBytes + 1 : this.#maxFrameBytes
    if (length > most) throw tooLong(this.#maxFrameBytes)
    this.hold(chunk, from, most)
    return null
  }

  #ends(chunk: Uint8Array, from: number, newline: number): Uint8Array {
    let end = newline
    if (newline > from) {
      if (chunk[newline - 1] === RETURN) end -= 1
    } else if (this.gatheredLength > 0 && this.gathered.last === RETURN) {
      this.gathered.dropLast()
    }
    if (this.gatheredLength + end - from > this.#maxFrameBytes) throw tooLong(this.#maxFrameBytes)
    const line = this.finish(chunk, from, end)
    this.at = newline + 1
    return line
  }
}
