/**
 * A machine as a plain value: what a picture, a listing or an inspector needs to know of it, and no code. It survives
 * `JSON.stringify` unchanged, and every field is always there.
 */

/** Anything JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface Chart {
  /** The machine's id. */
  readonly id: string
  readonly description: string | null
  /** The machine's root: its id is `#` and the machine's id, and everything else is below it. */
  readonly root: ChartState
}

export type StateKind = 'atomic' | 'compound' | 'parallel' | 'final' | 'shallow history' | 'deep history'

export interface ChartState {
  /** The path from the root, with dots between: `alive`, `open.idle`. */
  readonly id: string
  readonly key: string
  readonly kind: StateKind
  readonly description: string | null
  readonly tags: readonly string[]
  /** Where entering leads: a compound state's initial child, a history state's default. Else null. */
  readonly initial: ChartInitial | null
  readonly entry: readonly ChartAction[]
  readonly exit: readonly ChartAction[]
  readonly invokes: readonly ChartInvoke[]
  /** In the order in which they are tried: first those that wait for no event, then as declared. */
  readonly transitions: readonly ChartTransition[]
  readonly states: readonly ChartState[]
}

export interface ChartInitial {
  /** The id of a state. */
  readonly target: string
  readonly actions: readonly ChartAction[]
}

export interface ChartTransition {
  /** The event's type or pattern as XState has it; empty when the transition waits for no event (`always`). */
  readonly event: string
  /** The event as people read it: `link.opened`, `always`, `after 50 ms`, `done(fetch)`. */
  readonly label: string
  /** Its place among the transitions of its state for the same event, counted from 1; null when it is alone. */
  readonly branch: number | null
  /** The condition, composed ones spelled out: `open and not full`. Null: taken whenever it is reached. */
  readonly guard: string | null
  /** Ids of states. Empty: an internal transition, which leaves no state. */
  readonly targets: readonly string[]
  /** Leaves and enters its own state again even where it would not have to. */
  readonly reenter: boolean
  readonly actions: readonly ChartAction[]
  readonly description: string | null
}

export interface ChartAction {
  /** The name; for XState's own actions theirs (`assign`, `raise(tick)`), and `inline` for a function without any. */
  readonly name: string
  /** Parameters given in the machine; null when there are none, or when they are worked out at run time. */
  readonly params: Json
}

export interface ChartInvoke {
  readonly id: string
  /** The name of the actor's logic, or `inline`. */
  readonly src: string
}
