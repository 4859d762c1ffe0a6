/** Lines, against the whole stream split at its newlines. */
import { lines } from '../../../src/transport/framing.ts'
import { bytesOf, NO_BYTES } from '../bytes.ts'
import corpus from '../corpus/lines.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { chosen } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { checkCodec, checkPayload, mustAgree, type Reading } from './reading.ts'

export const LIMITS = [1_048_576, 1, 2, 3, 4, 5, 8, 16, 63, 64, 65, 127, 128, 256, 1_000, 65_536, 2 ** 30]

export const linesTarget: Target = {
  name: 'lines',
  of: 'transport/framing/lines.ts',
  share: 130,
  corpus: casesIn(corpus),
  words: ['\n', '\r\n', '\r', 'ping\n', 'pong\r\n', 'aaaaaaaa'],
  grammar: (draw) => ({ bytes: linesOf(draw), knobs: [draw.below(LIMITS.length)] }),
  check(input) {
    const codec = lines({ maxFrameBytes: chosen(input, 0, LIMITS) })
    const reading = checkCodec(codec, input)
    const split = splitLines(input.bytes, codec.maxFrameBytes)
    mustAgree(reading, split, 'the decoder and a split')
    for (const frame of reading.frames.slice(0, 20)) {
      must(checkPayload(codec, frame, withoutReturn), 'a line that came cannot be sent')
    }
    const fits = input.bytes.length <= codec.maxFrameBytes && !input.bytes.includes(0x0a)
    must(checkPayload(codec, input.bytes, withoutReturn) === fits, 'a payload is refused, or taken, wrongly')
  },
}

function linesOf(draw: Draw): Uint8Array {
  const text = draw.list(40, () => line(draw) + draw.pick(['\n', '\n', '\r\n'])).join('')
  return bytesOf(draw.once(3) ? text + line(draw) : text)
}

function line(draw: Draw): string {
  return draw.pick(['ping', 'pong', '', 'a', '\r', 'abcdefgh', 'x'.repeat(draw.size(140)), '\xc3\xa4'])
}

function withoutReturn(payload: Uint8Array): Uint8Array {
  return payload.at(-1) === 0x0d ? payload.slice(0, -1) : payload
}

/** As one would write it with all of the stream at hand. */
function splitLines(bytes: Uint8Array, most: number): Reading {
  const frames: Uint8Array[] = []
  let rest = bytes
  for (let newline = rest.indexOf(0x0a); newline >= 0; newline = rest.indexOf(0x0a)) {
    const frame = withoutReturn(rest.slice(0, newline))
    if (frame.length > most) return { frames, last: null, isBroken: true, pending: 0 }
    frames.push(frame)
    rest = rest.subarray(newline + 1)
  }
  const isBroken = withoutReturn(rest).length > most
  return { frames, last: null, isBroken, pending: isBroken ? NO_BYTES.length : rest.length }
}
