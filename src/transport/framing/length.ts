/** Frames behind their length: for binary payloads of any content. */
import { OptionError } from '../cause.ts'
import type { Payload } from '../transport.ts'
import { ChunkDecoder } from './chunk-decoder.ts'
import { type Codec, type FramingOptions, frameBytesOf, frameLimit, tooLong } from './codec.ts'

/** The form of the length before each frame. */
export interface LengthOptions extends FramingOptions {
  /** How many bytes the length takes; default 4. It bounds `maxFrameBytes`: 255, 65,535 or 4,294,967,295. */
  readonly prefixBytes?: 1 | 2 | 4
  /** Whether the length's most significant byte comes first (`big`, the default: network byte order) or last. */
  readonly endian?: 'big' | 'little'
}

/** What each byte of the length counts for, in the order they come: 256 and 1 for two bytes, big-endian. */
type Places = readonly number[]

/**
 * Each frame comes after its length, an unsigned integer that does not count itself. A length of zero is a frame of
 * zero bytes. A length past the limit ends the link before any of that frame is read or room is made for it.
 *
 * @throws OptionError naming `prefixBytes`, `endian` or `maxFrameBytes` when it is out of its range.
 */
export function lengthPrefixed(options: LengthOptions = {}): Codec {
  const { prefixBytes = 4, endian = 'big' } = options
  if (prefixBytes !== 1 && prefixBytes !== 2 && prefixBytes !== 4) {
    throw new OptionError('prefixBytes', `expected 1, 2 or 4, got ${prefixBytes}`)
  }
  if (endian !== 'big' && endian !== 'little') {
    throw new OptionError('endian', `expected big or little, got ${endian}`)
  }
  const littleFirst = Array.from({ length: prefixBytes }, (_, index) => 256 ** index)
  const places = endian === 'little' ? littleFirst : littleFirst.toReversed()
  const maxFrameBytes = frameLimit(options, 256 ** prefixBytes - 1)
  return {
    name: 'length',
    cut: 'whole',
    maxFrameBytes,
    encode: (payload) => encodeFrame(payload, places, maxFrameBytes),
    decoder: () => new LengthDecoder(places, maxFrameBytes),
  }
}

function encodeFrame(payload: Payload, places: Places, maxFrameBytes: number): Uint8Array {
  const bytes = frameBytesOf(payload, maxFrameBytes)
  const wire = new Uint8Array(places.length + bytes.length)
  for (const [index, place] of places.entries()) {
    wire[index] = Math.floor(bytes.length / place) // a typed array keeps the low eight bits
  }
  wire.set(bytes, places.length)
  return wire
}

class LengthDecoder extends ChunkDecoder {
  readonly #places: Places
  readonly #maxFrameBytes: number
  /** How many bytes of the current prefix have been read. */
  #prefixRead = 0
  /** The length as far as it has been read. */
  #length = 0

  constructor(places: Places, maxFrameBytes: number) {
    super()
    this.#places = places
    this.#maxFrameBytes = maxFrameBytes
  }

  override get pending(): number {
    return this.#prefixRead + super.pending
  }

  protected override cut(chunk: Uint8Array, from: number): Uint8Array | null {
    const start = this.#readPrefix(chunk, from)
    if (this.#prefixRead < this.#places.length) {
      this.at = start
      return null
    }
    if (this.#length > this.#maxFrameBytes) {
      this.#prefixRead = 0
      throw tooLong(this.#maxFrameBytes)
    }
    const end = start + this.#length - this.gatheredLength
    if (end > chunk.length) {
      this.hold(chunk, start, this.#length)
      return null
    }
    this.#prefixRead = 0
    this.#length = 0
    return this.finish(chunk, start, end)
  }

  /** @returns where the prefix ends in this chunk, or as far as the chunk goes. */
  #readPrefix(chunk: Uint8Array, from: number): number {
    let at = from
    while (at < chunk.length) {
      const place = this.#places[this.#prefixRead]
      if (place === undefined) break
      this.#length += place * (chunk[at] ?? 0)
      this.#prefixRead += 1
      at += 1
    }
    return at
  }
}
