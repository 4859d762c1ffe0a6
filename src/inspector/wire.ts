/**
 * What the inspector's server and its page say to each other: one JSON value a message, told apart by `t`. Contents of
 * frames are in it only where a host allowed them and somebody asked.
 *
 * Beside it the page may send the word `ping`, which is answered by `pong`: browsers have no ping of the protocol for it.
 */
import type { Tone } from '../charts/drawing/looks.ts'
import type { Phase } from '../machines/events.ts'
import type { Counts } from '../machines/traffic.ts'
import type { FeedEvent } from '../supervisor/feed.ts'
import type { ShownNode } from './model/node.ts'

/** The version of the form below; a page of another version asks to be loaded again. */
export const WIRE_VERSION = 1

/** A word of the host program, or of the demo: shown where it happened. */
export interface NoteEvent {
  readonly v: 1
  /** In ms since the epoch. */
  readonly at: number
  readonly kind: 'note'
  readonly text: string
}

/** What a timeline is made of. */
export type ShownEvent = FeedEvent | NoteEvent

/** What a page may ask for, where the host program allows it. */
export type ActName = 'stop' | 'restart' | 'reconnect'

/** A hardship that the host program offers: a button. */
export interface OfferedHardship {
  readonly name: string
  /** What the button says. */
  readonly label: string
  /** The ids that it can be done to. */
  readonly ids: readonly string[]
}

/** What this page may do. */
export interface Permits {
  readonly acts: readonly ActName[]
  readonly hardships: readonly OfferedHardship[]
  /** Whether contents of frames may be asked for. */
  readonly frames: boolean
}

/** A time that is counted down to. */
export interface Deadline {
  /**
   * What happens then: a beat goes out, a miss is counted, the verdict falls, the back-off is over, the link gets stable, data
   * is stale, a handshake has to be complete, a close has to be answered, a link is too old.
   */
  readonly of: 'beat' | 'miss' | 'verdict' | 'retry' | 'stable' | 'stale' | 'connect' | 'close' | 'age'
  /** In ms since the epoch; may lie in the past by a tick. */
  readonly at: number
}

/** How a connection is at one moment; asked for by id, since it moves with every frame. */
export interface Vitals {
  readonly id: string
  readonly phase: Phase
  readonly generation: number
  /** From 0 to 1; null without an open link. */
  readonly suspicion: number | null
  /** In ms of attention; null without an open link. */
  readonly silentMs: number | null
  /** The latest round-trip time, in ms; null when none was measured. */
  readonly rttMs: number | null
  /** In a row, now. */
  readonly misses: number
  /** As many in a row are the verdict; null where nobody judges by heartbeats. */
  readonly missLimit: number | null
  /** Whether anything was heard on the link that is open: a kernel accepts for a program that hangs. */
  readonly isProven: boolean
  readonly counts: Counts
  readonly deadlines: readonly Deadline[]
}

/** A frame, or a heartbeat, as the host program lets it be shown. */
export interface ShownFrame {
  /** In ms since the epoch. */
  readonly at: number
  readonly way: 'in' | 'out'
  readonly isBeat: boolean
  /** How long it was, in bytes. */
  readonly bytes: number
  /** Its beginning, as text where it is UTF-8, else in hex; null where the host keeps it to itself. */
  readonly text: string | null
  readonly isHex: boolean
  /** Whether it goes on after `text`. */
  readonly isCut: boolean
}

/** Something said of a part that stands beside the tree: in words, or a moment, in ms since the epoch. */
export type BesideFact =
  | { readonly label: string; readonly value: string }
  | { readonly label: string; readonly at: number }

/** One of those that such a part keeps or knows. */
export interface BesideRow {
  readonly name: string
  /** 2 of what belongs to the row of level 1 before it. */
  readonly level: 1 | 2
  /** Where it stands, in a word, and how that looks. */
  readonly phase: string
  readonly tone: Tone
  readonly facts: readonly BesideFact[]
  /** The id of the node that it belongs to; null where there is none. */
  readonly link: string | null
}

/** What its chart shows: the state it is in, and the arrow into it, as far as that is known. */
export interface BesideChart {
  readonly name: 'breaker'
  readonly state: string
  readonly from: string | null
  readonly event: string | null
  /** When it was taken, in ms since the epoch. */
  readonly at: number | null
}

/** A breaker, a pool or a registry as it is at one moment. */
export interface ShownBeside {
  /** What the host program calls it; unique among them. */
  readonly name: string
  readonly kind: 'breaker' | 'pool' | 'registry'
  readonly phase: string
  readonly tone: Tone
  /** When it entered its phase, in ms since the epoch; null where that was before anybody looked. */
  readonly since: number | null
  readonly facts: readonly BesideFact[]
  readonly rows: readonly BesideRow[]
  /** Rows that are left out: there are too many. */
  readonly left: number
  /** The id of its own node; null where it has none. */
  readonly link: string | null
  readonly chart: BesideChart | null
}

export type ServerMessage =
  /** The first one of every connection. `nodes` is the tree at `at`; what follows goes on from there. */
  | {
      readonly t: 'hello'
      readonly v: number
      readonly at: number
      readonly name: string
      /** Of the process that is watched; null where that is not known. */
      readonly pid: number | null
      readonly permits: Permits
      readonly nodes: readonly ShownNode[]
    }
  /** What happened since the one before, in order; at most ten a second. */
  | { readonly t: 'batch'; readonly at: number; readonly events: readonly ShownEvent[] }
  /** Too much happened to tell it one by one: the tree as it is now. `skipped` events are not told. */
  | {
      readonly t: 'nodes'
      readonly at: number
      readonly nodes: readonly ShownNode[]
      readonly skipped: number
    }
  /** Of those asked for by `watch`, ten times a second at most. */
  | { readonly t: 'vitals'; readonly at: number; readonly of: readonly Vitals[] }
  /** Of the one asked for; `left` more were left out. */
  | {
      readonly t: 'frames'
      readonly id: string
      readonly frames: readonly ShownFrame[]
      readonly left: number
    }
  /** The answer to the act of that number; why it could not be done, or null. */
  | { readonly t: 'done'; readonly n: number; readonly error: string | null }
  /** The page said something that is none of the below: the connection closes, with 4403. */
  | { readonly t: 'refused'; readonly why: string }
  /** Hardships that are offered have changed. */
  | { readonly t: 'permits'; readonly permits: Permits }
  /** All that stand beside the tree, as they are now: when something of it has changed, twice a second at most. */
  | { readonly t: 'beside'; readonly at: number; readonly of: readonly ShownBeside[] }
  /** The tree has ended; nothing more will come. */
  | { readonly t: 'ended'; readonly at: number }

export type PageMessage =
  /** Whose vitals are wanted from now on, 64 at most; and whose frames, if any. It replaces the one before. */
  | { readonly t: 'watch'; readonly ids: readonly string[]; readonly frames: string | null }
  | { readonly t: 'act'; readonly n: number; readonly act: ActName; readonly id: string }
  | { readonly t: 'hardship'; readonly n: number; readonly name: string; readonly id: string }
