/**
 * Heartbeat protocols: what a beat is on the wire, how an answer and a peer's own beat are recognised, and whether we
 * answer. A protocol is a small object, so a user's own is one literal.
 */
import {
  type Cut,
  type HeartbeatAnswer,
  messageOf,
  OptionError,
  type Pattern,
  type Payload,
} from '../transport/transport.ts'
import { checkOptions, refuse } from './check.ts'

export type { HeartbeatAnswer, Pattern } from '../transport/transport.ts'

/** The transport's own ping, answered by its own pong without the peer's program: the control frames of WebSocket. */
export interface TransportPing {
  /** Always this: what tells it from a payload. */
  readonly kind: 'transport-ping'
}

/** A heartbeat as both sides speak it: what we send, what comes back, and what the peer sends unasked. */
export interface HeartbeatProtocol {
  /** What we send, as one frame (no newline on a lines transport), or the transport's own ping. null: we only listen. */
  readonly beat: Payload | TransportPing | null
  /**
   * What the peer answers; hidden from the user's frames, and the source of round-trip times. null: nothing expected,
   * or only the transport's own pong.
   */
  readonly pong: Pattern | null
  /** The peer's own heartbeats; hidden from the user's frames. Default none. */
  readonly answers?: readonly HeartbeatAnswer[]
}

/** `ping` asked, `pong` answered, both ways. */
export const pingPong: HeartbeatProtocol = {
  beat: 'ping',
  pong: 'pong',
  answers: [{ ping: 'ping', pong: 'pong' }],
}

/** `HEARTBEAT` sent and recognised, never answered. */
export const heartbeatWord: HeartbeatProtocol = {
  beat: 'HEARTBEAT',
  pong: null,
  answers: [{ ping: 'HEARTBEAT', pong: null }],
}

/** A line that says `heartbeat`, sent and recognised, never answered: the frame is `heartbeat` on a lines transport. */
export const heartbeatLine: HeartbeatProtocol = {
  beat: 'heartbeat',
  pong: null,
  answers: [{ ping: 'heartbeat', pong: null }],
}

/** Nothing is sent; any inbound bytes are the sign of life. */
export const listenOnly: HeartbeatProtocol = { beat: null, pong: null }

/**
 * The transport's own ping and pong, the default where the transport has them: WebSocket in Node. To answer a peer's
 * text heartbeats as well, such as a browser's, spread it: `{ ...protocolPing, answers: [{ ping: 'ping', pong: 'pong' }] }`.
 */
export const protocolPing: HeartbeatProtocol = { beat: { kind: 'transport-ping' }, pong: null }

export function isTransportPing(beat: HeartbeatProtocol['beat']): beat is TransportPing {
  return typeof beat === 'object' && beat !== null && !(beat instanceof Uint8Array)
}

/** What has to be known of the transport or listener that will carry a connection. */
export interface Carrier {
  readonly cut: Cut
  readonly pings?: boolean
  encode(payload: Payload): Payload
}

const NAME = 'heartbeat.protocol'

/** @throws OptionError naming the part that cannot work on this transport, or can be no frame of its codec. */
export function checkProtocol(protocol: HeartbeatProtocol, carrier: Carrier): void {
  checkOptions(NAME, protocol, ['beat', 'pong', 'answers'])
  const { beat, pong, answers = [] } = protocol
  if (isTransportPing(beat)) checkTransportPing(beat, pong, carrier)
  else if (beat !== null) checkSent(`${NAME}.beat`, beat, carrier)
  if (pong !== null) checkPattern(`${NAME}.pong`, pong, carrier)
  if (!Array.isArray(answers)) refuse(`${NAME}.answers`, 'a list', answers)
  for (const [index, answer] of answers.entries()) {
    const name = `${NAME}.answers[${index}]`
    checkPattern(`${name}.ping`, answer.ping, carrier)
    if (answer.pong !== null) checkSent(`${name}.pong`, answer.pong, carrier)
  }
}

function checkTransportPing(beat: TransportPing, pong: Pattern | null, { pings }: Carrier): void {
  const name = `${NAME}.beat`
  checkOptions(name, beat, ['kind'])
  if (beat.kind !== 'transport-ping') refuse(name, 'a string, bytes or protocolPing.beat', beat.kind)
  if (pings !== true) throw new OptionError(name, 'this transport has no ping of its own; say what to send')
  if (pong !== null) refuse(`${NAME}.pong`, "null, since the transport's ping has its own", pong)
}

function checkSent(name: string, payload: Payload, carrier: Carrier): void {
  checkPayload(name, payload)
  try {
    carrier.encode(payload)
  } catch (error) {
    throw new OptionError(name, messageOf(error))
  }
}

function checkPattern(name: string, pattern: Pattern, { cut }: Carrier): void {
  if (typeof pattern !== 'function') return checkPayload(name, pattern)
  if (cut !== 'whole') {
    throw new OptionError(name, 'a function needs whole frames; on a raw byte stream give the exact bytes')
  }
}

function checkPayload(name: string, payload: Payload): void {
  if (typeof payload !== 'string' && !(payload instanceof Uint8Array)) {
    refuse(name, 'a string or bytes', payload)
  }
  if (payload.length === 0) throw new OptionError(name, 'expected at least one byte')
}
