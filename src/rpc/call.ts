/** One call of ours, from its asking to its end. */
import type { Clock, Timer } from '../clock/clock.ts'
import { DeadlineError } from './error.ts'
import type { CallPlan } from './options.ts'
import type { Outgoing } from './outflow.ts'

/** What is called. */
export interface Asked {
  readonly method: string
  readonly params: unknown
  /** Whether no answer is wanted: it is over when the system took it. */
  readonly isNotification: boolean
}

/** Who keeps calls. */
export interface CallKeeper {
  readonly clock: Clock
  /** It is given up before there was an answer. */
  gaveUp(call: Call, error: unknown): void
  /** It is over, whatever came of it. */
  settled(call: Call): void
}

interface Promised {
  resolve(result: unknown): void
  reject(error: unknown): void
}

/** One call that waits for its answer, or for a link. */
export class Call {
  readonly asked: Asked
  readonly plan: CallPlan
  /** Its number on the link that carries it; null while none does. A notification has none on the wire. */
  id: number | null = null
  /** Its message, while that can be taken back. */
  outgoing: Outgoing | null = null
  /** Null once it is over. */
  #promised: Promised | null
  #keeper: CallKeeper | null = null
  #timer: Timer | null = null

  constructor(asked: Asked, plan: CallPlan, promised: Promised) {
    this.asked = asked
    this.plan = plan
    this.#promised = promised
  }

  get isOpen(): boolean {
    return this.#promised !== null
  }

  /** From here on its deadline and its signal count. */
  begin(keeper: CallKeeper): void {
    const { timeoutMs, signal } = this.plan
    this.#keeper = keeper
    if (timeoutMs < Number.POSITIVE_INFINITY) this.#timer = keeper.clock.after(timeoutMs, this.#overdue)
    signal?.addEventListener('abort', this.#aborted, { once: true })
  }

  resolve(result: unknown): void {
    this.#settle()?.resolve(result)
  }

  reject(error: unknown): void {
    this.#settle()?.reject(error)
  }

  readonly #overdue = (): void => {
    this.#keeper?.gaveUp(this, new DeadlineError(this.asked.method, this.plan.timeoutMs, null))
  }

  readonly #aborted = (): void => {
    this.#keeper?.gaveUp(this, this.plan.signal?.reason)
  }

  #settle(): Promised | null {
    const promised = this.#promised
    this.#promised = null
    this.#timer?.cancel()
    this.plan.signal?.removeEventListener('abort', this.#aborted)
    if (promised !== null) this.#keeper?.settled(this)
    return promised
  }
}
