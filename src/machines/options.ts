/** What a connection can be told, checked at the door and compiled once for all connections that share it. */
import { type Cut, OptionError, type Payload } from '../transport/transport.ts'
import { type Backoff, type BackoffOptions, backoffOf } from './backoff.ts'
import {
  ableOption,
  checkOptions,
  choiceOption,
  deadlineOption,
  hookOption,
  integerOption,
  millisOption,
  refuse,
} from './check.ts'
import type { HeartbeatPlan } from './heartbeat.ts'
import { type HeartbeatOptions, heartbeatPlan, protocolOf } from './heartbeat-options.ts'
import type { AuthoriseHook, LetIn, OpenHook } from './hooks.ts'
import { NEVER } from './never.ts'
import { type Carrier, isTransportPing } from './protocol.ts'
import { type RetryPolicy, retryByCause } from './retry.ts'
import { type Sorter, sorterFor } from './sorter.ts'

export type { Carrier } from './protocol.ts'

/** Frames that are sent while there is no link. */
export interface QueueOptions {
  /** How many frames wait at the most; from 1 to 1 000 000. */
  readonly max: number
  /** Which one goes when one more comes: the one that waited longest, or the new one. Each drop is an event. */
  readonly drop: 'oldest' | 'newest'
}

/** Makes of a connection one that replaces its links: what `rotation(…)` of `pulsetree/rotation` makes. */
export interface Rotation {
  /** @internal Typed where connections, worlds and sessions are known: `rotating.ts`. */
  readonly rotator: unknown
}

/** What every connection can be told, dialled or accepted. Durations are milliseconds; `false` switches a deadline off. */
export interface LinkOptions {
  /**
   * Default: the transport's own ping where it has one (WebSocket in Node), with the defaults of {@link HeartbeatOptions},
   * unless `idleMs` is set, which its answers would put off for ever; elsewhere `none`, since there is no heartbeat that
   * peers could know of.
   */
  readonly heartbeat?: HeartbeatOptions | 'none'
  /** Handshakes above the transport's: `authorise` and `onOpen`. Default 10 000. */
  readonly handshakeTimeoutMs?: number | false
  /** From the link's opening to its first whole frame; the connection is `connecting` until then. Default off. */
  readonly firstFrameTimeoutMs?: number | false
  /** From the first bytes of a frame to its last. Default 30 000: trickled bytes do not live for ever. */
  readonly frameTimeoutMs?: number | false
  /** Nothing read for this long, heartbeats included, ends the link; blamed on the peer. Default off. */
  readonly readTimeoutMs?: number | false
  /** Bytes to be sent make no progress for this long: the link ends. Default 5000. */
  readonly writeTimeoutMs?: number | false
  /** As `readTimeoutMs`, but our own decision: the connection was not needed. Default off. */
  readonly idleMs?: number | false
  /**
   * No business frame for this long, whatever heartbeats say: the feed of the peer has stopped. Told of by the event
   * `stale`, then `fresh` when data comes again, and by `isStale`; time in which we did not read is not counted. Default off.
   */
  readonly staleAfterMs?: number | false
  /** Whether a stale connection is only told of, or its link ended, as `timeout` of `stale`; `end` needs `staleAfterMs`. Default `tell`. */
  readonly whenStale?: 'tell' | 'end'
  /** From the dial or accept on, whatever comes. Default off. */
  readonly maxAgeMs?: number | false
  /** How long an orderly close may take before the link is destroyed. Default 2000. */
  readonly closeTimeoutMs?: number
  /**
   * Frames kept for a subscriber that has not come yet, or for a slow async iteration, before reading pauses; it also
   * pauses at 4 MiB, however few frames that is; at 64 KiB while its hooks run. Default 1024; from 1 to 1 000 000. `frames: 'ignore'` drops them instead.
   */
  readonly holdFrames?: number
  /** `ignore`: business frames are counted and thrown away, for connections of which only the liveness matters. */
  readonly frames?: 'deliver' | 'ignore'
  /** Runs for each new link, before the connection is alive: authenticate, subscribe again. */
  readonly onOpen?: OpenHook
}

export interface ConnectOptions extends LinkOptions {
  /** Name resolution and dial, the transport's handshake included. Default 10 000. */
  readonly connectTimeoutMs?: number | false
  /** How long to wait before dialling again, and when to give up. Default: 1 s … 60 s with full jitter, for ever. */
  readonly backoff?: BackoffOptions
  /** Default {@link retryByCause}. */
  readonly retry?: RetryPolicy
  /** What becomes of frames sent while there is no link. Default: `send` rejects. */
  readonly queue?: QueueOptions
  /** How links are replaced by new ones before they end: `rotation(…)` of `pulsetree/rotation`. Default: not at all. */
  readonly rotation?: Rotation
}

export interface AcceptOptions extends LinkOptions {
  /**
   * Decides who may stay; after the first frame when `firstFrameTimeoutMs` is set. A WebSocket is open by then, and who
   * may not stay is told so by code 4403. The `authorise` of `websocketServer` is another one: it is asked before the
   * upgrade, and answers a status.
   */
  readonly authorise?: AuthoriseHook
}

/** The same, checked and complete; Infinity stands for "no deadline". One object serves all connections of a kind. */
export interface Plan {
  /** Whether it is for connections that peers dialled. */
  readonly accepts: boolean
  readonly cut: Cut
  readonly heartbeat: HeartbeatPlan | null
  readonly beat: Payload | null
  /** Whether the transport's own ping is the beat. */
  readonly pings: boolean
  readonly sorter: (() => Sorter) | null
  /** Heartbeats as they go over the wire, encoded once for all connections of the plan. */
  readonly wire: Map<Payload, Payload>
  /** The shortest time that anything here depends on: how fine ticks have to be. */
  readonly tightestMs: number
  readonly connectTimeoutMs: number
  readonly handshakeTimeoutMs: number
  readonly firstFrameTimeoutMs: number
  readonly frameTimeoutMs: number
  readonly readTimeoutMs: number
  readonly writeTimeoutMs: number
  readonly idleMs: number
  readonly maxAgeMs: number
  readonly staleAfterMs: number
  readonly endsStale: boolean
  readonly closeTimeoutMs: number
  readonly holdFrames: number
  readonly ignoreFrames: boolean
  readonly onOpen: OpenHook | undefined
  readonly authorise: LetIn | undefined
  readonly backoff: Backoff
  readonly retry: RetryPolicy
  readonly queue: QueueOptions | null
  readonly rotation: Rotation | null
}

/** The deadlines that can be switched off, and what they are unless somebody says otherwise. */
const LINK_DEADLINES = {
  handshakeTimeoutMs: 10_000,
  firstFrameTimeoutMs: NEVER,
  frameTimeoutMs: 30_000,
  readTimeoutMs: NEVER,
  writeTimeoutMs: 5_000,
  idleMs: NEVER,
  maxAgeMs: NEVER,
  staleAfterMs: NEVER,
}

const LINK_KEYS = [
  'heartbeat',
  ...Object.keys(LINK_DEADLINES),
  'whenStale',
  'closeTimeoutMs',
  'holdFrames',
  'frames',
  'onOpen',
]

const CONNECT_DEADLINES = { connectTimeoutMs: 10_000, ...LINK_DEADLINES }

const CONNECT_KEYS = [...LINK_KEYS, 'connectTimeoutMs', 'backoff', 'retry', 'queue', 'rotation']
const ACCEPT_KEYS = [...LINK_KEYS, 'authorise']

/** @throws OptionError naming the option that cannot be used. */
export function connectPlan(options: ConnectOptions, carrier: Carrier): Plan {
  checkOptions('connect', options, CONNECT_KEYS)
  return Object.freeze({
    ...linkPlan(options, carrier, deadlinesOf(CONNECT_DEADLINES, options)),
    accepts: false,
    authorise: undefined,
    backoff: backoffOf(options.backoff),
    retry: hookOption('retry', options.retry) ?? retryByCause,
    queue: queueOf(options.queue),
    rotation: options.rotation === undefined ? null : ableOption('rotation', options.rotation, 'rotator'),
  })
}

/** @throws OptionError naming the option that cannot be used. */
export function acceptPlan(options: AcceptOptions, carrier: Carrier): Plan {
  checkOptions('listen', options, ACCEPT_KEYS)
  return Object.freeze({
    ...linkPlan(options, carrier, { connectTimeoutMs: NEVER, ...deadlinesOf(LINK_DEADLINES, options) }),
    accepts: true,
    authorise: hookOption('authorise', options.authorise),
    backoff: backoffOf(),
    retry: () => false,
    queue: null,
    rotation: null,
  })
}

type LinkPlan = Omit<Plan, 'accepts' | 'authorise' | 'backoff' | 'retry' | 'queue' | 'rotation'>

type Deadlines = Readonly<Record<keyof typeof CONNECT_DEADLINES, number>>

/** Answers to pings of our own would keep a connection from ever being idle; and idleness notices a dead peer, too. */
function pingsUnasked({ idleMs = false }: LinkOptions, { pings = false }: Carrier): boolean {
  return pings && idleMs === false
}

function linkPlan(options: LinkOptions, carrier: Carrier, deadlines: Deadlines): LinkPlan {
  const { cut } = carrier
  const heartbeat = options.heartbeat ?? (pingsUnasked(options, carrier) ? {} : 'none')
  if (typeof heartbeat !== 'object' && heartbeat !== 'none') {
    refuse('heartbeat', "an object or 'none'", heartbeat)
  }
  const protocol = heartbeat === 'none' ? null : protocolOf(heartbeat, carrier)
  const beat = protocol?.beat ?? null
  const plan = heartbeat === 'none' ? null : heartbeatPlan(heartbeat, protocol)
  const closeTimeoutMs = millisOption('closeTimeoutMs', options.closeTimeoutMs ?? 2_000, 1)
  return {
    ...deadlines,
    cut,
    heartbeat: plan,
    beat: isTransportPing(beat) ? null : beat,
    pings: isTransportPing(beat),
    sorter: protocol === null ? null : sorterFor(protocol, cut),
    wire: new Map(),
    tightestMs: Math.min(plan?.tightestMs ?? NEVER, closeTimeoutMs, ...Object.values(deadlines)),
    endsStale: endsStale(options),
    closeTimeoutMs,
    holdFrames: integerOption('holdFrames', options.holdFrames ?? 1_024, 1, 1_000_000),
    ignoreFrames: choiceOption('frames', options.frames ?? 'deliver', ['deliver', 'ignore']) === 'ignore',
    onOpen: hookOption('onOpen', options.onOpen),
  }
}

/** Whoever says what follows means to have it watched. */
function endsStale({ staleAfterMs, whenStale = 'tell' }: LinkOptions): boolean {
  const ends = choiceOption('whenStale', whenStale, ['tell', 'end']) === 'end'
  if (ends && staleAfterMs === undefined) throw new OptionError('whenStale', 'needs staleAfterMs')
  return ends
}

function deadlinesOf<Name extends string>(
  usual: Readonly<Record<Name, number>>,
  given: Readonly<Partial<Record<NoInfer<Name>, number | false>>>,
): Record<Name, number> {
  const deadlines: Record<Name, number> = { ...usual }
  for (const name in usual) {
    const ms = given[name] ?? null
    if (ms !== null) deadlines[name] = deadlineOption(name, ms)
  }
  return deadlines
}

function queueOf(queue: QueueOptions | undefined): QueueOptions | null {
  if (queue === undefined) return null
  checkOptions('queue', queue, ['max', 'drop'])
  return Object.freeze({
    max: integerOption('queue.max', queue.max, 1, 1_000_000),
    drop: choiceOption('queue.drop', queue.drop, ['oldest', 'newest']),
  })
}
