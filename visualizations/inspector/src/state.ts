/** All that the page knows, as signals: the parts that bring news write here, the parts that draw read. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ShownNode } from '../../../src/inspector/model/node.ts'
import type { Snapshot } from '../../../src/inspector/model/snapshot.ts'
import type { ActName, Permits, ShownBeside, ShownFrame, Vitals } from '../../../src/inspector/wire.ts'

/** Where the news comes from. */
export type Source =
  | { readonly is: 'loading' }
  /** A server that is there. */
  | { readonly is: 'live'; readonly name: string; readonly pid: number | null }
  /** It was there; `why` in plain words, `retryAt` in ms since the epoch. What is known stays on the page. */
  | { readonly is: 'lost'; readonly name: string; readonly why: string; readonly retryAt: number | null }
  /** The server does not let us in: the address lacks its token, or that of another run. */
  | { readonly is: 'refused'; readonly why: string }
  /** The tree has ended, and the server with it. */
  | { readonly is: 'ended'; readonly name: string }
  /** A recording. */
  | { readonly is: 'file'; readonly name: string }
  /** A file that cannot be read, and the place. */
  | { readonly is: 'error'; readonly why: string }

export const source: Signal<Source> = signal({ is: 'loading' })

export const NOTHING: Snapshot = { at: 0, nodes: new Map() }

/** The tree now; of a recording, at its end. */
export const present: Signal<Snapshot> = signal(NOTHING)

/** The moment that somebody stands on, in ms since the epoch; null: now. */
export const moment: Signal<number | null> = signal(null)

/** The tree at that moment: what is drawn. Set by whoever keeps the history, at most once a frame. */
export const shown: Signal<Snapshot> = signal(NOTHING)

/** Grows with every batch: what draws from the history asks again when it does. */
export const news: Signal<number> = signal(0)

/** The id of the node that is looked at closely. */
export const selected: Signal<string | null> = signal(null)

export const selectedNode: ReadonlySignal<ShownNode | null> = computed(() =>
  selected.value === null ? null : (shown.value.nodes.get(selected.value) ?? null),
)

export const permits: Signal<Permits> = signal({ acts: [], hardships: [], frames: false })

/** What stands beside the tree, as it is now: there is no history of it. */
export const beside: Signal<readonly ShownBeside[]> = signal([])

/** What is on the screen, for the tree, the map and the timeline alike. Empty text and null: all. */
export const search: Signal<string> = signal('')
export const phaseFilter: Signal<string | null> = signal(null)

/** One reading of a connection that is watched closely. */
export interface Reading extends Vitals {
  /** In ms since the epoch. */
  readonly at: number
}

/** The latest readings of those watched, oldest first; ten minutes at most. Replaced, never changed. */
export const readings: Signal<ReadonlyMap<string, readonly Reading[]>> = signal(new Map())

/** Ids whose readings are wanted because they are on the screen, by who wants them; 64 in all are asked for. */
export const wanted: Signal<ReadonlyMap<'panel' | 'timeline', readonly string[]>> = signal(new Map())

/** Whose frames are wanted; null: nobody's. */
export const framesOf: Signal<string | null> = signal(null)

/** The frames that came, oldest first; `left` were left out by the server. */
export const frames: Signal<{ readonly list: readonly ShownFrame[]; readonly left: number }> = signal({
  list: [],
  left: 0,
})

/** What the page can ask of the server; set by the part that talks to it. Resolves with why it could not be done, or null. */
export interface Server {
  act(act: ActName, id: string): Promise<string | null>
  hardship(name: string, id: string): Promise<string | null>
}

export const server: Signal<Server | null> = signal(null)
