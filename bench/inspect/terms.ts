/** What the programs of this bench are started with. */

/** Without an inspector; with one that nobody looks at; with one page open. */
export type InspectName = 'plain' | 'unwatched' | 'watched'

export interface Pace {
  /** After the last connection: what its set-up left behind is compiled and collected. */
  readonly settleMs: number
  readonly windowMs: number
}

/** How connections beat. */
export interface Terms {
  readonly everyMs: number
  readonly timeoutMs: number
  readonly misses: number
}

export interface InspectInput extends Pace, Terms {
  readonly subject: InspectName
  readonly n: number
  readonly dist: string
  /** Of the inspector. */
  readonly port: number
  readonly token: string
}

export interface PageInput {
  readonly url: string
  /** How many connections are watched closely. */
  readonly lanes: number
}
