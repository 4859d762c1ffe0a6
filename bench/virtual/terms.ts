/** What the process of this bench is started with. */

/** `links`: the ends of the network with nobody above them. `pulsetree`: the same ends, supervised. */
export type CrowdName = 'links' | 'pulsetree'

export interface CrowdInput extends Pace {
  readonly crowd: CrowdName
  readonly n: number
  /** The built library. */
  readonly dist: string
  readonly everyMs: number
  readonly timeoutMs: number
  readonly misses: number
}

/** How long each part of a measurement takes. */
export interface Pace {
  /** After the last connection. One interval of beats, so that each has measured a round trip. */
  readonly settleMs: number
  readonly windowMs: number
}
