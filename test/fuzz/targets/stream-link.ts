/** What a link makes of a stream, whatever its codec, while its owner pauses and resumes. */
import { ByteLink } from '../../../src/transport/byte-link.ts'
import { jsonValues, lengthPrefixed, lines, raw } from '../../../src/transport/framing.ts'
import type { Cause, LinkOwner } from '../../../src/transport/transport.ts'
import { isSame, joined, utf8 } from '../bytes.ts'
import { chosen, chunksOf, type Input } from '../input.ts'
import { must, type Target } from '../target.ts'
import { LIMITS } from './lines.ts'
import { readingOf } from './reading.ts'

const CODECS = [lines, lengthPrefixed, jsonValues, raw]

export const streamLinkTarget: Target = {
  name: 'stream-link',
  of: 'transport/byte-link.ts, framing/chunk-decoder.ts',
  share: 120,
  corpus: [
    { why: 'an end behind a pause', bytes: ['a\nb\nc\n'], knobs: [0, 0, 1, 1] },
    {
      why: 'a bare value that the end completes, behind a pause',
      bytes: ['1 2 3'],
      steps: [1],
      knobs: [2, 0, 1, 1],
    },
    { why: 'a broken frame behind a pause', bytes: ['[]} []'], steps: [2], knobs: [2, 0, 1, 1] },
    { why: 'a line, and the next one begun', bytes: ['a\nb', 'c\nd\n'], steps: [3, 1] },
  ],
  words: ['\n', 'ping\n', '\0\0\0\x01a', '{}', '"a"', '1 '],
  grammar(draw) {
    const codec = draw.below(CODECS.length)
    const frames = draw.list(12, () =>
      frameFor(draw.pick(['ping', 'a', '', '[1]', 'x'.repeat(draw.size(90))]), codec),
    )
    // The longest of all limits is the default's bound, too long for none of the codecs.
    return {
      bytes: joined(frames),
      knobs: [codec, draw.below(LIMITS.length), ...draw.list(6, () => draw.below(4))],
    }
  },
  check(input) {
    const maxFrameBytes = chosen(input, 1, LIMITS)
    const codec = chosen(input, 0, CODECS)({ maxFrameBytes })
    const chunks = chunksOf(input)
    const owner = new Watchful()
    const link = new WireLink(codec)
    link.owner = owner
    feed(link, chunks, input)
    owner.settle()
    const expected = readingOf(codec, chunks)
    const frames = expected.last === null ? expected.frames : [...expected.frames, expected.last]
    must(owner.frames.length === frames.length, () => `${owner.frames.length} frames, of ${frames.length}`)
    for (const [at, frame] of frames.entries())
      must(isSame(frame, owner.frames[at] ?? utf8('?')), `frame ${at} differs`)
    must(
      owner.cause?.kind === (expected.isBroken ? 'protocol' : 'eof'),
      () => `it ended as ${owner.cause?.kind}`,
    )
    must(link.abandoned === expected.isBroken, 'it is abandoned exactly when it is broken')
  },
}

function frameFor(text: string, codec: number): Uint8Array {
  if (codec === 1) return joined([Uint8Array.of(0, 0, 0, text.length), utf8(text)])
  return utf8(
    codec === 0 ? `${text}\n` : codec === 2 ? `${text === '[1]' ? text : JSON.stringify(text)} ` : text,
  )
}

/** A link without a socket. */
class WireLink extends ByteLink {
  abandoned = false

  arrive(chunk: Uint8Array): void {
    this.take(chunk)
  }

  finish(): void {
    this.takeEnd()
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
    this.carryOn()
  }

  protected override abandon(): void {
    this.abandoned = true
  }
}

/** Pauses before some chunks, as the knobs say, and resumes before others; all is read in the end. */
function feed(link: WireLink, chunks: readonly Uint8Array[], { knobs }: Input): void {
  const moods = knobs.slice(2)
  for (const [at, chunk] of chunks.entries()) {
    const mood = moods.length === 0 ? 0 : moods[at % moods.length]
    if (mood === 1) link.pause()
    else if (mood === 2) link.resume()
    if (chunk.length > 0) link.arrive(chunk)
  }
  link.finish()
  link.resume()
}

/** Holds a link to its contract. */
class Watchful implements LinkOwner {
  readonly frames: Uint8Array[] = []
  cause: Cause | null = null
  #isBegun = false
  #hasHeard = false

  settle(): void {
    must(this.cause !== null, 'it never ended')
  }

  heard(): void {
    this.#mustLive('heard')
    this.#hasHeard = true
  }

  frame(data: Uint8Array): void {
    this.#mustLive('frame')
    must(this.#hasHeard, 'a frame before anything was heard')
    this.frames.push(data)
  }

  partial(begun: boolean): void {
    this.#mustLive('partial')
    must(begun || this.#isBegun, 'the end of a frame that had not begun')
    this.#isBegun = begun
  }

  ended(cause: Cause): void {
    this.#mustLive('ended')
    this.cause = cause
  }

  opened(): void {}
  drained(): void {}
  pinged(): void {}
  ponged(): void {}
  released(): void {}

  #mustLive(call: string): void {
    must(this.cause === null, `${call} after the end`)
  }
}
