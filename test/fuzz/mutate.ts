/** What happens to bytes on the way from an honest peer to a hostile one. */
import { bytesOf, joined } from './bytes.ts'
import type { Draw } from './draw.ts'

/** What breaks readers of any format. */
const NASTY = [
  ...['\r', '\n', '\r\n', '\r\r\n', '\n\r', '\0', '\t', ' ', '"', '\\', '\\u', '\\ud800', '{', '[', ']', '}'],
  ...['\xff', '\xff\xff\xff\xff', '\x7f\xff\xff\xff', '\x80\0\0\0', '\0\0\0\0', '\xef\xbb\xbf'],
  ...[
    '\xc0\x80',
    '\xed\xa0\x80',
    '\xf4\x90\x80\x80',
    '\xe2\x80\xa8',
    '\xf0\x9f\x98',
    '\x80',
    '-',
    '1e999',
    '__proto__',
  ],
].map(bytesOf)

/** The longest that bytes grow to by being repeated, in most cases and rarely. */
const LONG = 16_384
const LONGEST = 262_144

type Change = (bytes: Uint8Array, draw: Draw, words: readonly Uint8Array[]) => Uint8Array

const CHANGES: readonly Change[] = [
  function flip(bytes, draw) {
    const changed = bytes.slice()
    const at = draw.below(changed.length)
    changed[at] = (changed[at] ?? 0) ^ (1 << draw.below(8))
    return changed
  },
  function overwrite(bytes, draw) {
    const changed = bytes.slice()
    changed.fill(
      draw.pick([0, 0xff, 0x7f, 0x80, 0x22, 0x5b]),
      draw.below(changed.length),
      changed.length - draw.size(8),
    )
    return changed
  },
  function cut(bytes, draw) {
    return bytes.slice(0, draw.below(bytes.length + 1))
  },
  function remove(bytes, draw) {
    const at = draw.below(bytes.length + 1)
    return spliced(bytes, at, draw.size(32), [])
  },
  function insert(bytes, draw, words) {
    return spliced(bytes, draw.below(bytes.length + 1), 0, [draw.pick(words)])
  },
  function insertNasty(bytes, draw) {
    return spliced(bytes, draw.below(bytes.length + 1), 0, [draw.pick(NASTY)])
  },
  function insertNoise(bytes, draw) {
    return spliced(bytes, draw.below(bytes.length + 1), 0, [draw.bytes(16)])
  },
  function double(bytes, draw) {
    const at = draw.below(bytes.length + 1)
    return spliced(bytes, at, 0, [bytes.slice(at, at + draw.size(64))])
  },
  function move(bytes, draw) {
    const at = draw.below(bytes.length + 1)
    const piece = bytes.slice(at, at + draw.size(64))
    const rest = spliced(bytes, at, piece.length, [])
    return spliced(rest, draw.below(rest.length + 1), 0, [piece])
  },
  function carriageReturns(bytes) {
    return bytesOf(Buffer.from(bytes).toString('latin1').replaceAll('\n', '\r\n'))
  },
]

/** Changed in one to a few ways; seldom blown up to where work that is not linear shows. */
export function mutated(bytes: Uint8Array, draw: Draw, words: readonly Uint8Array[]): Uint8Array {
  let changed = bytes
  for (let times = draw.from(1, 4); times > 0; times -= 1) changed = draw.pick(CHANGES)(changed, draw, words)
  return draw.once(300) ? blownUp(changed, draw, words) : changed
}

/** A piece of it, or a word, over and over. */
function blownUp(bytes: Uint8Array, draw: Draw, words: readonly Uint8Array[]): Uint8Array {
  const at = draw.below(bytes.length + 1)
  const own = bytes.slice(at, at + draw.from(1, 16))
  const piece = own.length > 0 && draw.once(2) ? own : draw.pick([...words, ...NASTY])
  const length = draw.below(draw.once(20) ? LONGEST : LONG)
  return spliced(bytes, at, 0, new Array<Uint8Array>(Math.ceil(length / piece.length)).fill(piece))
}

function spliced(bytes: Uint8Array, at: number, removed: number, added: readonly Uint8Array[]): Uint8Array {
  return joined([bytes.subarray(0, at), ...added, bytes.subarray(at + removed)])
}
