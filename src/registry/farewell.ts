/** The end of a session: the servers are told until they have confirmed it, or must have let it lapse. */
import type { Session } from './backend.ts'
import type { Host } from './host.ts'
import { limited } from './limited.ts'
import { lapsedMs, leftMs, type Moment, momentOf, termsOf } from './terms.ts'

export class Farewell {
  /** Settled when the servers were told once, whether they answered or not. */
  readonly firstTry: Promise<void>
  /** Resolves when nothing of the session is left, here or there; or it was {@link cut}. */
  readonly done: Promise<void>
  readonly #session: Session
  readonly #ttlMs: number
  readonly #asked: Moment
  readonly #host: Host
  #isDone = false
  #timer: { cancel(): void } | null = null
  #finish: () => void = () => {}

  /** @param asked when the servers may have heard of it last. */
  constructor(session: Session, ttlMs: number, asked: Moment, host: Host) {
    this.#session = session
    this.#ttlMs = ttlMs
    this.#asked = asked
    this.#host = host
    this.done = new Promise((resolve) => {
      this.#finish = resolve
    })
    this.firstTry = this.#tell()
  }

  /** Tells nobody any more: what was not confirmed lapses by itself. */
  cut(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#timer?.cancel()
    this.#session.drop()
    this.#finish()
  }

  async #tell(): Promise<void> {
    const { clock, requestTimeoutMs } = this.#host
    const { now } = momentOf(clock)
    try {
      await limited(clock, requestTimeoutMs, this.#session.end(requestTimeoutMs))
      this.cut()
    } catch {
      const lapsesMs = leftMs(clock, this.#asked, lapsedMs(this.#ttlMs))
      if (lapsesMs <= 0) this.cut()
      if (this.#isDone) return
      const nextMs = termsOf(this.#ttlMs).tryMs - (clock.now() - now)
      this.#timer = clock.after(Math.max(0, Math.min(nextMs, lapsesMs)), () => void this.#tell())
    }
  }
}
