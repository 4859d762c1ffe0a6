/** What connections were told, as it is written into a recording: times, limits and rules; nothing of what they say to peers. */
import type { AcceptOptions, ConnectOptions, LinkOptions } from '../../machines/options.ts'
import { isTransportPing } from '../../machines/protocol.ts'
import type { Said } from './form.ts'

/** Options of links, of dials and of listeners that are numbers, `false`, or plain objects of numbers and words. */
const PLAIN = [
  'handshakeTimeoutMs',
  'firstFrameTimeoutMs',
  'frameTimeoutMs',
  'readTimeoutMs',
  'writeTimeoutMs',
  'idleMs',
  'staleAfterMs',
  'whenStale',
  'maxAgeMs',
  'closeTimeoutMs',
  'connectTimeoutMs',
] as const

/** What a heartbeat is, without its words. */
export interface SaidProtocol {
  /** `ping`: the transport's own; `frame`: something is sent; null: nothing is. */
  readonly beat: 'ping' | 'frame' | null
  /** Whether an answer is recognised. */
  readonly pong: boolean
  /** What becomes of the peer's own beats; null where none are recognised. */
  readonly answers: 'answered' | 'seen' | null
}

type Told = ConnectOptions & AcceptOptions & { readonly identity?: unknown }

/** @param options as they were given, and have been accepted at the door. */
export function saidOf(options: Told, accepts: boolean, pings: boolean): Said {
  const kept: Record<string, unknown> = {}
  for (const name of PLAIN) if (options[name] !== undefined) kept[name] = options[name]
  if (options.heartbeat !== undefined) kept['heartbeat'] = heartbeatOf(options.heartbeat)
  if (options.backoff !== undefined) {
    const { attempts, ...backoff } = options.backoff
    kept['backoff'] =
      attempts === undefined || attempts === Number.POSITIVE_INFINITY ? backoff : { ...backoff, attempts }
  }
  return {
    accepts,
    pings,
    options: kept,
    hooks: [options.onOpen, options.authorise, options.identity].some((hook) => hook !== undefined),
    authorises: options.authorise !== undefined || options.identity !== undefined,
    policy: options.retry !== undefined,
  }
}

function heartbeatOf(heartbeat: NonNullable<LinkOptions['heartbeat']>): unknown {
  if (heartbeat === 'none') return heartbeat
  const { protocol, detector, ...times } = heartbeat
  return {
    ...times,
    ...(protocol === undefined ? {} : { protocol: protocolOf(protocol) }),
    ...(detector === undefined ? {} : { detector: detectorOf(detector) }),
  }
}

function protocolOf({
  beat,
  pong,
  answers = [],
}: NonNullable<Exclude<NonNullable<LinkOptions['heartbeat']>, 'none'>['protocol']>): SaidProtocol {
  const isAnswered = answers.some(({ pong }) => pong !== null)
  return {
    beat: beat === null ? null : isTransportPing(beat) ? 'ping' : 'frame',
    pong: pong !== null,
    answers: answers.length === 0 ? null : isAnswered ? 'answered' : 'seen',
  }
}

/** A word, or a rule by its name and what it was made with; a rule of the user's own has no options that we know. */
function detectorOf(
  detector: NonNullable<Exclude<NonNullable<LinkOptions['heartbeat']>, 'none'>['detector']>,
): unknown {
  if (typeof detector === 'string') return detector
  return { name: detector.name, options: detector.options ?? null }
}
