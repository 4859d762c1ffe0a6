/** Chunks of calls: messages become whole again, what is unfinished is bounded, and no chunk is kept alive. */
import { Assembly, chunkOf, isChunk } from '../../../src/rpc/chunks.ts'
import { isSame, joined, utf8 } from '../bytes.ts'
import corpus from '../corpus/rpc-chunks.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { chosen } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { chunksFor, framed, framesIn } from './rpc-frames.ts'

const LIMITS = [100_000, 64, 200, 1_000, 65_536]

export const rpcChunksTarget: Target = {
  name: 'rpc-chunks',
  of: 'rpc/chunks.ts',
  share: 60,
  corpus: casesIn(corpus),
  words: ['\x1e', '\0\0\0\0\0\x01', '\0\x01\0\0\0\x01', '\0\x01\0\0\0\x02a', '\0\0', '\0\0\0\0\0\x02abc\x1e'],
  grammar: (draw) => ({ bytes: framed(mixed(draw)), knobs: [draw.below(LIMITS.length)] }),
  check(input) {
    const limit = chosen(input, 0, LIMITS)
    const assembly = new Assembly(limit)
    const expected = new Pieces(limit)
    for (const frame of framesIn(input.bytes)) {
      if (!isChunk(frame)) continue
      const whole = expected.take(frame)
      // As it comes out of a stream: a view of all that came with it, which is somebody else's afterwards.
      const came = joined([utf8('before'), frame, utf8('behind')])
      const got = assembly.take(came.subarray(6, 6 + frame.length))
      must(
        got instanceof Uint8Array ? whole instanceof Uint8Array && isSame(got, whole) : got === whole,
        () => `a chunk made ${shown(got)}, not ${shown(whole)}`,
      )
      came.fill(0x58)
      // The link ends; another one begins.
      if (got === undefined) {
        assembly.clear()
        expected.clear()
      }
    }
  },
}

function shown(made: Uint8Array | null | undefined): string {
  return made instanceof Uint8Array ? `${made.length} bytes` : String(made)
}

/** Chunks of several messages, in any order among each other, at times with one that is none. */
function mixed(draw: Draw): Uint8Array[] {
  const queues = draw.list(8, () => {
    const message = draw.once(4)
      ? new Uint8Array(draw.size(300)).fill(0x61)
      : utf8(`message ${draw.below(99)}`)
    return draw.once(10)
      ? [chunkOf(draw.below(4), message, draw.once(2))]
      : chunksFor(draw, draw.below(4), message)
  })
  const frames: Uint8Array[] = []
  while (queues.some((queue) => queue.length > 0)) {
    const frame = draw.pick(queues).shift()
    if (frame !== undefined) frames.push(frame)
  }
  return frames
}

/** The same, the simple way: lists of chunks. */
export class Pieces {
  readonly #limit: number
  readonly #messages = new Map<string, Uint8Array[]>()
  #held = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  take(frame: Uint8Array): Uint8Array | null | undefined {
    const flag = frame[1]
    if (frame.length < 6 || (flag !== 0 && flag !== 1)) return undefined
    const nth = frame.slice(2, 6).join('.')
    const before = this.#messages.get(nth) ?? []
    if (this.#held + frame.length > this.#limit) return undefined
    if (flag === 1) {
      this.#messages.delete(nth)
      for (const chunk of before) this.#held -= chunk.length
      return joined([...before, frame].map((chunk) => chunk.subarray(6)))
    }
    before.push(frame)
    this.#held += frame.length
    this.#messages.set(nth, before)
    return this.#messages.size > Math.max(16, Math.floor(this.#limit / 1_024)) ? undefined : null
  }

  clear(): void {
    this.#messages.clear()
    this.#held = 0
  }
}
