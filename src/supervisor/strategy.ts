/** Which siblings are started again with a child: the contract of strategies. */
import type { Clock } from '../clock/clock.ts'
import type { Entry } from './entry.ts'

/** OTP's words for them. */
export type StrategyName = 'one_for_one' | 'one_for_all' | 'rest_for_one'

/** What a strategy may ask of those whose children it starts again together. */
export interface Crew {
  readonly clock: Clock
  /** In the order of their declaration. */
  readonly entries: readonly Entry[]
  /** Ends the life of one that is up; it is told by {@link Group.settled}. */
  halt(entry: Entry): void
  /** Begins a life of one that rests. Its end may be told before this returns. */
  begin(entry: Entry): void
  /** Calls `go` once there is leave to start: dials are shared. Answers how to call that off. */
  leave(go: () => void): () => void
}

/**
 * The restarts of children together: one at a time for each supervisor, however many of them end meanwhile. Whoever is
 * doomed by it and ends by itself before its turn has come is not counted: as in OTP, that was the group's end of it.
 */
export interface Group {
  /** One ended and has to be started again, `delayMs` from now at the soonest. */
  failed(entry: Entry, delayMs: number): void
  /** One is not up any more, or not to be started. */
  settled(): void
  /** Nobody is to be started any more. */
  cancel(): void
}

/** How children are started again: what `oneForAll` and `restForOne` are. */
export interface Strategy {
  /** OTP's word for it. */
  readonly name: StrategyName
  /** @internal For one supervisor. */
  group(crew: Crew): Group
}
