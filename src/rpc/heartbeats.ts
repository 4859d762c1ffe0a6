/**
 * Heartbeats for peers that speak nothing but calls: a method that nobody has is called, and that it is not known is the
 * answer. Any peer that keeps to its specification gives it; ours answers it before its methods are looked at.
 */
import type { HeartbeatProtocol } from '../machines/protocol.ts'

/** The id and, in JSON-RPC 2.0, the name of what is called. */
const BEAT = '$/beat'
/** Answers are longer than what is asked by an error at the most. */
const LONGEST_BYTES = 512

const utf8 = new TextDecoder()

/** For peers that speak JSON-RPC 2.0. */
export const jsonRpcBeat: HeartbeatProtocol = {
  beat: JSON.stringify({ jsonrpc: '2.0', method: BEAT, id: BEAT }),
  pong: (frame) => isOf(frame, false),
  answers: [
    { ping: (frame) => isOf(frame, true), pong: JSON.stringify({ jsonrpc: '2.0', result: null, id: BEAT }) },
  ],
}

/**
 * For servers of Go's `net/rpc/jsonrpc`. Its clients have no words for a beat: connections that they dial are watched by
 * the deadlines of `listen`, and by `keepAlive`.
 */
export const goBeat: HeartbeatProtocol = {
  beat: JSON.stringify({ method: 'Beat.Beat', params: [null], id: BEAT }),
  pong: (frame) => isOf(frame, false),
  answers: [
    { ping: (frame) => isOf(frame, true), pong: JSON.stringify({ id: BEAT, result: {}, error: null }) },
  ],
}

/** @param isAsked whether the peer asks; else it answers. */
function isOf(frame: Uint8Array, isAsked: boolean): boolean {
  if (frame.length > LONGEST_BYTES) return false
  const text = utf8.decode(frame)
  if (!text.includes(BEAT)) return false
  const message = parsed(text)
  if (typeof message !== 'object' || message === null || !('id' in message) || message.id !== BEAT)
    return false
  return 'method' in message === isAsked
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
