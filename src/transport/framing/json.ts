/** Frames as JSON values, one after the other. */
import { OptionError } from '../cause.ts'
import type { Payload } from '../transport.ts'
import { ChunkDecoder } from './chunk-decoder.ts'
import { bytesOf, type Codec, FramingError, type FramingOptions, frameLimit, tooLong } from './codec.ts'
import { isSpace, JsonScanner } from './json-scanner.ts'

/**
 * Concatenated JSON values with any or no whitespace between them; newline-delimited JSON is a case of it. A frame is
 * one value without the whitespace around it. Objects, arrays and strings end at their closing byte; numbers, `true`,
 * `false` and `null` end at whitespace, at the start of an object, array or string, or at the end of the stream.
 *
 * Each frame is checked with `JSON.parse` before it is handed up. Values nest up to 512 deep.
 * Payloads are sent without the whitespace around them; those with no closing byte of their own get a newline.
 *
 * @throws OptionError naming `maxFrameBytes` when it is out of its range.
 */
export function jsonValues(options: FramingOptions = {}): Codec {
  const maxFrameBytes = frameLimit(options)
  return {
    name: 'json',
    cut: 'whole',
    maxFrameBytes,
    encode: (payload) => encodeValue(payload, maxFrameBytes),
    decoder: () => new JsonDecoder(maxFrameBytes),
  }
}

/** A payload is one frame exactly when our own decoder finds one in it. */
function encodeValue(payload: Payload, maxFrameBytes: number): Uint8Array {
  const frame = onlyFrameIn(bytesOf(payload), maxFrameBytes)
  if (!endsBare(frame)) return frame
  const wire = new Uint8Array(frame.length + 1)
  wire.set(frame)
  wire[frame.length] = 0x0a
  return wire
}

function onlyFrameIn(bytes: Uint8Array, maxFrameBytes: number): Uint8Array {
  const decoder = new JsonDecoder(maxFrameBytes)
  decoder.push(bytes)
  try {
    const frame = decoder.next() ?? decoder.end()
    const another = decoder.next() ?? decoder.end()
    if (frame !== null && another === null && decoder.pending === 0) return frame
  } catch (error) {
    if (error instanceof FramingError) throw new OptionError('payload', error.message)
    throw error
  }
  throw new OptionError('payload', 'not one whole JSON value')
}

/** Whether the value is one of those that have no closing byte. */
function endsBare(frame: Uint8Array): boolean {
  const last = String.fromCharCode(frame.at(-1) ?? 0)
  return last !== '}' && last !== ']' && last !== '"'
}

class JsonDecoder extends ChunkDecoder {
  readonly #maxFrameBytes: number
  readonly #scanner = new JsonScanner()

  constructor(maxFrameBytes: number) {
    super()
    this.#maxFrameBytes = maxFrameBytes
  }

  protected override cut(chunk: Uint8Array, from: number): Uint8Array | null {
    const start = this.#scanner.between ? skipSpace(chunk, from) : from
    if (start === chunk.length) {
      this.at = start
      return null
    }
    const end = this.#scanner.scan(chunk, start)
    const stop = end === -1 ? chunk.length : end
    if (this.gatheredLength + stop - start > this.#maxFrameBytes) throw tooLong(this.#maxFrameBytes)
    if (end === -1) {
      this.hold(chunk, start, this.#maxFrameBytes)
      return null
    }
    const frame = this.finish(chunk, start, end)
    assertJson(frame)
    return frame
  }

  /** A bare value that is cut short (`tru`) is an unfinished frame like any other. */
  override end(): Uint8Array | null {
    return this.#scanner.inBare && isJson(this.gathered.bytes) ? this.gathered.take() : null
  }
}

function skipSpace(chunk: Uint8Array, from: number): number {
  let at = from
  while (isSpace(chunk[at])) at += 1
  return at
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** @throws FramingError when the bytes are not UTF-8 or not JSON; `cause` has the parser's words. */
function assertJson(frame: Uint8Array): void {
  let text: string
  try {
    text = utf8.decode(frame)
  } catch (error) {
    throw new FramingError('a JSON value that is not UTF-8', { cause: error })
  }
  try {
    JSON.parse(text)
  } catch (error) {
    throw new FramingError('a frame that is not JSON', { cause: error })
  }
}

function isJson(frame: Uint8Array): boolean {
  try {
    assertJson(frame)
    return true
  } catch {
    return false
  }
}
