/** The judges of a way: what they say of each frame. */
import { type Delivery, type Judge, PASS, type Verdict } from './verdict.ts'

/** A judge, and what must be undone when it leaves. */
export interface Judging {
  readonly judge: Judge
  /** The directions of connections that it has cut. */
  readonly cut: Set<{ cuts: number }>
}

/** What befalls one frame. */
export interface Sentence {
  readonly verdict: Verdict
  readonly delayMs: number
  /** Who said so; null when it passes. */
  readonly by: Judging | null
}

export class Court {
  readonly #judges: Judging[] = []

  /** Whether nobody judges. */
  get isEmpty(): boolean {
    return this.#judges.length === 0
  }

  seat(judging: Judging): void {
    this.#judges.push(judging)
  }

  unseat(judging: Judging): void {
    this.#judges.splice(this.#judges.indexOf(judging), 1)
  }

  /** Each judge in turn: delays add up, and the first of anything else is the verdict. */
  judge(bytes: Uint8Array, delivers: Delivery): Sentence {
    let delayMs = 0
    for (const by of this.#judges) {
      const verdict = by.judge({ bytes, delivers })
      if (verdict.kind === 'delay') delayMs += verdict.ms
      else if (verdict.kind !== 'pass') return { verdict, delayMs, by }
    }
    return { verdict: PASS, delayMs, by: null }
  }
}
