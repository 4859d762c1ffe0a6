/** Corpora are JSON: what stands there is looked at before it is believed. */
import type { Case } from '../input.ts'

/** @throws TypeError when it is no list of cases. */
export function casesIn(corpus: unknown): Case[] {
  if (!Array.isArray(corpus)) throw new TypeError('a corpus is a list')
  return corpus.map(caseIn)
}

function caseIn(given: unknown): Case {
  if (typeof given !== 'object' || given === null) throw new TypeError('a case is an object')
  const why = 'why' in given ? given.why : null
  const bytes = 'bytes' in given ? given.bytes : null
  if (typeof why !== 'string' || !Array.isArray(bytes)) throw new TypeError('a case says why, and has bytes')
  return {
    why,
    bytes: bytes.map((piece: unknown) => pieceIn(piece, why)),
    steps: numbersIn('steps' in given ? given.steps : [], why),
    knobs: numbersIn('knobs' in given ? given.knobs : [], why),
  }
}

function pieceIn(piece: unknown, why: string): string | [string, number] {
  const [text, times]: unknown[] = Array.isArray(piece) ? piece : [piece, 1]
  if (typeof text !== 'string' || typeof times !== 'number') throw new TypeError(`${why}: odd bytes`)
  return [text, times]
}

function numbersIn(given: unknown, why: string): number[] {
  if (!Array.isArray(given)) throw new TypeError(`${why}: numbers are expected`)
  return given.map((number) => (typeof number === 'number' ? number : Number.NaN))
}
