/** What the framing tests share: bytes in, frames out, and every way to chop a stream. */
import fc from 'fast-check'
import { type Decoder, FramingError } from '../../../src/transport/framing.ts'

/** One character a byte, so that any bytes can be written and read as text. */
export function bytes(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (character) => character.charCodeAt(0))
}

export function latin1(frame: Uint8Array): string {
  return Array.from(frame, (byte) => String.fromCharCode(byte)).join('')
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

/** Every frame there is now. */
export function drain(decoder: Decoder): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let frame = decoder.next(); frame !== null; frame = decoder.next()) frames.push(frame)
  return frames
}

/** Hands in the chunks one by one and asks for all frames after each; as latin1 text, which fails readably. */
export function feed(decoder: Decoder, ...chunks: readonly (string | Uint8Array)[]): string[] {
  return chunks.flatMap((chunk) => {
    decoder.push(typeof chunk === 'string' ? bytes(chunk) : chunk)
    return drain(decoder).map(latin1)
  })
}

/** What a whole stream comes to: its frames, what its end completed, and whether the framing was broken. */
export interface Outcome {
  readonly frames: readonly string[]
  readonly last: string | null
  readonly broken: boolean
  readonly mostPending: number
}

/** @throws whatever is thrown that is no FramingError. */
export function outcomeOf(decoder: Decoder, chunks: readonly Uint8Array[]): Outcome {
  const frames: string[] = []
  let mostPending = 0
  try {
    for (const chunk of chunks) {
      decoder.push(chunk)
      for (const frame of drainInto(decoder, frames)) frames.push(latin1(frame))
      mostPending = Math.max(mostPending, decoder.pending)
    }
  } catch (error) {
    if (!(error instanceof FramingError)) throw error
    return { frames, last: null, broken: true, mostPending }
  }
  const last = decoder.end()
  return { frames, last: last === null ? null : latin1(last), broken: false, mostPending }
}

function* drainInto(decoder: Decoder, soFar: readonly string[]): Generator<Uint8Array> {
  for (let frame = decoder.next(); frame !== null; frame = decoder.next()) {
    if (soFar.length > 10_000) throw new Error('frames without end')
    yield frame
  }
}

/** Cuts `whole` before each of the positions given, in any order and as often as given: some chunks are empty. */
export function chop(whole: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const cuts = [0, ...positions.map((position) => position % (whole.length + 1)), whole.length]
  cuts.sort((a, b) => a - b)
  return cuts.slice(1).map((end, index) => whole.slice(cuts[index], end))
}

export function singleBytes(whole: Uint8Array): Uint8Array[] {
  return Array.from(whole, (byte) => Uint8Array.of(byte))
}

/** Where to cut a stream; `null` means before every byte. */
export const choppings = fc.option(fc.array(fc.nat({ max: 2_000 }), { maxLength: 12 }), { freq: 5 })

export function chopBy(whole: Uint8Array, chopping: readonly number[] | null): Uint8Array[] {
  return chopping === null ? singleBytes(whole) : chop(whole, chopping)
}
