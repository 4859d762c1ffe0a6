/** What was asked of children and supervisors: the numbers that promises are measured by, read off a supervisor. */
import { type Backoff, backoffOf } from '../../machines/backoff.ts'
import { heartbeatPlan } from '../../machines/heartbeat-options.ts'
import type { LinkOptions } from '../../machines/options.ts'
import { listenOnly } from '../../machines/protocol.ts'
import type { ChildPlan } from '../../supervisor/child.ts'
import type { Intensity } from '../../supervisor/intensity.ts'
import type { StrategyName } from '../../supervisor/strategy.ts'
import { Supervisor } from '../../supervisor/supervisor.ts'

/** How silence is judged. */
export interface Judged {
  readonly everyMs: number
  /** At the latest: how late a sign of life may be before the peer is suspect, and before it is dead. */
  readonly suspectMs: number
  readonly deadMs: number
  /** The longest that is waited for the answer to one probe. */
  readonly patienceMs: number
  /** The soonest that a detector that learns may judge; else {@link suspectMs}. */
  readonly shortestMs: number
  readonly learns: boolean
}

/** Of a connection, dialled or run. */
export interface ConnectionFacts {
  /** Null where silence is not judged. */
  readonly judged: Judged | null
  readonly backoff: Backoff
  readonly connectMs: number
  readonly handshakeMs: number
  readonly closeMs: number
  readonly rotates: boolean
  /** Whether its delays are those that nobody asked for: then it may be a canary before they are over. */
  readonly isUsual: boolean
}

/** Of whatever a supervisor keeps. */
export type ChildFacts = Pick<ChildPlan, 'restart' | 'intensity' | 'delays' | 'shutdownMs'>

/** Of a supervisor. */
export interface SupervisorFacts {
  readonly intensity: Intensity
  readonly strategy: StrategyName
  readonly isDynamic: boolean
  readonly mayShutDown: boolean
}

/** Where facts come from. Each is asked anew whenever it matters, since options may change. */
export interface FactBook {
  connection(id: string): ConnectionFacts | null
  child(id: string): ChildFacts | null
  supervisor(id: string): SupervisorFacts | null
}

/** The facts of a tree. */
export function factsOf(root: Supervisor): FactBook {
  return {
    connection(id) {
      const said = entryOf(root, id)?.said
      return said === undefined ? null : connectionFacts(said)
    },
    child: (id) => entryOf(root, id)?.plan ?? null,
    supervisor(id) {
      const found = id === root.id ? root : root.find(id)
      if (!(found instanceof Supervisor)) return null
      const { intensity, strategy, isDynamic, autoShutdown } = found.branch.plan
      const name = strategy?.name ?? 'one_for_one'
      return { intensity, strategy: name, isDynamic, mayShutDown: autoShutdown !== 'never' }
    },
  }
}

/** What options say, their defaults filled in. */
export function connectionFacts(said: Said): ConnectionFacts {
  const { heartbeat = 'none', backoff, retry, rotation, connectTimeoutMs, handshakeTimeoutMs } = said
  return {
    judged: heartbeat === 'none' || heartbeat.detector === 'none' ? null : judgedBy(heartbeat),
    backoff: backoffOf(backoff),
    connectMs: msOf(connectTimeoutMs ?? 10_000),
    handshakeMs: msOf(handshakeTimeoutMs ?? 10_000),
    closeMs: said.closeTimeoutMs ?? 2_000,
    rotates: rotation !== undefined,
    isUsual: (backoff === undefined || Object.keys(backoff).every((key) => key === 'stableMs')) && !retry,
  }
}

type Said = NonNullable<ReturnType<typeof entryOf>>['said']

function judgedBy(options: Exclude<NonNullable<LinkOptions['heartbeat']>, 'none'>): Judged {
  const plan = heartbeatPlan(options, options.protocol ?? listenOnly)
  const { everyMs, limits, misses, rule } = plan
  const probes = misses - 1
  const apart = probes === 0 ? 0 : (limits.deadMs - limits.suspectMs) / probes
  return {
    everyMs,
    suspectMs: limits.suspectMs,
    deadMs: limits.deadMs,
    patienceMs: Math.max(limits.suspectMs, apart),
    shortestMs: rule?.shortestMs(limits) ?? limits.suspectMs,
    learns: (rule?.teacher ?? null) !== null,
  }
}

function entryOf(root: Supervisor, id: string) {
  const cut = id.lastIndexOf('/')
  const under = cut < 0 ? root : root.find(id.slice(0, cut))
  return under instanceof Supervisor ? under.branch.children.get(id) : undefined
}

function msOf(ms: number | false): number {
  return ms === false ? Number.POSITIVE_INFINITY : ms
}
