/** XState's inspection events as Stately's tools exchange them: the form of `@statelyai/inspect` 0.7. */

/** What every event carries. */
export interface StatelyBase {
  /** The supervisor that is looked at. */
  readonly rootId: string
  /** Whom it is about: the same id as in the feed. */
  readonly sessionId: string
  /** In ms since the epoch, as text. */
  readonly createdAt: string
  /** Always null: the tools number them by themselves. */
  readonly id: null
  /** The version of the form. */
  readonly _version: string
}

/** Where an actor is. */
export interface StatelySnapshot {
  /** `done` at the end of a life, `stopped` once it is forgotten. */
  readonly status: 'active' | 'done' | 'stopped'
  /** The state of its chart. */
  readonly value: string
  /** What else is known of it. */
  readonly context: Readonly<Record<string, unknown>>
}

/** Something that happened, as an event of a machine: `type` is the chart's own, or `pulsetree.` and the kind of the feed's. */
export interface StatelyCause {
  /** What it is called. */
  readonly type: string
  readonly [detail: string]: unknown
}

/** There is an actor; told once more, it is the same one. */
export interface StatelyActorEvent extends StatelyBase {
  /** Tells events apart. */
  readonly type: '@xstate.actor'
  /** What people call it. */
  readonly name: string
  /** Whom it is under; undefined of the outermost. */
  readonly parentId: string | undefined
  /** Its machine's configuration as JSON, from which the tools draw the chart. */
  readonly definition: string
  /** Where it is. */
  readonly snapshot: StatelySnapshot
}

/** Something happened to an actor. */
export interface StatelyEventEvent extends StatelyBase {
  /** Tells events apart. */
  readonly type: '@xstate.event'
  /** Always undefined: the feed does not say who sent it. */
  readonly sourceId: undefined
  /** What happened. */
  readonly event: StatelyCause
}

/** An actor is somewhere else now. */
export interface StatelySnapshotEvent extends StatelyBase {
  /** Tells events apart. */
  readonly type: '@xstate.snapshot'
  /** What led there. */
  readonly event: StatelyCause
  /** Where it is. */
  readonly snapshot: StatelySnapshot
}

/** What is told. */
export type StatelyEvent = StatelyActorEvent | StatelyEventEvent | StatelySnapshotEvent

/** The version of `@statelyai/inspect` whose form this is. */
export const STATELY_VERSION = '0.7.2'
