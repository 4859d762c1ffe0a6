/**
 * The form of a recording: JSON lines, those of the feed and, where arrivals are recorded, those of a tape among them. A line
 * of a tape has the kind `tape`, a number `n` that counts such lines from 0, and one of {@link TapeLine}.
 *
 * The `log` is what happened, as text, since an arrival should cost some six bytes. A space begins an event; the number
 * behind it is how long after the event before, in quanta of 1/1024 ms (about a microsecond, and exact in binary: the
 * machines are told the very times that are written, so that they can be told the same again). Then come codes, each with its
 * numbers; all numbers are in base 36, so that small letters and digits are numbers, and all else are codes. Where a code is
 * about a link and has no number, it is the link of the code before. See {@link CODES}.
 */
import type { Cause } from '../../transport/transport.ts'

/** The version of the tape's form. */
export const TAPE_VERSION = 1
/** So many quanta are a millisecond. */
export const QUANTA_A_MS = 1_024
/** How exactly regular timers are timed: in steps of 1/8 ms. */
export const LATENESS_STEP = QUANTA_A_MS / 8
/** Chance is recorded as whole multiples of 1 / this. */
export const CHANCES = 2 ** 24

/** What a code is about: which numbers follow it, and whether it happens to the machines or is done by them. */
interface Code {
  readonly about: 'link' | 'numbers' | 'digits'
  /** Whether it is done to the machines again at a replay; else it is what they find, or an account of what they did. */
  readonly isInput: boolean
}

/** Every code there is. */
export const CODES = {
  /** Timers of the usual rhythm fired, one for each digit: how late, in steps of 1/8 ms. Each one is an event. */
  '~': { about: 'digits', isInput: true },
  /** Another timer fired: how late, in quanta. */
  F: { about: 'numbers', isInput: true },
  /** A timer was called off that should have fired before: how late it was by then, in quanta. */
  L: { about: 'numbers', isInput: false },
  /** A life of a connection begins. */
  ')': { about: 'numbers', isInput: true },
  /** A connection was accepted: its number, the listener's, the link's. */
  A: { about: 'numbers', isInput: true },
  /** A dial: link, connection, and 0 for the first one of a life, 1 when the delay was over, 2 before that. */
  D: { about: 'numbers', isInput: true },
  /** The dial threw. */
  '%': { about: 'link', isInput: false },
  /** Of a link, as `LinkOwner` calls it: opened, heard, a business frame, an answer to a beat, the peer's own beat. */
  O: { about: 'link', isInput: true },
  H: { about: 'link', isInput: true },
  B: { about: 'link', isInput: true },
  P: { about: 'link', isInput: true },
  Q: { about: 'link', isInput: true },
  /** A frame has begun; it is complete. */
  G: { about: 'link', isInput: true },
  E: { about: 'link', isInput: true },
  /** A ping of the transport's own; the answer to ours, the latest one; to one before it. */
  I: { about: 'link', isInput: true },
  J: { about: 'link', isInput: true },
  K: { about: 'link', isInput: true },
  /** What waited to be sent is gone. */
  N: { about: 'link', isInput: true },
  /** Ended: link and number of the cause. */
  Z: { about: 'numbers', isInput: true },
  /** Released. */
  X: { about: 'link', isInput: true },
  /** Closed by us. */
  C: { about: 'link', isInput: false },
  /** Something was sent that the system did not take at once. */
  S: { about: 'link', isInput: true },
  /** Reading stops; it goes on. */
  '-': { about: 'link', isInput: true },
  '+': { about: 'link', isInput: true },
  /** How many bytes wait to be sent; how many have left: link and number. */
  '&': { about: 'numbers', isInput: false },
  $: { about: 'numbers', isInput: false },
  /** Of a connection: it was asked to stop (1: now), or to ask its peer. */
  M: { about: 'numbers', isInput: true },
  '!': { about: 'numbers', isInput: true },
  /** Its hooks are through; they have refused the link: the number of the cause. */
  '=': { about: 'numbers', isInput: true },
  '/': { about: 'numbers', isInput: true },
  /** The user's policy has answered: 1 for another dial, 0 for none, 2 where it threw. */
  T: { about: 'numbers', isInput: false },
  /** A number was drawn. */
  '?': { about: 'numbers', isInput: false },
  /** The wall clock was set forward, back: by how many ms. */
  W: { about: 'numbers', isInput: false },
  V: { about: 'numbers', isInput: false },
  /** How late timers may be (`Clock.slackMs`), in ms. */
  '@': { about: 'numbers', isInput: false },
  /** An event took long: at which look at the clock it went on, and by how many quanta. */
  R: { about: 'numbers', isInput: false },
} as const satisfies Readonly<Record<string, Code>>

export type CodeName = keyof typeof CODES

export function isCode(text: string): text is CodeName {
  return Object.hasOwn(CODES, text)
}

/** What a connection was told, as far as it is needed to run it again: times and rules, no contents. */
export interface Said {
  readonly accepts: boolean
  /** Whether the transport has a ping of its own. */
  readonly pings: boolean
  /** Options of `connect` and `listen` by their names, where they were given; those with a deadline `false` are off. */
  readonly options: Readonly<Record<string, unknown>>
  /** Whether hooks run for each link; whether one of them decides who may stay. */
  readonly hooks: boolean
  readonly authorises: boolean
  /** Whether there is a policy of the user's own. */
  readonly policy: boolean
}

/** One line of a tape, but for what all of them have. */
export type TapeLine =
  /** The first one: the version, and by how many ms the clock on the wall is ahead of the one that never goes back. */
  | { readonly tape: number; readonly aheadMs: number }
  /** Something that connections may have been told. */
  | { readonly plan: number; readonly said: Said }
  /** A connection, by its number; `listener` is that of one that was accepted. */
  | {
      readonly connection: number
      readonly id: string
      readonly plan: number
      readonly endpoint?: string
      readonly listener?: number
    }
  /** A listener. */
  | { readonly listener: number; readonly plan: number; readonly endpoint: string }
  /** A cause of which the log tells by its number. */
  | { readonly cause: number; readonly is: Omit<Cause, 'error'> }
  /** The last one: the supervisor has ended. */
  | { readonly end: true }
  /** What happened: `from` is the time of the event before, in quanta. */
  | { readonly from: number; readonly log: string }
