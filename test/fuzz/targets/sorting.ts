/** Heartbeats that are looked for, and what a sorter found of them, put together again. */

import type { Heartbeats, Payload, SorterOwner } from '../../../src/transport/transport.ts'
import { joined, utf8 } from '../bytes.ts'
import { must } from '../target.ts'

const ANSWER = utf8('answer')

/** Some are the beginning, the end or the double of others. The answers tell them apart. */
export const PROTOCOLS: readonly Heartbeats[] = [
  { pong: 'pong', answers: [{ ping: 'ping', pong: 'pong' }] },
  { pong: null, answers: [{ ping: 'HEARTBEAT', pong: null }] },
  { pong: null, answers: [{ ping: 'heartbeat', pong: null }] },
  { pong: null },
  { pong: '.', answers: [{ ping: '!', pong: '.' }] },
  { pong: 'aa', answers: [{ ping: 'aaa', pong: ANSWER }] },
  {
    pong: 'pong',
    answers: [
      { ping: 'pongping', pong: ANSWER },
      { ping: 'ping', pong: 'x' },
    ],
  },
  { pong: Uint8Array.of(0, 255, 0), answers: [{ ping: Uint8Array.of(0, 255), pong: null }] },
  { pong: 'abababac', answers: [{ ping: 'ababab', pong: ANSWER }] },
]

export const BEATS = [
  'ping',
  'pong',
  'HEARTBEAT',
  'heartbeat',
  '.',
  '!',
  'aa',
  'aaa',
  'pongping',
  '\0\xff\0',
  '\0\xff',
  'abababac',
]

/** Writes down the bytes of all that was found, in order. */
export class Collector implements SorterOwner {
  readonly #heartbeats: Heartbeats
  readonly #parts: Uint8Array[] = []
  awaitedPongs: number
  pongs = 0
  pings = 0
  business_ = 0

  constructor(heartbeats: Heartbeats, awaitedPongs: number) {
    this.#heartbeats = heartbeats
    this.awaitedPongs = awaitedPongs
  }

  get bytes(): Uint8Array {
    return joined(this.#parts)
  }

  ponged(): void {
    const { pong } = this.#heartbeats
    must(pong !== null, 'an answer where none is known')
    this.pongs += 1
    this.awaitedPongs -= 1
    this.#add(pong)
  }

  pinged(pong: Payload | null): void {
    const answer = this.#heartbeats.answers?.find((one) => one.pong === pong)
    must(answer !== undefined, "a peer's beat that nobody knows")
    this.pings += 1
    this.#add(answer.ping)
  }

  business(data: Uint8Array): void {
    this.business_ += data.length
    this.#parts.push(data)
  }

  #add(pattern: unknown): void {
    if (typeof pattern === 'string') this.#parts.push(utf8(pattern))
    else if (pattern instanceof Uint8Array) this.#parts.push(pattern)
  }
}
