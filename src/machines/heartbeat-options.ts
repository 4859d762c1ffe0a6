/** The options of a heartbeat: which one, how often, and when silence is a verdict; checked at the door and compiled. */
import { OptionError } from '../transport/transport.ts'
import {
  ableOption,
  checkOptions,
  flagOption,
  hookOption,
  integerOption,
  millisOption,
  refuse,
} from './check.ts'
import type { DetectorRule } from './detector/detector.ts'
import { fixed } from './detector/fixed.ts'
import type { HeartbeatPlan } from './heartbeat.ts'
import { NEVER } from './never.ts'
import {
  type Carrier,
  checkProtocol,
  type HeartbeatProtocol,
  isTransportPing,
  protocolPing,
} from './protocol.ts'

/** Which heartbeat, how often, and when silence is a verdict. */
export interface HeartbeatOptions {
  /** What goes over the wire. Default `protocolPing` where the transport has a ping of its own; elsewhere none. */
  readonly protocol?: HeartbeatProtocol
  /** How often a beat goes out, in ms. Default 10 000; at least 10. */
  readonly everyMs?: number
  /** How long a sign of life is waited for after the beat that asks for it, in ms. Default 5000; at least 10. */
  readonly timeoutMs?: number
  /**
   * Misses in a row from alive to dead. Default 3; from 1 to 1000. The first makes the peer suspect, each further one is
   * a probe that was not answered within `timeoutMs`: short for `suspect: { forMs: (misses − 1) × timeoutMs, probes: misses − 1 }`.
   */
  readonly misses?: number
  /** What becomes of a suspect; in place of `misses`. */
  readonly suspect?: SuspectOptions
  /**
   * Leave beats out while traffic proves life, but for one after the link has opened and after a stall, which keeps those
   * of many apart. Default false: the peer may count on our beats.
   */
  readonly skipWhenHeard?: boolean
  /**
   * How silence is judged. Default `fixed`: exactly by the limits above. `phi(…)` and `adaptive(…)` learn how late signs
   * of life use to be and judge sooner, never later. So whatever the detector, a peer silent from t on is dead by
   * `t + everyMs + timeoutMs + suspect.forMs` (with `misses`: `t + everyMs + misses × timeoutMs`), plus one tick.
   * `none`: beats go out, silence is never judged.
   */
  readonly detector?: 'fixed' | 'none' | DetectorRule
}

/** How long a suspect has, and how often it is asked meanwhile. */
export interface SuspectOptions {
  /** How long it may stay silent before it is dead, in ms; at least 10, or 0 for not at all. Default twice `timeoutMs`. */
  readonly forMs?: number
  /**
   * How many probes go out meanwhile, spread evenly, the first one at once. From 1 to 999, and at least 10 ms apart;
   * 0 where `forMs` is. Default one for each `timeoutMs`.
   */
  readonly probes?: number
}

const HEARTBEAT_KEYS = [
  'protocol',
  'everyMs',
  'timeoutMs',
  'misses',
  'suspect',
  'skipWhenHeard',
  'detector',
] as const

/** Shorter intervals than this are beyond the finest tick. */
const SHORTEST_BEAT_MS = 10
const MOST_MISSES = 1_000

/** @throws OptionError when it is missing, or cannot work on this transport. */
export function protocolOf({ protocol: given }: HeartbeatOptions, carrier: Carrier): HeartbeatProtocol {
  const protocol = given ?? (carrier.pings === true ? protocolPing : undefined)
  if (typeof protocol !== 'object') {
    refuse('heartbeat.protocol', 'a protocol, such as pingPong or listenOnly', protocol)
  }
  checkProtocol(protocol, carrier)
  return protocol
}

/** @throws OptionError naming the option that cannot be used. */
export function heartbeatPlan(options: HeartbeatOptions, protocol: HeartbeatProtocol | null): HeartbeatPlan {
  checkOptions('heartbeat', options, HEARTBEAT_KEYS)
  const everyMs = millisOption('heartbeat.everyMs', options.everyMs ?? 10_000, SHORTEST_BEAT_MS)
  const suspectMs = millisOption('heartbeat.timeoutMs', options.timeoutMs ?? 5_000, SHORTEST_BEAT_MS)
  const { forMs, probes } = suspectOf(options, suspectMs)
  const limits = { suspectMs, deadMs: suspectMs + forMs }
  const rule = ruleOf(options.detector)
  const judge = rule ?? fixed
  const shortestMs = millisOption('heartbeat.detector.shortestMs', judge.shortestMs(limits), SHORTEST_BEAT_MS)
  const probesApart = probes === 0 ? NEVER : forMs / probes
  return Object.freeze({
    everyMs,
    misses: probes + 1,
    beats: (protocol?.beat ?? null) !== null,
    skipWhenHeard: flagOption('heartbeat.skipWhenHeard', options.skipWhenHeard ?? false),
    rule,
    limits,
    tightestMs: Math.min(everyMs, shortestMs, probesApart),
    learnsFrom:
      isTransportPing(protocol?.beat ?? null) || (protocol?.pong ?? null) !== null ? 'answers' : 'gaps',
    detector: ableOption('heartbeat.detector', judge.detector(limits), 'learn', 'suspicion'),
  })
}

function ruleOf(detector: HeartbeatOptions['detector'] = 'fixed'): DetectorRule | null {
  const name = 'heartbeat.detector'
  if (detector === 'fixed') return fixed
  if (detector === 'none') return null
  if (typeof detector !== 'object' || detector === null) {
    refuse(name, 'fixed, none, or a rule such as phi() of pulsetree/detectors', detector)
  }
  hookOption(`${name}.teacher`, detector.teacher ?? undefined)
  return ableOption(name, detector, 'detector', 'shortestMs')
}

function suspectOf({ misses, suspect }: HeartbeatOptions, timeoutMs: number): Required<SuspectOptions> {
  if (suspect === undefined) {
    const probes = integerOption('heartbeat.misses', misses ?? 3, 1, MOST_MISSES) - 1
    return { forMs: probes * timeoutMs, probes }
  }
  const name = 'heartbeat.suspect'
  checkOptions(name, suspect, ['forMs', 'probes'])
  if (misses !== undefined) throw new OptionError(name, 'misses say the same; give one of them')
  const leastMs = suspect.forMs === 0 ? 0 : SHORTEST_BEAT_MS
  const forMs = millisOption(`${name}.forMs`, suspect.forMs ?? 2 * timeoutMs, leastMs)
  const most = Math.min(MOST_MISSES - 1, Math.floor(forMs / SHORTEST_BEAT_MS))
  const usual = Math.min(most, Math.max(1, Math.round(forMs / timeoutMs)))
  return { forMs, probes: integerOption(`${name}.probes`, suspect.probes ?? usual, Math.min(1, forMs), most) }
}
