/** The inputs of a target, by number: first its corpus, then what the seed makes of its grammar. */
import { bytesOf } from './bytes.ts'
import { Draw } from './draw.ts'
import { type Input, inputOf } from './input.ts'
import { mutated } from './mutate.ts'
import type { Target } from './target.ts'

export function inputNumber(target: Target, seed: string, number: number): Input {
  const written = target.corpus[number]
  if (written !== undefined) return inputOf(written)
  const draw = new Draw(`${seed}/${target.name}/${number}`)
  const base = draw.once(10) && target.corpus.length > 0 ? ofCorpus(target, draw) : target.grammar(draw)
  const bytes = draw.once(2) ? base.bytes : mutated(base.bytes, draw, wordsOf(target))
  return { bytes, steps: stepsOf(draw), knobs: base.knobs }
}

const LONG_CASE = 2_000

/** With its own options, or with those of somebody else. */
function ofCorpus(target: Target, draw: Draw): Pick<Input, 'bytes' | 'knobs'> {
  const { bytes, knobs } = inputOf(draw.pick(target.corpus))
  // The long ones are about time, which each of them takes.
  if (bytes.length > LONG_CASE && !draw.once(100)) return target.grammar(draw)
  return { bytes, knobs: draw.once(2) ? knobs : target.grammar(draw).knobs }
}

const words = new WeakMap<Target, readonly Uint8Array[]>()

function wordsOf(target: Target): readonly Uint8Array[] {
  let known = words.get(target)
  if (known === undefined) {
    known = target.words.map(bytesOf)
    words.set(target, known)
  }
  return known
}

/** At once, byte by byte, in pieces of one size, or in any; empty chunks among them. */
function stepsOf(draw: Draw): number[] {
  switch (draw.below(5)) {
    case 0:
      return []
    case 1:
      return [1]
    case 2:
      return [draw.from(2, 40)]
    default:
      return draw.list(12, () => draw.size(60))
  }
}
