/** No framing at all: bytes are handed up as they come. */
import { ChunkDecoder, viewOf } from './chunk-decoder.ts'
import { bytesOf, type Codec, type FramingOptions, frameLimit } from './codec.ts'
import { edgeSorterFor } from './edges.ts'

/**
 * Every chunk is a frame. Chunks say nothing about the peer's messages: the network glues and splits them at will.
 * One longer than `maxFrameBytes` is cut into pieces of at most that; there is no frame of the peer's to be too long,
 * so payloads may have any length too, and nothing is ever pending.
 *
 * @throws OptionError naming `maxFrameBytes` when it is out of its range.
 */
export function raw(options: FramingOptions = {}): Codec {
  const maxFrameBytes = frameLimit(options)
  return {
    name: 'raw',
    cut: { kind: 'raw', sorterFor: edgeSorterFor },
    maxFrameBytes,
    encode: bytesOf,
    whole: (chunk) =>
      chunk.length === 0 || chunk.length > maxFrameBytes ? null : viewOf(chunk, 0, chunk.length),
    decoder: () => new RawDecoder(maxFrameBytes),
  }
}

class RawDecoder extends ChunkDecoder {
  readonly #maxFrameBytes: number

  constructor(maxFrameBytes: number) {
    super()
    this.#maxFrameBytes = maxFrameBytes
  }

  protected override cut(chunk: Uint8Array, from: number): Uint8Array {
    return this.finish(chunk, from, Math.min(chunk.length, from + this.#maxFrameBytes))
  }
}
