/** Heartbeats at the edges of chunks: nothing is lost, doubled or moved, and little is held back. */
import { edgeSorterFor } from '../../../src/transport/framing/edges.ts'
import type { Heartbeats } from '../../../src/transport/transport.ts'
import { bytesOf, isSame, joined } from '../bytes.ts'
import corpus from '../corpus/raw-heartbeats.json' with { type: 'json' }
import { chosen, chunksOf } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { BEATS, Collector, PROTOCOLS } from './sorting.ts'

const AWAITED = [0, 1, 2, 5, 1_000_000]

export const rawHeartbeatsTarget: Target = {
  name: 'raw-heartbeats',
  of: 'transport/framing/edges.ts',
  share: 110,
  corpus: casesIn(corpus),
  words: BEATS,
  grammar(draw) {
    const parts = draw.list(20, () =>
      bytesOf(draw.pick([...BEATS, 'ping', 'pong', 'order 42', 'p', 'HEART', 'a'])),
    )
    return { bytes: joined(parts), knobs: [draw.below(PROTOCOLS.length), draw.below(AWAITED.length)] }
  },
  check(input) {
    const heartbeats = chosen(input, 0, PROTOCOLS)
    const awaited = chosen(input, 1, AWAITED)
    const sorter = edgeSorterFor(heartbeats)()
    const found = new Collector(heartbeats, awaited)
    const longest = longestOf(heartbeats)
    for (const chunk of chunksOf(input)) {
      if (chunk.length > 0) sorter.sort(chunk, false, found)
      must(
        sorter.held < Math.max(1, longest),
        () => `${sorter.held} bytes are held, for heartbeats of ${longest}`,
      )
    }
    sorter.flush(found)
    must(sorter.held === 0, 'something is held after all was flushed')
    must(found.pongs <= awaited, 'more answers than were awaited')
    must(isSame(found.bytes, input.bytes), 'bytes are lost, doubled or moved')
    // Of heartbeats that cannot be mistaken for each other, none is taken for business however they are cut.
    const isPlain = heartbeats === PROTOCOLS[0] && awaited > input.bytes.length
    const onlyBeats = /^(ping|pong)*$/.test(Buffer.from(input.bytes).toString('latin1'))
    if (isPlain && onlyBeats) must(found.business_ === 0, 'a heartbeat was taken for business')
  },
}

function longestOf({ pong, answers = [] }: Heartbeats): number {
  const patterns = [pong, ...answers.map(({ ping }) => ping)]
  return Math.max(0, ...patterns.map((pattern) => (pattern === null ? 0 : pattern.length)))
}
