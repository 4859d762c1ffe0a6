/** Heartbeats among whole frames, as they come out of lines. */
import { sorterFor } from '../../../src/machines/sorter.ts'
import { lines } from '../../../src/transport/framing.ts'
import type { Pattern } from '../../../src/transport/transport.ts'
import { bytesOf, isSame, utf8 } from '../bytes.ts'
import { chosen, chunksOf } from '../input.ts'
import { must, type Target } from '../target.ts'
import { readingOf } from './reading.ts'
import { BEATS, Collector, PROTOCOLS } from './sorting.ts'

export const wholeHeartbeatsTarget: Target = {
  name: 'whole-heartbeats',
  of: 'machines/sorter.ts',
  share: 50,
  corpus: [
    { why: 'nearly heartbeats', bytes: ['pin\npingg\nPING\n ping\nping \nping\r\n\npong\0\n'] },
    { why: 'one that is the beginning of another', bytes: ['aa\naaa\naaaa\n'], knobs: [5] },
  ],
  words: [...BEATS.map((beat) => `${beat}\n`), '\n'],
  grammar(draw) {
    const frames = draw.list(20, () => `${draw.pick([...BEATS, 'order 42', 'pin', ''])}\n`)
    return { bytes: bytesOf(frames.join('')), knobs: [draw.below(PROTOCOLS.length)] }
  },
  check(input) {
    const heartbeats = chosen(input, 0, PROTOCOLS)
    const sorter = sorterFor(heartbeats, 'whole')()
    const { pong, answers = [] } = heartbeats
    for (const frame of readingOf(lines(), chunksOf(input)).frames) {
      const found = new Collector(heartbeats, 1)
      sorter.sort(frame, false, found)
      const isPong = equals(frame, pong)
      const isPing = !isPong && answers.some(({ ping }) => equals(frame, ping))
      must(
        found.pongs === Number(isPong) && found.pings === Number(isPing),
        'a heartbeat was not recognised, or made up',
      )
      must(isSame(found.bytes, frame), 'a frame was changed')
      must(sorter.held === 0, 'a whole frame is held back')
    }
  },
}

function equals(frame: Uint8Array, pattern: Pattern | null): boolean {
  if (pattern === null || typeof pattern === 'function') return false
  return isSame(frame, typeof pattern === 'string' ? utf8(pattern) : pattern)
}
