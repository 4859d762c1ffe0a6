/** A smaller input that fails, too: pieces are left out, then everything is made plain. */
import { joined } from './bytes.ts'
import type { Input } from './input.ts'

/** What shrinking may cost. */
export interface Patience {
  readonly trials: number
  readonly ms: number
}

export async function shrunk(
  input: Input,
  fails: (input: Input) => Promise<boolean>,
  { trials, ms }: Patience = { trials: 3_000, ms: 5_000 },
): Promise<Input> {
  const until = performance.now() + ms
  let least = input
  let left = trials
  let progress = true
  while (progress) {
    progress = false
    for (const candidate of smaller(least)) {
      if (left === 0 || performance.now() > until) return least
      left -= 1
      if (!(await fails(candidate))) continue
      least = candidate
      progress = true
      break
    }
  }
  return least
}

/** In the order of how much they save. */
function* smaller(input: Input): Generator<Input> {
  const { bytes, steps, knobs } = input
  if (steps.length > 0) yield { ...input, steps: [] }
  for (let size = bytes.length; size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < bytes.length; at += size) {
      yield { ...input, bytes: joined([bytes.subarray(0, at), bytes.subarray(at + size)]) }
    }
  }
  if (steps.length > 1) yield { ...input, steps: [1] }
  for (let at = 0; at < steps.length; at += 1)
    yield { ...input, steps: steps.filter((_, other) => other !== at) }
  if (knobs.some((knob) => knob > 0)) yield { ...input, knobs: [] }
  for (const [at, knob] of knobs.entries()) {
    if (knob > 0) yield { ...input, knobs: knobs.with(at, 0) }
  }
  for (const [at, byte] of bytes.entries()) {
    if (byte !== PLAIN) yield { ...input, bytes: bytes.with(at, PLAIN) }
  }
}

/** `a` */
const PLAIN = 0x61
