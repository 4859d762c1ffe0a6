/** From what was written of a connection's options to options again, with whatever shall be otherwise. */
import { adaptive, type DetectorRule, phi } from '../../machines/detector/index.ts'
import type { HeartbeatOptions } from '../../machines/heartbeat-options.ts'
import type { ConnectOptions, LinkOptions } from '../../machines/options.ts'
import { protocolPing } from '../../machines/protocol.ts'
import { OptionError } from '../../transport/transport.ts'
import { type Fields, isFields } from './fields.ts'
import type { Said } from './form.ts'
import { WORDS } from './scripted-link.ts'

/** What shall be otherwise at a replay, for all connections: those of `connect` and `listen` that need no contents. */
export interface Otherwise
  extends Omit<LinkOptions, 'heartbeat' | 'onOpen' | 'holdFrames' | 'frames'>,
    Pick<ConnectOptions, 'connectTimeoutMs' | 'backoff'> {
  /** Times and detector; not the protocol, since what the peers said is what they were asked. */
  readonly heartbeat?: Omit<HeartbeatOptions, 'protocol'>
}

/**
 * Options that make the machines do as they were told.
 * @throws OptionError naming what cannot be told again: a detector of one's own that was not given anew.
 */
export function toldBy({ options, accepts }: Said, otherwise: Otherwise): ConnectOptions {
  const { heartbeat: times, backoff, connectTimeoutMs, ...rest } = otherwise
  const dials = accepts ? {} : { ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }) }
  const { heartbeat, backoff: said, ...own } = options
  const merged = backoff === undefined ? said : { ...(isFields(said) ? said : {}), ...backoff }
  return {
    ...own,
    ...rest,
    ...dials,
    ...(accepts || merged === undefined ? {} : { backoff: { ...merged } }),
    ...(heartbeat === undefined || heartbeat === 'none'
      ? keptHeartbeat(heartbeat, times)
      : { heartbeat: heartbeatBy(heartbeat, times ?? {}) }),
    frames: 'ignore',
  }
}

/** None that was asked for stays none; that of a transport which pings by itself may have other times. */
function keptHeartbeat(
  heartbeat: 'none' | undefined,
  times: Otherwise['heartbeat'],
): Pick<ConnectOptions, 'heartbeat'> {
  if (heartbeat === 'none') return { heartbeat }
  return times === undefined ? {} : { heartbeat: times }
}

function heartbeatBy(said: unknown, otherwise: Omit<HeartbeatOptions, 'protocol'>): HeartbeatOptions {
  if (!isFields(said)) throw new OptionError('heartbeat', 'the recording has none')
  const { protocol, detector, misses, suspect, ...times } = said
  const { misses: _, suspect: __, ...rest } = otherwise
  // They say the same: what is said otherwise takes the place of either.
  const isOther = otherwise.misses !== undefined || otherwise.suspect !== undefined
  const patience: Fields = isOther
    ? {
        ...(otherwise.misses === undefined ? {} : { misses: otherwise.misses }),
        ...(otherwise.suspect === undefined ? {} : { suspect: otherwise.suspect }),
      }
    : { ...(misses === undefined ? {} : { misses }), ...(suspect === undefined ? {} : { suspect }) }
  return {
    ...times,
    ...patience,
    ...(detector === undefined || otherwise.detector !== undefined ? {} : { detector: detectorBy(detector) }),
    ...(isFields(protocol) ? { protocol: protocolBy(protocol) } : {}),
    ...rest,
  }
}

function protocolBy({ beat, pong, answers }: Fields): NonNullable<HeartbeatOptions['protocol']> {
  const answer = answers === 'answered' ? WORDS.answer : null
  return {
    beat: beat === 'ping' ? protocolPing.beat : beat === 'frame' ? WORDS.beat : null,
    pong: pong === true ? WORDS.pong : null,
    ...(answers === null || answers === undefined ? {} : { answers: [{ ping: WORDS.ping, pong: answer }] }),
  }
}

function detectorBy(said: unknown): 'fixed' | 'none' | DetectorRule {
  if (said === 'fixed' || said === 'none') return said
  const rule = isFields(said) ? said : {}
  const options = isFields(rule['options']) ? rule['options'] : null
  if (rule['name'] === 'phi' && options !== null) return phi(options)
  if (rule['name'] === 'adaptive' && options !== null) return adaptive(options)
  const problem = `the recording was made with a detector of one's own, ${JSON.stringify(rule['name'])}: give it to replay`
  throw new OptionError('heartbeat.detector', problem)
}
