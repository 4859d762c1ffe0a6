/** A supervisor and all that is under it at one moment, as a value: told apart by `kind`, and ready for JSON. */
import type { Phase } from '../../machines/events.ts'
import type { FeedCause } from '../../transport/transport.ts'
import type { SupervisorPhase } from '../chart.ts'
import type { ChildOptions } from '../child.ts'
import type { Escalation } from '../escalation.ts'
import type { Intensity } from '../intensity.ts'
import type { ListenerPhase } from '../listener.ts'
import type { StrategyName } from '../strategy.ts'

/**
 * How a child is seen by its supervisor: `up` in a life, or `stopping` one; `waiting` for the next life, which begins at
 * `restartAt` (ms since the epoch) or, where that is null or past, with its siblings, with its supervisor, or when leave to
 * dial is given; `ended` for good; or `given-up`, for good as well, since its restarts were too many.
 */
export type ChildLife =
  | { readonly is: 'up' | 'stopping' | 'ended' | 'given-up' }
  | { readonly is: 'waiting'; readonly restartAt: number | null }

/** What holds for a node as the child of its supervisor. */
export interface AsChild {
  /** When it is started again. */
  readonly restart: NonNullable<ChildOptions['restart']>
  /** Whether its end counts for `autoShutdown`. */
  readonly significant: boolean
  /** How its supervisor sees it now. */
  readonly life: ChildLife
}

/** What every node tells. */
export interface AnyNode {
  /** Unique in the tree, and the same as in the feed. */
  readonly id: string
  /** The same within its supervisor: what `find` takes. Of the outermost supervisor its name. */
  readonly name: string
  /** When it entered its phase, in ms since the epoch. */
  readonly since: number
  /** Why its latest link or life ended, or would not begin; null while none has. */
  readonly cause: FeedCause | null
  /** Whether a `drain` of it, or of what it is part of, is under way. */
  readonly isDraining: boolean
}

/** A supervisor. */
export interface SupervisorNode extends AnyNode {
  /** Tells nodes apart. */
  readonly kind: 'supervisor'
  /** Where it is in its life. */
  readonly phase: SupervisorPhase
  /** How often its parent started it again. */
  readonly restarts: number
  /** Who is started again with a child. */
  readonly strategy: StrategyName
  /** Whether its children come and go. */
  readonly dynamic: boolean
  /** How many restarts of all its children together a window may hold. */
  readonly intensity: Intensity
  /** Where it gave up: from it to the innermost supervisor that did. Null while it did not, and once it is started again. */
  readonly gaveUp: readonly Escalation[] | null
  /** Null of the one that was asked for the tree. */
  readonly child: AsChild | null
  /** In the order of their declaration. */
  readonly children: readonly ChildNode[]
}

/** What connections that are dialled and programs that run tell alike. */
export interface RunningNode extends AnyNode {
  /** Where it is in its life. */
  readonly phase: Phase
  /** How often its supervisor started it again. */
  readonly restarts: number
  /** Where it dials; of a program, what runs. */
  readonly endpoint: string | null
  /** Counts its links from 1, those that would not open included; of a program its runs. */
  readonly generation: number
  /** The remote address, while there is a link and it has one. */
  readonly peer: string | null
  /** When its delay before the next dial, or its restart, is over, in ms since the epoch; null unless it waits for that. */
  readonly retryAt: number | null
  /** Whether no business frame has come for `staleAfterMs`; false where that is not watched. */
  readonly isStale: boolean
  /** What it is to its supervisor. */
  readonly child: AsChild
}

/** A connection that is dialled. */
export interface ConnectionNode extends RunningNode {
  /** Tells nodes apart. */
  readonly kind: 'connection'
}

/** A program that runs. */
export interface ProgramNode extends RunningNode {
  /** Tells nodes apart. */
  readonly kind: 'program'
}

/** A listener. */
export interface ListenerNode extends AnyNode {
  /** Tells nodes apart. */
  readonly kind: 'listener'
  /** Where it is in its life. */
  readonly phase: ListenerPhase
  /** How often its supervisor started it again. */
  readonly restarts: number
  /** Where it listens; the real port once bound. */
  readonly endpoint: string
  /** How many accepted connections live. */
  readonly size: number
  /** The same by phase; those in which there are none are left out. */
  readonly phases: Readonly<Partial<Record<Phase, number>>>
  /** Each of them, oldest first; null unless they were asked for. */
  readonly accepted: readonly AcceptedNode[] | null
  /** What it is to its supervisor. */
  readonly child: AsChild
}

/** A connection that a peer dialled. */
export interface AcceptedNode extends AnyNode {
  /** Tells nodes apart. */
  readonly kind: 'accepted'
  /** Where it is in its life. */
  readonly phase: Phase
  /** The remote address, where there is one. */
  readonly peer: string | null
  /** Who the peer is, where its listener asks; null elsewhere, and before it is known. */
  readonly identity: string | null
  /** Whether no business frame has come for `staleAfterMs`; false where that is not watched. */
  readonly isStale: boolean
}

/** Whatever a supervisor declares. */
export type ChildNode = SupervisorNode | ConnectionNode | ProgramNode | ListenerNode

/** The whole. */
export interface Tree extends SupervisorNode {
  /** The version of the form; it changes when a reader would have to. */
  readonly v: 1
  /** When it was looked at, in ms since the epoch. */
  readonly at: number
}
