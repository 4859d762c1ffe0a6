/** One input: plain data, the same for all targets, so that it can be mutated, shrunk and written down by anybody. */
import { bytesOf, latin1 } from './bytes.ts'

export interface Input {
  /** What is foreign. */
  readonly bytes: Uint8Array
  /** How it arrives: the lengths of its chunks, over and over; empty: all at once. */
  readonly steps: readonly number[]
  /** What each target chooses its options by; those that are missing are 0. */
  readonly knobs: readonly number[]
}

/** An input as it is written down. */
export interface Case {
  readonly why: string
  /** Latin-1, one character a byte; with a number, the text as often. */
  readonly bytes: readonly (string | readonly [text: string, times: number])[]
  readonly steps?: readonly number[]
  readonly knobs?: readonly number[]
}

export function inputOf({ bytes, steps = [], knobs = [] }: Case): Input {
  const text = bytes.map((piece) => (typeof piece === 'string' ? piece : piece[0].repeat(piece[1]))).join('')
  return { bytes: bytesOf(text), steps, knobs }
}

/** For a corpus: as JSON, what is there over and over written short. */
export function caseOf({ bytes, steps, knobs }: Input, why: string): Case {
  const text = latin1(bytes)
  const pieces: (string | readonly [string, number])[] = []
  let at = 0
  for (const { 0: run, 1: piece = '', index } of text.matchAll(/(.{1,24}?)\1{15,}/gs)) {
    if (index > at) pieces.push(text.slice(at, index))
    pieces.push([piece, run.length / piece.length])
    at = index + run.length
  }
  if (at < text.length) pieces.push(text.slice(at))
  return {
    why,
    bytes: pieces,
    ...(steps.length === 0 ? {} : { steps }),
    ...(knobs.length === 0 ? {} : { knobs }),
  }
}

/** A copy of the bytes, as they arrive: chunks are their reader's. */
export function chunksOf({ bytes, steps }: Input): Uint8Array[] {
  const chunks: Uint8Array[] = []
  const moves = steps.some((step) => step > 0)
  let at = 0
  for (let turn = 0; at < bytes.length; turn += 1) {
    const step = moves ? (steps[turn % steps.length] ?? 0) : bytes.length
    chunks.push(bytes.slice(at, at + step))
    at += step
  }
  return chunks
}

/** The choice that a knob makes. */
export function chosen<T>({ knobs }: Input, knob: number, among: readonly T[]): T {
  const one = among[(knobs[knob] ?? 0) % among.length]
  if (one === undefined) throw new Error('nothing to choose from')
  return one
}
