/** The probes of one half-open time: how many are out, and what has become of them. */
import type { Clock, Timer } from '../clock/clock.ts'
import type { Verdict } from './options.ts'

/** Who hears of it. */
export interface ProbesOwner {
  /** All there may be have succeeded. */
  succeeded(): void
  /** One has failed, or had no result in time. */
  failed(by: 'probe' | 'probe-timeout', error: unknown): void
}

/** Made anew for each half-open time, so what comes of an older one means nothing. */
export class Probes {
  readonly #most: number
  readonly #timeoutMs: number
  readonly #clock: Clock
  readonly #owner: ProbesOwner
  readonly #timers = new Map<object, Timer>()
  #succeeded = 0
  #isOver = false

  constructor(most: number, timeoutMs: number, clock: Clock, owner: ProbesOwner) {
    this.#most = most
    this.#timeoutMs = timeoutMs
    this.#clock = clock
    this.#owner = owner
  }

  /** Whether one more may go. */
  get isFree(): boolean {
    return !this.#isOver && this.#timers.size + this.#succeeded < this.#most
  }

  /** One more goes; `probe` is what it is known by. */
  begin(probe: object): void {
    const late = (): void => this.#fail('probe-timeout', null)
    this.#timers.set(probe, this.#clock.after(this.#timeoutMs, late))
  }

  /** What has become of one; `nothing` gives its place to another. */
  settle(probe: object, verdict: Verdict, error: unknown): void {
    const timer = this.#timers.get(probe)
    if (timer === undefined) return
    timer.cancel()
    this.#timers.delete(probe)
    if (verdict === 'failure') this.#fail('probe', error)
    if (verdict !== 'success') return
    this.#succeeded += 1
    if (this.#succeeded < this.#most) return
    this.close()
    this.#owner.succeeded()
  }

  /** Those that are out are not waited for any more. */
  close(): void {
    this.#isOver = true
    for (const timer of this.#timers.values()) timer.cancel()
    this.#timers.clear()
  }

  #fail(by: 'probe' | 'probe-timeout', error: unknown): void {
    this.close()
    this.#owner.failed(by, error)
  }
}
