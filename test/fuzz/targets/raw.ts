/** No frames: what arrives, in pieces of at most the limit. */
import { raw } from '../../../src/transport/framing.ts'
import { isSame, joined } from '../bytes.ts'
import { chosen, chunksOf } from '../input.ts'
import { must, type Target } from '../target.ts'
import { LIMITS } from './lines.ts'
import { checkCodec, readingOf } from './reading.ts'

export const rawTarget: Target = {
  name: 'raw',
  of: 'transport/framing/raw.ts',
  share: 50,
  corpus: [{ why: 'nothing', bytes: [] }],
  words: ['ping', '\n'],
  grammar: (draw) => ({ bytes: draw.bytes(400), knobs: [draw.below(LIMITS.length)] }),
  check(input) {
    const codec = raw({ maxFrameBytes: chosen(input, 0, LIMITS) })
    checkCodec(codec, input)
    const chunks = chunksOf(input)
    const { frames, isBroken, pending } = readingOf(codec, chunks)
    must(!isBroken && pending === 0, 'raw bytes are broken, or pending')
    must(isSame(joined(frames), input.bytes), 'bytes are lost, doubled or moved')
    const pieces = chunks.map((chunk) => Math.ceil(chunk.length / codec.maxFrameBytes))
    const expected = pieces.reduce((sum, count) => sum + count, 0)
    must(frames.length === expected, () => `${frames.length} pieces, and ${expected} are enough`)
    must(codec.encode(input.bytes) === input.bytes, 'a payload is changed')
  },
}
