/** A part of a tree as the inspector shows it: flat, with the id of what it is under. */
import type { Phase } from '../../machines/events.ts'
import type { SupervisorPhase } from '../../supervisor/chart.ts'
import type { ListenerPhase } from '../../supervisor/listener.ts'
import type { ChildLife } from '../../supervisor/tree/nodes.ts'
import type { FeedCause } from '../../transport/transport.ts'

export type NodeKind = 'supervisor' | 'connection' | 'program' | 'listener' | 'accepted'

export interface ShownNode {
  /** Unique in the tree. */
  readonly id: string
  /** Null of the outermost supervisor. */
  readonly parent: string | null
  /** What people call it: its id without that of what it is under. */
  readonly name: string
  readonly kind: NodeKind
  readonly phase: Phase | SupervisorPhase | ListenerPhase
  /** When it entered its phase, in ms since the epoch. */
  readonly since: number
  /** Why its latest link or life ended; null while none has. */
  readonly cause: FeedCause | null
  readonly restarts: number
  readonly endpoint: string | null
  readonly peer: string | null
  readonly identity: string | null
  /** Counts its links from 1; null where it has none. */
  readonly generation: number | null
  /** When its delay is over, in ms since the epoch; null unless it waits for that. */
  readonly retryAt: number | null
  readonly isStale: boolean
  readonly isDraining: boolean
  /** How its supervisor sees it; null where it has none, or that is not known (of a recording). */
  readonly life: ChildLife | null
  /** Of a supervisor: who is started again with a child. Else null. */
  readonly strategy: string | null
}
