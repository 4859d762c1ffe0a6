/**
 * Durations in constant space: a histogram whose buckets grow by a fixed ratio, so that every quantile is
 * right within that ratio however many values went in. The idea of DDSketch (Masson, Rim and Lee, VLDB 2019), with
 * a fixed range.
 */

/** The smallest time told apart, in ms. */
const LOWEST_MS = 0.05
/** Each bucket is this much wider than the one before: quantiles are right within ±10 %. */
const RATIO = 1.2
/** 100 buckets reach from 0.05 ms to about an hour; what is slower counts as the last. */
const BUCKETS = 100
const LOG_RATIO = Math.log(RATIO)

/** Median and tail, in ms. */
export interface Quantiles {
  /** Half of them took no longer, in ms. */
  readonly p50: number
  /** 99 of 100 took no longer, in ms. */
  readonly p99: number
}

/** Room on either side of a new bucket, so that neighbours come without growth. */
const MARGIN = 3

export class Sketch {
  /** Only the buckets in use, from `#lowest` on: a plain array of a dozen numbers, where a typed one costs 470 bytes. */
  #counts: number[] = []
  #lowest = 0
  #total = 0
  /** No quantile lies outside what was noted, whatever its bucket stands for. In µs: whole numbers need no boxes. */
  #leastUs = 0
  #mostUs = 0
  #lastUs = 0
  readonly #sum: Sketch | null

  /** @param sum what this one is a part of. */
  constructor(sum: Sketch | null = null) {
    this.#sum = sum
  }

  /** The latest value, in ms, to the µs. */
  get lastMs(): number {
    return this.#lastUs / 1000
  }

  /** Whether nothing was noted. */
  get isEmpty(): boolean {
    return this.#total === 0
  }

  add(ms: number): void {
    const us = Math.max(0, Math.round(ms * 1000))
    const bucket = ms <= LOWEST_MS ? 0 : Math.ceil(Math.log(ms / LOWEST_MS) / LOG_RATIO)
    this.#note(us, Math.min(bucket, BUCKETS - 1))
  }

  /** Goes on where `before` stood, if anything was noted there. */
  succeed(before: Sketch): void {
    if (before.isEmpty) return
    this.#counts = [...before.#counts]
    this.#lowest = before.#lowest
    this.#total = before.#total
    this.#leastUs = before.#leastUs
    this.#mostUs = before.#mostUs
    this.#lastUs = before.#lastUs
  }

  /** @returns null while nothing was measured: no guess. */
  summary(): Quantiles | null {
    if (this.isEmpty) return null
    return { p50: this.#quantile(0.5), p99: this.#quantile(0.99) }
  }

  #note(us: number, index: number): void {
    if (this.#sum !== null) this.#sum.#note(us, index)
    this.#lastUs = us
    this.#leastUs = this.#total === 0 ? us : Math.min(this.#leastUs, us)
    this.#mostUs = Math.max(this.#mostUs, us)
    if (index < this.#lowest || index >= this.#lowest + this.#counts.length) this.#reach(index)
    this.#counts[index - this.#lowest] = (this.#counts[index - this.#lowest] ?? 0) + 1
    this.#total += 1
  }

  #reach(index: number): void {
    const { length } = this.#counts
    const lowest = length > 0 && index >= this.#lowest ? this.#lowest : Math.max(0, index - MARGIN)
    const end = Math.max(index + MARGIN + 1, this.#lowest + length)
    const shift = lowest - this.#lowest
    this.#counts = Array.from({ length: end - lowest }, (_, at) => this.#counts[at + shift] ?? 0)
    this.#lowest = lowest
  }

  #quantile(share: number): number {
    let seen = 0
    const index = this.#counts.findIndex((count) => {
      seen += count
      return seen >= share * this.#total
    })
    // A bucket stands for the geometric middle of its bounds.
    const ms = LOWEST_MS * RATIO ** (this.#lowest + index - 0.5)
    return Math.min(Math.max(Math.round(ms * 1000), this.#leastUs), this.#mostUs) / 1000
  }
}
