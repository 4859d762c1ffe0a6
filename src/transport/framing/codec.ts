/** What a codec is: the contract between the bytes of a stream and its frames. Pure; this file imports no codec. */
import { OptionError } from '../cause.ts'
import type { Cut, Payload } from '../transport.ts'

/** One way to cut a byte stream into frames, for both directions. Holds no state: one codec serves any number of links. */
export interface Codec {
  /** Which one it is. */
  readonly name: 'raw' | 'lines' | 'length' | 'json'
  /** Whether its frames are whole messages or arbitrary chunks. */
  readonly cut: Cut
  /** The longest frame taken and sent, in bytes, without what surrounds it on the wire (newline, prefix, whitespace). */
  readonly maxFrameBytes: number
  /**
   * The wire form of a payload. Text becomes UTF-8 as `TextEncoder` has it (a lone surrogate becomes U+FFFD).
   * Bytes may come back as they are or as a view: change them only after they were written.
   * @throws OptionError naming `payload` when it cannot be one frame: a newline in a line, longer than
   * {@link maxFrameBytes}, not one JSON value. `raw` has no frames and takes any payload.
   */
  encode(payload: Payload): Uint8Array
  /**
   * The frame that a chunk is, whole and nothing else, as a view into it; null where it is not. Asked between frames, to
   * spare most links a decoder: heartbeats come one in a chunk. Whoever has it has decoders that are as good as new
   * when nothing is {@link Decoder.pending}: they are made when needed and dropped. Left out: each link keeps its decoder.
   */
  whole?(chunk: Uint8Array): Uint8Array | null
  /** A fresh decoder, for one link. */
  decoder(): Decoder
}

/**
 * Cuts the inbound bytes of one link. Hand in a chunk, then ask for frames until there is none:
 *
 * - Frames are views into the chunk wherever they arrived whole, and fresh copies where they were split.
 *   So a chunk belongs to the decoder once handed in: it must not be reused or written to.
 * - Pull-based, so that reading can pause in the middle of a chunk: what was not asked for waits.
 */
export interface Decoder {
  /** Hands in bytes as they came. An empty chunk says nothing. */
  push(chunk: Uint8Array): void
  /**
   * The next whole frame, or null when more bytes are needed.
   * @throws FramingError when the peer broke the framing. The decoder is dead then: it holds nothing, takes nothing,
   * and throws the same error at every further call.
   */
  next(): Uint8Array | null
  /**
   * After {@link next} answered null: how many bytes of a frame that has begun have arrived, its length prefix
   * included; 0 between frames. They take at most twice their room, and none beyond {@link Codec.maxFrameBytes}
   * but the prefix, or the `\r` that may turn out to end a line.
   */
  readonly pending: number
  /**
   * The stream has ended (call it after {@link next} answered null): the last frame where the end completes it, as
   * it does a bare JSON number; else null. An unfinished frame is not delivered, and stays counted in {@link pending}.
   */
  end(): Uint8Array | null
}

/** The peer's bytes are not frames of this codec. The message is a noun phrase that says what came instead. */
export class FramingError extends Error {
  override readonly name = 'FramingError'
}

/** What every codec can be told. */
export interface FramingOptions {
  /**
   * The longest frame, in bytes; 1 to 2^30, default 1 MiB. A longer one from the peer ends the link, so that no peer
   * can make this process hold more than that for it. `raw` cuts at this length instead.
   */
  readonly maxFrameBytes?: number
}

/** 1 MiB. */
export const DEFAULT_MAX_FRAME_BYTES = 1_048_576

/** 1 GiB: well inside what one typed array can hold on every platform. */
const MOST_FRAME_BYTES = 2 ** 30

/**
 * The frame limit that options ask for.
 * @param most the codec's own bound, in bytes; the default gives way to it, an explicit limit does not.
 * @throws OptionError naming `maxFrameBytes` when it is not a whole number from 1 to that bound.
 */
export function frameLimit(options: FramingOptions, most = MOST_FRAME_BYTES): number {
  const bound = Math.min(most, MOST_FRAME_BYTES)
  const { maxFrameBytes = Math.min(DEFAULT_MAX_FRAME_BYTES, bound) } = options
  if (Number.isInteger(maxFrameBytes) && maxFrameBytes >= 1 && maxFrameBytes <= bound) return maxFrameBytes
  throw new OptionError('maxFrameBytes', `expected a whole number from 1 to ${bound}, got ${maxFrameBytes}`)
}

/** The error for a frame past the limit; also the words in which an outgoing payload is refused. */
export function tooLong(maxFrameBytes: number): FramingError {
  return new FramingError(`a frame longer than ${maxFrameBytes} bytes`)
}

const utf8 = new TextEncoder()

/** The bytes of a payload, of any length. */
export function bytesOf(payload: Payload): Uint8Array {
  return typeof payload === 'string' ? utf8.encode(payload) : payload
}

/**
 * The bytes of a payload that must fit into one frame.
 * @throws OptionError naming `payload` when there are more than `maxFrameBytes`.
 */
export function frameBytesOf(payload: Payload, maxFrameBytes: number): Uint8Array {
  const bytes = bytesOf(payload)
  if (bytes.length > maxFrameBytes) throw new OptionError('payload', tooLong(maxFrameBytes).message)
  return bytes
}
