/** What a WebSocket peer sends: messages whole and in fragments, pings between them, and a goodbye. */
import { joined, utf8 } from '../bytes.ts'
import type { Draw } from '../draw.ts'

const TEXT = 1
const BINARY = 2
const CLOSE = 8
const PING = 9
const PONG = 10

export function framesOf(draw: Draw, isMasked: boolean): Uint8Array[] {
  const frames = draw.list(10, () => messageOf(draw, isMasked)).flat()
  if (draw.once(2)) frames.push(frame(draw, isMasked, CLOSE, true, goodbyeOf(draw)))
  return frames
}

function messageOf(draw: Draw, isMasked: boolean): Uint8Array[] {
  const kind = draw.below(6)
  if (kind === 0) return [frame(draw, isMasked, PING, true, payloadOf(draw, 125))]
  if (kind === 1)
    return [frame(draw, isMasked, PONG, true, draw.pick([utf8('1'), utf8('0'), payloadOf(draw, 125)]))]
  const opcode = draw.pick([TEXT, BINARY])
  const pieces = Array.from({ length: draw.once(3) ? draw.from(2, 4) : 1 }, () => payloadOf(draw, 400))
  return pieces.flatMap((piece, at) => {
    const one = frame(draw, isMasked, at === 0 ? opcode : 0, at === pieces.length - 1, piece)
    return draw.once(5) ? [one, frame(draw, isMasked, PING, true, payloadOf(draw, 20))] : [one]
  })
}

function goodbyeOf(draw: Draw): Uint8Array {
  if (draw.once(5)) return new Uint8Array(0)
  const code = draw.pick([
    1000, 1001, 1002, 1005, 1006, 1011, 1012, 3000, 4000, 4401, 4403, 4409, 4999, 5000, 0, 65_535,
  ])
  return joined([
    Uint8Array.of(code >> 8, code & 255),
    utf8(draw.pick(['', 'bye', 'ä€', 'x'.repeat(123), 'x'.repeat(124)])),
  ])
}

/** Mostly text, since a text that is none ends it all. */
function payloadOf(draw: Draw, most: number): Uint8Array {
  return draw.once(6) ? draw.bytes(most) : utf8('x'.repeat(draw.size(most)))
}

function frame(
  draw: Draw,
  isMasked: boolean,
  opcode: number,
  isLast: boolean,
  payload: Uint8Array,
): Uint8Array {
  const mask = isMasked ? Uint8Array.from([1, 2, 3, 4], () => draw.below(256)) : new Uint8Array(0)
  const length = draw.once(20) ? longer(payload.length) : shortest(payload.length)
  const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))
  const [first = 0, ...more] = length
  return joined([
    Uint8Array.of((isLast ? 0x80 : 0) | opcode, (isMasked ? 0x80 : 0) | first, ...more),
    mask,
    masked,
  ])
}

function shortest(length: number): number[] {
  return length < 126 ? [length] : [126, length >> 8, length & 255]
}

/** Allowed by nobody, taken by many. */
function longer(length: number): number[] {
  return [127, 0, 0, 0, 0, 0, 0, length >> 8, length & 255]
}
