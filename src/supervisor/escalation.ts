/** How a supervisor that gave up tells its parent, with the chain of causes. */
import type { Cause, FeedCause } from '../transport/transport.ts'
import { crashCause } from '../transport/transport.ts'
import { feedCause } from './feed.ts'

/** One supervisor that gave up, and the restarts that were too many, oldest first. */
export interface Escalation {
  /** The supervisor's id; of the outermost one, its name. */
  readonly id: string
  /** Why its children had to be started again. */
  readonly causes: readonly FeedCause[]
}

/** What a supervisor that gave up fails with, for its parent. */
export class GaveUpError extends Error {
  /** Always this. */
  override readonly name = 'GaveUpError'
  /** From this supervisor inwards: each one was brought down by the next. */
  readonly chain: readonly Escalation[]

  constructor(chain: readonly Escalation[]) {
    super(`${chain.map(({ id }) => id).join(' < ')} gave up`)
    this.chain = chain
  }
}

/** The chain that ends here: this supervisor, and what brought it down. */
export function chainOf(id: string, causes: readonly Cause[]): readonly Escalation[] {
  const last = causes.at(-1)
  const inner = last?.kind === 'crash' && last.error instanceof GaveUpError ? last.error.chain : []
  return [{ id, causes: causes.map(feedCause) }, ...inner]
}

export function gaveUpCause(chain: readonly Escalation[]): Cause {
  return crashCause(new GaveUpError(chain))
}
