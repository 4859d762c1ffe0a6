/** What every fleet of this bench agrees to, and what the processes are started with. */

/** A beat to the server each `everyMs`; a server silent for `everyMs + misses × timeoutMs` is left. */
export interface Terms {
  readonly port: number
  readonly everyMs: number
  readonly timeoutMs: number
  readonly misses: number
  /** The built library. */
  readonly dist: string
}

/** A fleet under measurement. Looking at it costs time: nobody does inside a window. */
export interface Fleet {
  dial(index: number): void
  /** Connections that live. */
  open(): number
  /** Beats sent so far. */
  beats(): number
  /** Ends every connection in order; resolves when nothing is left. */
  stop(): Promise<void>
}

export type FleetName = 'net-wheel' | 'pulsetree'

/** How long each part of a measurement takes. */
export interface Pace {
  /** After the last connection: what its set-up left behind is compiled and collected. */
  readonly settleMs: number
  /** The steady window of which the CPU is counted. */
  readonly windowMs: number
}
