/** Payloads as messages of a WebSocket, on any platform. */
import { frameBytesOf } from '../framing/codec.ts'
import type { Payload } from '../transport.ts'

/**
 * A payload, as it is: a string becomes a text message, bytes a binary one.
 * @throws OptionError naming `payload` when it is too long.
 */
export function checkedMessage(payload: Payload, maxFrameBytes: number): Payload {
  // No character of a string takes more than three bytes, so most need not be counted.
  if (payload.length * 3 > maxFrameBytes) frameBytesOf(payload, maxFrameBytes)
  return payload
}
