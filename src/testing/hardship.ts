/**
 * What can go wrong, as plain data: one vocabulary for the network in memory, for real sockets on loopback, for
 * scenarios in files and for what a simulation draws. Inflicting a hardship answers its cure.
 */

import type { Verdict } from '../transport/memory.ts'

/** Two hosts, by name. Where a hardship goes one way only, it goes from the first to the second. */
export type Way = readonly [from: string, to: string]

export type { Verdict }

/** One hardship. Those with a duration last until they are cured; the others (`reset`, `stall`, `sleep`, `clock jump`) happen. */
export type Hardship =
  // — on the way —
  /** Every trip takes `ms` longer, and up to `jitterMs` more (default 0). Both ways unless `oneWay`. */
  | {
      readonly kind: 'delay'
      readonly between: Way
      readonly oneWay?: boolean
      readonly ms: number
      readonly jitterMs?: number
    }
  /** No more than so many bytes a second, per direction, shared by all connections of the way. At least 1. */
  | {
      readonly kind: 'bandwidth'
      readonly between: Way
      readonly oneWay?: boolean
      readonly bytesPerSecond: number
    }
  /** Nothing arrives, nobody is told, dials hang. What was sent arrives after the cure, as retransmission would have it. */
  | {
      readonly kind: 'cut'
      readonly between: Way
      readonly oneWay?: boolean
      /** Only the connections that there are: those dialled later pass. */
      readonly onlyOpen?: boolean
    }
  /** The same between every host of one group and every host of the other. */
  | {
      readonly kind: 'partition'
      readonly between: readonly [from: readonly string[], to: readonly string[]]
      readonly oneWay?: boolean
    }
  /** Every connection of the way is reset, at both ends. */
  | { readonly kind: 'reset'; readonly between: Way }
  /** A share (0 to 1) of all frames meets a verdict other than to pass. */
  | {
      readonly kind: 'frames'
      readonly between: Way
      readonly oneWay?: boolean
      readonly share: number
      readonly verdict: Exclude<Verdict, { readonly kind: 'pass' }>
    }
  // — at a host's door —
  /** Dials are refused: all, or those of one port. Open links stay. */
  | { readonly kind: 'refuse'; readonly host: string; readonly port?: number }
  /** Dials find no route. Open links stay. */
  | { readonly kind: 'unreachable'; readonly host: string }
  /** Dials are accepted and nobody ever says a word on them. Links accepted before go on. */
  | { readonly kind: 'mute'; readonly host: string }
  /** Its process reads no more than so many bytes a second from each connection; 0: none. */
  | { readonly kind: 'slow reader'; readonly host: string; readonly bytesPerSecond: number }
  // — in a host —
  /** Its process dies, all its connections are reset; with the cure it is started again. */
  | { readonly kind: 'crash'; readonly host: string }
  /** Its process does not run (SIGSTOP) until the cure (SIGCONT); its kernel does. */
  | { readonly kind: 'freeze'; readonly host: string }
  /** Its process is busy for `ms`: what falls due meanwhile runs late, before what arrived is read. */
  | { readonly kind: 'stall'; readonly host: string; readonly ms: number }
  /** The whole machine is suspended for `ms`: its monotonic clock stands still, its wall clock does not. */
  | { readonly kind: 'sleep'; readonly host: string; readonly ms: number }
  /** Its wall clock is set, forward or (negative) back. */
  | { readonly kind: 'clock jump'; readonly host: string; readonly ms: number }

/** What it is called. */
export type HardshipKind = Hardship['kind']
