/** What is read of a tree when somebody collects: connections by phase, and the sums that its connections keep anyhow. */
import type { Counts } from '../machines/traffic.ts'
import type { Connection } from '../supervisor/handle.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import type { Figures } from './figures.ts'
import { originOf } from './origin.ts'

type Moved = Pick<Counts, 'frames' | 'beats' | 'reconnects'>

export class TreeFigures {
  readonly #supervisor: Supervisor
  readonly #figures: Figures
  readonly #addresses: boolean
  /** What went over connections that have ended. */
  #past: Moved = { frames: 0, beats: 0, reconnects: 0 }
  #ended = 0

  constructor(supervisor: Supervisor, figures: Figures, addresses: boolean) {
    this.#supervisor = supervisor
    this.#figures = figures
    this.#addresses = addresses
  }

  /** A connection has ended for good: it is found in the tree no more. */
  ended(counts: Moved): void {
    this.#past = sumOf(this.#past, counts)
    this.#ended += 1
  }

  ask(): void {
    const figures = this.#figures
    let sum = this.#past
    for (const connection of connectionsOf(this.#supervisor)) {
      const origin = originOf(connection, this.#addresses)
      figures.add('connections', 1, { 'pulsetree.phase': connection.phase, ...origin })
      if (connection.isStale) figures.add('stale', 1, origin)
      sum = sumOf(sum, connection.counts)
    }
    figures.set('frames', sum.frames)
    figures.set('beats', sum.beats)
    figures.set('reconnects', sum.reconnects)
    figures.set('ended', this.#ended)
    this.#askQuality()
  }

  #askQuality(): void {
    const figures = this.#figures
    const { quality, stalls } = this.#supervisor
    figures.set('misses', quality.misses)
    figures.set('suspicions', quality.suspicions)
    figures.set('verdicts', quality.verdicts)
    figures.set('survived', quality.stalls)
    figures.set('stalls', stalls.count)
    figures.set('stallTime', stalls.lostMs / 1_000)
    if (quality.rttMs === null) return
    figures.set('roundTrip', quality.rttMs.p50 / 1_000, { 'pulsetree.quantile': 0.5 })
    figures.set('roundTrip', quality.rttMs.p99 / 1_000, { 'pulsetree.quantile': 0.99 })
  }
}

/** All that have not ended for good, those of nested supervisors included. */
function* connectionsOf(supervisor: Supervisor): Generator<Connection> {
  yield* supervisor.connections
  for (const child of supervisor.children)
    if ('connections' in child && 'feed$' in child) yield* connectionsOf(child)
}

function sumOf(one: Moved, other: Moved): Moved {
  return {
    frames: one.frames + other.frames,
    beats: one.beats + other.beats,
    reconnects: one.reconnects + other.reconnects,
  }
}
