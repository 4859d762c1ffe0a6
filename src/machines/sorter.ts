/** Tells heartbeats from business in what arrives. Where frames are no messages, the codec brings what can. */
import type { Cut, Heartbeats, Pattern, Payload, Sorter, SorterOwner } from '../transport/transport.ts'

export type { Sorter, SorterOwner } from '../transport/transport.ts'

type Test = (frame: Uint8Array) => boolean

interface CompiledAnswer {
  readonly test: Test
  readonly pong: Payload | null
}

/** The sorter factory for a protocol on a transport; what it compiles is shared by all connections. */
export function sorterFor(heartbeats: Heartbeats, cut: Cut): () => Sorter {
  if (cut !== 'whole') return cut.sorterFor(heartbeats)
  const sorter = new WholeSorter(heartbeats)
  return () => sorter
}

/** Frames are whole: each is a heartbeat or it is not. Holds nothing, so one serves every connection. */
class WholeSorter implements Sorter {
  readonly held = 0
  readonly #pong: Test | null
  readonly #answers: readonly CompiledAnswer[]

  constructor({ pong, answers = [] }: Heartbeats) {
    this.#pong = pong === null ? null : testOf(pong)
    this.#answers = answers.map(({ ping, pong }) => ({ test: testOf(ping), pong }))
  }

  sort(data: Uint8Array, text: boolean, owner: SorterOwner): void {
    if (this.#pong?.(data)) return owner.ponged()
    for (const answer of this.#answers) {
      if (answer.test(data)) return owner.pinged(answer.pong)
    }
    owner.business(data, text)
  }

  flush(): void {}
}

/** Bytes are compared as bytes: decoding is for subscribers only. */
function testOf(pattern: Pattern): Test {
  if (typeof pattern === 'function') return pattern
  const expected = typeof pattern === 'string' ? new TextEncoder().encode(pattern) : pattern
  return (frame) => {
    if (frame.length !== expected.length) return false
    // A plain loop, since this runs for each frame.
    for (let index = 0; index < frame.length; index += 1) if (frame[index] !== expected[index]) return false
    return true
  }
}
