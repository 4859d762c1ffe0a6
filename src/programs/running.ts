/** What all handles of programs have alike: a connection that may finish, and whose failures are its supervisor's matter. */
import type { Plan } from '../machines/options.ts'
import type { Ending } from '../supervisor/child.ts'
import { Connection } from '../supervisor/handle.ts'
import type { Keeper } from '../supervisor/keeper.ts'
import { apartFromDials } from './apart.ts'
import type { Runs } from './runner.ts'

/** A program under supervision, as its user holds it: it outlives runs. A `generation` of it is one run. */
export abstract class Running extends Connection {
  /** @internal Nor does it need leave to be started again. */
  readonly dials = false
  readonly #runner: Runs

  /** @internal Made by `run`. */
  constructor(id: string, plan: Plan, runner: Runs, keeper: Keeper) {
    super(id, plan, runner, apartFromDials(keeper), null)
    this.#runner = runner
  }

  /** @internal */
  get isBusy(): boolean {
    return this.#runner.isBusy
  }

  /** Whether the latest run has done what it was there for: the task returned, or the exit code was 0. */
  get finished(): boolean {
    return this.phase === 'stopped' && this.cause?.kind === 'closed'
  }

  /** @internal */
  override begin(): void {
    const replaced = this.#runner.beginning()
    if (replaced !== null) this.keeper.feed.emit({ ...this.about(), kind: 'replaced', ...replaced })
    super.begin()
  }

  /** @internal Whatever is no success, and nobody asked for, is a reason to start a transient one again. */
  override get ending(): Ending {
    return { ...super.ending, isAbnormal: this.phase !== 'stopped' }
  }

  /** @internal */
  override restarting(delayMs: number): void {
    this.#runner.ended(this.finished ? null : super.ending.cause)
    super.restarting(delayMs)
  }

  /** @internal */
  override finish(): void {
    this.#runner.over()
    super.finish()
  }
}
