/** What was checked how often, and what was found. */
import { INVARIANTS, type InvariantNumber } from './invariants.ts'

/** Something that happened and must not. */
export interface Breach {
  /** The number of the invariant that is broken. */
  readonly invariant: InvariantNumber
  /** What must hold. */
  readonly sentence: string
  /** Of whom. */
  readonly id: string
  /** When, in ms of the clock. */
  readonly atMs: number
  /** What was seen. */
  readonly what: string
}

/** An invariant and how often it was looked at; never, where its part is not watched. */
export interface Checked {
  /** That of the invariant. */
  readonly number: InvariantNumber
  /** Its short name. */
  readonly name: string
  /** Whether the part that it is about is watched. */
  readonly exists: boolean
  /** How often it was checked: 0 means that it was not tested. */
  readonly times: number
}

/** A world full of breaches is one that is broken: more of them would tell no more. */
const MOST = 100

export class Ledger {
  readonly breaches: Breach[] = []
  readonly #now: () => number
  readonly #times = new Map<InvariantNumber, number>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts one check; notes what was seen where it failed. */
  expect(invariant: InvariantNumber, holds: boolean, id: string, what: () => string): void {
    this.#times.set(invariant, (this.#times.get(invariant) ?? 0) + 1)
    if (holds || this.breaches.length >= MOST) return
    const sentence = INVARIANTS.find(({ number }) => number === invariant)?.sentence ?? ''
    this.breaches.push({ invariant, sentence, id, atMs: this.#now(), what: what() })
  }

  get checked(): readonly Checked[] {
    return INVARIANTS.map(({ number, name, exists }) => ({
      number,
      name,
      exists,
      times: this.#times.get(number) ?? 0,
    }))
  }
}
