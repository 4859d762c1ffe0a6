/** A pool as the page shows it: its connections are parts of the tree, and here is what the pool makes of them. */
import type { BesideRow, ShownBeside } from '../wire.ts'
import { cut, fact, moment } from './facts.ts'
import { hasLists, hasMethods } from './form.ts'
import { toneOf } from './looks.ts'

/** One connection of a pool. */
export interface InspectedMember {
  /** The endpoint's id. */
  readonly id: string
  /** The id of its connection, in the tree. */
  readonly connection: string
  /** Where it leads. */
  readonly endpoint: string
  /** That of its connection. */
  readonly phase: string
  /** Calls under way. */
  readonly pending: number
  /** How many calls it got. */
  readonly calls: number
  /** How long they take, in ms; null before the first one. */
  readonly latencyMs: number | null
  /** Until when it is left out, in ms since the epoch; null when it is not. */
  readonly ejectedUntil: number | null
  /** Whether its endpoint has left. */
  readonly isLeaving: boolean
}

/** What is read of a pool: that of `pulsetree/pool` has it. */
export interface InspectedPool {
  /** That of its supervisor. */
  readonly id: string
  /** The present. */
  readonly store: {
    /** Where the pool is. */
    getSnapshot(): {
      readonly phase: string
      readonly isStale: boolean
      readonly isPanic: boolean
      readonly endpoints: number
    }
  }
  /** Its connections, as they are now: counts of calls change without a word. */
  readonly members: readonly InspectedMember[]
  /** Callers that wait. */
  readonly waiting: number
  /** By it pools are told from others. */
  acquire(options?: never): unknown
}

export function isPool(given: object): given is InspectedPool {
  return hasMethods(given, 'acquire', 'take') && hasLists(given, 'members') && 'store' in given
}

/** @param name what the host program calls it. */
export function shownPool(name: string, pool: InspectedPool, most: number): ShownBeside {
  const { phase, isStale, isPanic, endpoints } = pool.store.getSnapshot()
  const { id, members, waiting } = pool
  return {
    name,
    kind: 'pool',
    phase: cut(phase),
    tone: toneOf(phase),
    since: null,
    facts: [
      ...fact('endpoints', endpoints),
      ...fact('alive', `${members.filter((member) => member.phase === 'alive').length} of ${members.length}`),
      ...fact(
        'calls under way',
        members.reduce((sum, { pending }) => sum + pending, 0),
      ),
      ...fact('callers waiting', waiting === 0 ? null : waiting),
      ...fact('panic', isPanic ? 'too few are good: those left out are used after all' : null),
      ...fact('endpoints known', isStale ? 'as they were last: nobody can say just now' : null),
    ],
    rows: members.slice(0, most).map(rowOf),
    left: Math.max(0, members.length - most),
    link: id,
    chart: null,
  }
}

function rowOf(member: InspectedMember): BesideRow {
  const { id, connection, endpoint, phase, pending, calls, latencyMs, ejectedUntil, isLeaving } = member
  return {
    name: cut(id),
    level: 1,
    phase: cut(phase),
    tone: toneOf(phase === 'alive' && ejectedUntil !== null ? 'ejected' : phase),
    facts: [
      ...moment('left out until', ejectedUntil),
      ...fact('leaving', isLeaving ? 'after its calls' : null),
      ...fact('under way', pending),
      ...fact('calls', calls),
      ...fact(
        'latency',
        latencyMs === null ? null : `${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`,
      ),
      ...fact('endpoint', endpoint),
    ],
    link: connection,
  }
}
