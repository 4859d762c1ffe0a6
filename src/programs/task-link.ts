/** One run of a task as a link: its beats are what is heard of it. */
import type { Clock, Timer } from '../clock/clock.ts'
import { turn } from '../clock/turn.ts'
import { type Cause, crashCause, type Link, type LinkOwner, type Payload } from '../transport/transport.ts'
import { mute } from './mute.ts'

/** What a run is, and who hears what no link can tell. */
export interface Run<Result, Value> {
  readonly clock: Clock
  /** How long a run that was judged hung has to heed its signal, in ms. */
  readonly patienceMs: number
  start(beat: (value?: Value) => void, signal: AbortSignal): Result | Promise<Result>
  /** Why it is asked to end, for its signal. */
  why(): unknown
  beaten(value: Value | undefined): void
  returned(result: Result): void
  /** It heeds no signal and runs on: true; it has ended after all: false. */
  left(goesOn: boolean): void
}

const FINISHED: Cause = { kind: 'closed', by: 'peer', code: 0, planned: true, of: 'program' }

export class TaskLink<Result, Value> implements Link {
  readonly peer = null
  readonly buffered = 0
  readonly flushed = 0
  readonly #owner: LinkOwner
  readonly #run: Run<Result, Value>
  readonly #abort = new AbortController()
  #isStarted = false
  #hasEnded = false
  #isLeft = false
  #isReleased = false
  #patience: Timer | null = null

  constructor(run: Run<Result, Value>, owner: LinkOwner) {
    this.#run = run
    this.#owner = owner
    queueMicrotask(() => void this.#go())
  }

  encode(): Payload {
    return mute('a task')
  }

  /** Nothing is encoded, so nothing comes. */
  write(): void {}
  pause(): void {}
  resume(): void {}

  /** Asks it to end by its signal. */
  close(): void {
    if (this.#abort.signal.aborted || this.#hasEnded) return
    this.#abort.abort(this.#run.why())
    if (!this.#isStarted) queueMicrotask(() => this.#release())
  }

  /**
   * Nothing can end a function from outside. One that was not asked yet is, and has its time; one that was is left alone, a
   * turn later, so that one which heeds its signal at once has ended by then.
   */
  destroy(): void {
    if (this.#hasEnded || this.#isReleased) return
    if (this.#abort.signal.aborted) return void turn().then(() => this.#leave())
    this.close()
    this.#patience = this.#run.clock.after(this.#run.patienceMs, () => this.#leave())
  }

  async #go(): Promise<void> {
    if (this.#abort.signal.aborted) return
    this.#owner.opened()
    // Whoever was told may have stopped it.
    if (this.#abort.signal.aborted) return
    this.#isStarted = true
    try {
      const result = await this.#run.start((value) => this.#beat(value), this.#abort.signal)
      this.#settled(FINISHED, () => this.#run.returned(result))
    } catch (error) {
      this.#settled(crashCause(error))
    }
  }

  #beat(value?: Value): void {
    if (this.#hasEnded || this.#abort.signal.aborted) return
    this.#run.beaten(value)
    this.#owner.heard()
  }

  #settled(cause: Cause, then?: () => void): void {
    this.#hasEnded = true
    if (this.#isLeft) return this.#run.left(false)
    then?.()
    if (!this.#abort.signal.aborted) this.#owner.ended(cause)
    this.#release()
  }

  #leave(): void {
    if (this.#hasEnded || this.#isReleased) return
    this.#isLeft = true
    this.#run.left(true)
    this.#release()
  }

  #release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#patience?.cancel()
    this.#owner.released()
  }
}
