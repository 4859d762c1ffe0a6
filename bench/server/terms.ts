/** What every server of this bench agrees to, and what the processes are started with. */

/** A beat to every peer each `everyMs`; a peer silent for `everyMs + misses × timeoutMs` may be dropped. */
export interface Terms {
  readonly everyMs: number
  readonly timeoutMs: number
  readonly misses: number
  /** How many connections will come. */
  readonly n: number
  /** The built library. */
  readonly dist: string
}

/** A server under measurement. Looking at it costs time: nobody does inside a window. */
export interface Subject {
  /** Resolves with the port of 127.0.0.1. */
  listen(): Promise<number>
  /** Connections that live. */
  open(): number
  /** Beats sent so far to those that live. */
  beats(): number
  /** Ends every connection in order, and the server; resolves when nothing is left. */
  stop(): Promise<void>
}

/** Those that a process of Node's hosts. */
export type HostedName = 'net-wheel' | 'ws' | 'engine.io' | 'pulsetree' | 'pulsetree-ws'

export type SubjectName = HostedName | 'go'

/** How long each part of a measurement takes. */
export interface Pace {
  /** Before the first connection: an idle process is watched, twice so long. */
  readonly idleMs: number
  /** After the last connection: what its set-up left behind is compiled and collected. */
  readonly settleMs: number
  /** The steady window of which the CPU is counted; the loop is watched in one of half its length, apart. */
  readonly windowMs: number
}
