/** A thread or a process under supervision, as its user holds it. */
import type { Plan } from '../machines/options.ts'
import type { Keeper } from '../supervisor/keeper.ts'
import type { Account } from './account.ts'
import type { Runs } from './runner.ts'
import { Running } from './running.ts'

/** What a program printed last. */
export interface Output {
  /** The end of its standard output, decoded as UTF-8; where there was more, from the beginning of a line on. */
  readonly stdout: string
  /** The same of its standard error. */
  readonly stderr: string
}

/** How one run of a program ended. */
export interface ProgramExit extends Output {
  /** Which run it was, counted from 1. */
  readonly generation: number
  /** Of the process; null for threads. */
  readonly pid: number | null
  /** Null where a signal ended it. */
  readonly code: number | null
  /** The name of the signal that ended it; null where it exited by itself, and for threads. */
  readonly signal: string | null
}

/** How much of an output is told in the feed: the end of it says why. */
export const TOLD_BYTES = 2_048

/** A thread or a process under supervision, as its user holds it: it outlives runs. */
export class ProgramHandle extends Running {
  #account: Account | null = null
  #exit: ProgramExit | null = null
  readonly #tellsOutput: boolean

  /** @internal Made by `run`. */
  constructor(id: string, plan: Plan, runs: Runs, keeper: Keeper, tellsOutput: boolean) {
    super(id, plan, runs, keeper)
    this.#tellsOutput = tellsOutput
  }

  /** The process that runs now; null for threads, and while none does. */
  get pid(): number | null {
    return this.#account?.exit === null ? this.#account.pid : null
  }

  /** How the latest run that is over ended; null while none is. */
  get exit(): ProgramExit | null {
    return this.#exit
  }

  /** What the present run printed last, or, between two runs, the one before. */
  get output(): Output {
    return outputOf(this.#account)
  }

  /** @internal */
  started(account: Account): void {
    this.#account = account
  }

  /** @internal It has exited, and all it printed was read. */
  exited(account: Account, generation: number): void {
    const { exit, pid } = account
    if (exit === null) return
    this.#exit = { generation, pid, ...exit, ...outputOf(account) }
    const { feed } = this.keeper
    if (!feed.live) return
    const isTold = this.#tellsOutput && exit.code !== 0 && this.cause?.kind !== 'cancelled'
    feed.emit({
      ...this.about(),
      kind: 'exited',
      generation,
      pid,
      ...exit,
      ...(isTold ? lastWords(account) : {}),
    })
  }
}

function outputOf(account: Account | null): Output {
  return { stdout: account?.stdout.text() ?? '', stderr: account?.stderr.text() ?? '' }
}

/** What it did not print is left out. */
function lastWords({ stdout, stderr }: Account): Partial<Output> {
  const out = stdout.text(TOLD_BYTES)
  const err = stderr.text(TOLD_BYTES)
  return { ...(out === '' ? {} : { stdout: out }), ...(err === '' ? {} : { stderr: err }) }
}
