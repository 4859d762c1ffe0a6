/** Some inputs of one target, one after another, in this process. */
import { inputNumber } from './generate.ts'
import { type Case, caseOf, type Input } from './input.ts'
import { type Patience, shrunk } from './shrink.ts'
import type { Target } from './target.ts'

export interface Slice {
  readonly seed: string
  /** The first input. */
  readonly from: number
  /** The one after the last. */
  readonly to: number
  /** What each failure may cost until it is told. Default 3,000 trials, or 5 s. */
  readonly patience?: Patience
}

export type FailureKind = 'wrong' | 'slow' | 'hang' | 'death' | 'memory'

export interface Failure {
  readonly target: string
  readonly number: number
  readonly kind: FailureKind
  readonly what: string
  /** The smallest input found that fails; as it was where it could not be made smaller. */
  readonly input: Case
}

export interface Tally {
  readonly inputs: number
  readonly bytes: number
  readonly ms: number
  readonly failures: readonly Failure[]
}

/** Told whenever an input is about to be tried, so that it is known which one never came back. */
export interface Watcher {
  begins(number: number): void
}

/**
 * What an input may take: many thousands take a second, and those of 64 KiB that come byte by byte some 50 ms. What took
 * longer is tried again and measured in time of the processor.
 */
const SLOW_MS = 200
const SLOW_MS_PER_BYTE = 0.001
const TRIES = 3

/** What the heap may have grown by between a fifth of the inputs and the last. Nothing is kept, but V8 keeps code. */
const GROWTH_BYTES = 4_000_000
/** In fewer inputs than these V8 is still warming up. */
const LEAST_FOR_GROWTH = 1_000

const TURN_EVERY = 100

/** Enough to see what is wrong; a bug on every input would fill the screen. */
const MOST_FAILURES = 5

/** @param collect collects garbage, where it can be asked for: `--expose-gc`. */
export async function runSlice(
  target: Target,
  { seed, from, to, patience }: Slice,
  watcher: Watcher,
  collect: (() => void) | null,
): Promise<Tally> {
  const failures: Failure[] = []
  const began = performance.now()
  const measureAt = from + Math.floor((to - from) / 5)
  let baseline = 0
  let bytes = 0
  let number = from
  for (; number < to && failures.length < MOST_FAILURES; number += 1) {
    if (number === measureAt) baseline = await heapBytes(collect)
    // What was put off until a turn of the loop, such as the errors of streams, piles up without one.
    if (number % TURN_EVERY === 0) await new Promise(setImmediate)
    const input = inputNumber(target, seed, number)
    bytes += input.bytes.length
    const begin = () => watcher.begins(number)
    const problem = await problemOf(target, input, begin)
    if (problem !== null) failures.push(await failureOf(target, number, input, problem, begin, patience))
  }
  const growth = (await heapBytes(collect)) - baseline
  if (collect !== null && baseline > 0 && to - from >= LEAST_FOR_GROWTH && growth > GROWTH_BYTES) {
    const what = `${growth} bytes more on the heap after inputs ${measureAt} to ${number - 1}`
    failures.push({ target: target.name, number, kind: 'memory', what, input: { why: what, bytes: [] } })
  }
  return { inputs: number - from, bytes, ms: performance.now() - began, failures }
}

interface Problem {
  readonly kind: 'wrong' | 'slow'
  readonly what: string
}

async function problemOf(target: Target, input: Input, begin: () => void): Promise<Problem | null> {
  const mostMs = SLOW_MS + input.bytes.length * SLOW_MS_PER_BYTE
  try {
    begin()
    const began = performance.now()
    const done = target.check(input)
    // A turn for each of a million that need none would cost more than most of them.
    if (done !== undefined) await done
    if (performance.now() - began <= mostMs) return null
    let least = Number.POSITIVE_INFINITY
    for (let tries = 0; tries < TRIES && least > mostMs; tries += 1) {
      begin()
      least = Math.min(least, await cpuMsOf(() => target.check(input)))
    }
    return least <= mostMs
      ? null
      : { kind: 'slow', what: `${Math.round(least)} ms for ${input.bytes.length} bytes` }
  } catch (error) {
    return { kind: 'wrong', what: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  }
}

/** By the processor's clock: this process may have waited for others. */
async function cpuMsOf(act: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

async function failureOf(
  target: Target,
  number: number,
  input: Input,
  { kind, what }: Problem,
  begin: () => void,
  patience?: Patience,
): Promise<Failure> {
  const fails = async (smaller: Input) => (await problemOf(target, smaller, begin))?.kind === kind
  const least = await shrunk(input, fails, patience)
  const told = least === input ? what : ((await problemOf(target, least, begin))?.what ?? what)
  return { target: target.name, number, kind, what: told, input: caseOf(least, told) }
}

/** Twice, with a turn between: what finalisers let go of is seen by the second. */
async function heapBytes(collect: (() => void) | null): Promise<number> {
  if (collect === null) return 0
  collect()
  await new Promise(setImmediate)
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
