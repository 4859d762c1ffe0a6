/**
 * Heartbeat protocols: what a beat is on the wire, how an answer and a peer's own beat are recognised, and whether we
 * answer. A protocol is a small object, so a user's own is one literal.
 */
import { OptionError, type Payload } from '../transport/transport.ts'
import { checkOptions } from './check.ts'

/** How a frame is recognised: the exact bytes, or (not on raw byte streams) a test of the whole frame. */
export type Pattern = Payload | ((frame: Uint8Array) => boolean)

/** A beat the peer sends unasked, and what it is answered with (null: recognised, not answered). */
export interface HeartbeatAnswer {
  readonly ping: Pattern
  readonly pong: Payload | null
}

/** The transport's own ping, answered by its own pong without the peer's program: the control frames of WebSocket. */
export interface TransportPing {
  readonly kind: 'transport-ping'
}

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

/** @throws OptionError when a protocol cannot work on this transport. */
export function checkProtocol(protocol: HeartbeatProtocol, cut: 'whole' | 'raw', pings = false): void {
  checkOptions('heartbeat.protocol', protocol, ['beat', 'pong', 'answers'])
  if (isTransportPing(protocol.beat)) checkTransportPing(protocol.beat, protocol.pong, pings)
  else if (protocol.beat !== null) checkPayload('heartbeat.protocol.beat', protocol.beat)
  if (protocol.pong !== null) checkPattern('heartbeat.protocol.pong', protocol.pong, cut)
  if (!Array.isArray(protocol.answers ?? [])) {
    throw new OptionError('heartbeat.protocol.answers', `expected a list, got ${String(protocol.answers)}`)
  }
  for (const [index, answer] of (protocol.answers ?? []).entries()) {
    checkPattern(`heartbeat.protocol.answers[${index}].ping`, answer.ping, cut)
    if (answer.pong !== null) checkPayload(`heartbeat.protocol.answers[${index}].pong`, answer.pong)
  }
}

/**
 * Checks what we would send against the codec that will carry it.
 * @throws OptionError naming the part that can be no frame.
 */
export function checkEncodable(protocol: HeartbeatProtocol, encode: (payload: Payload) => Payload): void {
  const check = (name: string, payload: Payload | null) => {
    if (payload === null) return
    try {
      encode(payload)
    } catch (error) {
      throw new OptionError(name, error instanceof Error ? error.message : String(error))
    }
  }
  if (!isTransportPing(protocol.beat)) check('heartbeat.protocol.beat', protocol.beat)
  for (const [index, answer] of (protocol.answers ?? []).entries()) {
    check(`heartbeat.protocol.answers[${index}].pong`, answer.pong)
  }
}

function checkTransportPing(beat: TransportPing, pong: Pattern | null, pings: boolean): void {
  checkOptions('heartbeat.protocol.beat', beat, ['kind'])
  if (!pings) {
    throw new OptionError(
      'heartbeat.protocol.beat',
      'this transport has no ping of its own; say what to send',
    )
  }
  if (pong !== null) {
    throw new OptionError(
      'heartbeat.protocol.pong',
      "expected null: the transport's ping has an answer of its own",
    )
  }
}

function checkPayload(name: string, payload: Payload): void {
  if (typeof payload !== 'string' && !(payload instanceof Uint8Array)) {
    throw new OptionError(name, `expected a string or bytes, got ${String(payload)}`)
  }
  if (payload.length === 0) throw new OptionError(name, 'expected at least one byte')
}

function checkPattern(name: string, pattern: Pattern, cut: 'whole' | 'raw'): void {
  if (typeof pattern !== 'function') return checkPayload(name, pattern)
  if (cut === 'raw') {
    throw new OptionError(name, 'a function needs whole frames; on a raw byte stream give the exact bytes')
  }
}
