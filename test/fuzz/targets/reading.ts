/** What a decoder makes of a stream, and what holds for every codec. */

import { OptionError } from '../../../src/transport/cause.ts'
import { type Codec, type Decoder, FramingError } from '../../../src/transport/framing.ts'
import { bytesOf, isSame, latin1 } from '../bytes.ts'
import { chunksOf, type Input } from '../input.ts'
import { must } from '../target.ts'

export interface Reading {
  readonly frames: readonly Uint8Array[]
  /** What the end of the stream completed. */
  readonly last: Uint8Array | null
  readonly isBroken: boolean
  /** How many bytes of an unfinished frame are left. */
  readonly pending: number
}

/** What a codec may hold beside a frame: its longest prefix, or a `\r` that may end a line. */
const BESIDE = { raw: 0, lines: 1, length: 4, json: 0 }

/** Reads it all. @throws Broken when more is held than may be, or a broken decoder goes on. */
export function readingOf(codec: Codec, chunks: readonly Uint8Array[]): Reading {
  const decoder = codec.decoder()
  const frames: Uint8Array[] = []
  const most = codec.maxFrameBytes + BESIDE[codec.name]
  for (const chunk of chunks) {
    decoder.push(chunk)
    if (!takeAll(decoder, frames)) {
      mustStayBroken(decoder)
      return { frames, last: null, isBroken: true, pending: 0 }
    }
    must(decoder.pending <= most, () => `${decoder.pending} bytes are pending, of at most ${most}`)
  }
  // An end may take what is left: it is pending until then.
  const { pending } = decoder
  const last = decoder.end()
  return { frames, last, isBroken: false, pending: last === null ? decoder.pending : pending }
}

/** @returns false when the framing is broken. */
function takeAll(decoder: Decoder, frames: Uint8Array[]): boolean {
  try {
    for (let frame = decoder.next(); frame !== null; frame = decoder.next()) frames.push(frame)
    return true
  } catch (error) {
    if (error instanceof FramingError) return false
    throw error
  }
}

function mustStayBroken(decoder: Decoder): void {
  decoder.push(bytesOf('1\n1\n'))
  must(!takeAll(decoder, []), 'a broken decoder answers again')
  must(decoder.pending === 0, 'a broken decoder holds bytes')
}

/** @throws Broken unless both say the same. */
export function mustAgree(one: Reading, other: Reading, what: string): void {
  must(
    one.isBroken === other.isBroken,
    () => `${what}: ${one.isBroken ? 'only one' : 'only the other'} is broken`,
  )
  must(
    one.frames.length === other.frames.length,
    () => `${what}: ${one.frames.length} and ${other.frames.length} frames`,
  )
  for (const [at, frame] of one.frames.entries()) {
    const beside = other.frames[at]
    must(beside !== undefined && isSame(frame, beside), () => `${what}: frame ${at} differs`)
  }
  must(one.pending === other.pending, () => `${what}: ${one.pending} and ${other.pending} bytes are pending`)
  must(
    one.last === null ? other.last === null : other.last !== null && isSame(one.last, other.last),
    `${what}: the last frames differ`,
  )
}

/** What holds for all codecs, on any bytes. @returns what they say. */
export function checkCodec(codec: Codec, input: Input): Reading {
  const { bytes } = input
  const whole = readingOf(codec, [bytes.slice()])
  if (input.steps.length > 0 && codec.name !== 'raw') {
    mustAgree(whole, readingOf(codec, chunksOf(input)), 'whole and in chunks')
  }
  for (const frame of whole.frames) must(frame.length <= codec.maxFrameBytes, 'a frame is past the limit')
  const only = bytes.length === 0 ? null : (codec.whole?.(bytes) ?? null)
  if (only !== null) {
    const [first, ...more] = whole.frames
    const agrees = first !== undefined && more.length === 0 && isSame(first, only) && whole.pending === 0
    must(agrees && !whole.isBroken, 'a chunk that is a whole frame is none to the decoder')
  }
  return whole
}

/**
 * A payload is refused by name, or comes back as one frame.
 * @param meant what of it crosses.
 */
export function checkPayload(
  codec: Codec,
  payload: Uint8Array,
  meant: (payload: Uint8Array) => Uint8Array,
): boolean {
  let wire: Uint8Array
  try {
    wire = codec.encode(payload.slice())
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    must(error.option === 'payload', `an OptionError about ${error.option}`)
    return false
  }
  const { frames, isBroken, pending } = readingOf(codec, [wire.slice()])
  const [frame, ...more] = frames
  must(!isBroken && pending === 0, 'what was encoded cannot be read')
  must(
    frame !== undefined && more.length === 0,
    () => `what was encoded comes back as ${frames.length} frames`,
  )
  must(isSame(frame, meant(payload)), () => `${show(payload)} comes back as ${show(frame)}`)
  return true
}

export function show(bytes: Uint8Array): string {
  const text = JSON.stringify(latin1(bytes.subarray(0, 60)))
  return bytes.length > 60 ? `${text}… (${bytes.length} bytes)` : text
}
