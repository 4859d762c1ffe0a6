/**
 * Of what sort a frame is, as the connection itself finds: what recognises heartbeats says so. On whole frames those are
 * patterns, which may be functions; on raw streams the codec brings along a sorter.
 */
import type { HeartbeatOptions } from '../../machines/heartbeat-options.ts'
import type { Cut, Heartbeats, Pattern, Payload, Sorter, SorterOwner } from '../../transport/transport.ts'
import type { Tape } from './tape.ts'

type Protocol = NonNullable<HeartbeatOptions['protocol']>

const utf8 = new TextEncoder()

export class FrameSorts {
  readonly #tape: Tape
  /** The link whose frame is being handed up. */
  #link = 0
  /** Whether nobody has said yet what it is. */
  #isOpen = false
  /** The same for the same: connections that are told the same share one plan. */
  readonly #protocols = new WeakMap<Protocol, Protocol>()
  readonly #cuts = new WeakMap<object, Cut>()

  constructor(tape: Tape) {
    this.#tape = tape
  }

  arrives(link: number): void {
    this.#link = link
    this.#isOpen = true
  }

  /** It has been handed up: what was recognised as nothing is business. */
  settle(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#tape.business(this.#link)
  }

  /** The same protocol, which tells what it recognises. What is none goes to the door as it is, which refuses it. */
  protocol(protocol: Protocol, { cut }: { readonly cut: Cut }): Protocol {
    if (cut !== 'whole' || typeof protocol !== 'object' || protocol === null) return protocol
    let told = this.#protocols.get(protocol)
    if (told === undefined) {
      const { pong, answers } = protocol
      told = {
        ...protocol,
        pong: pong === null ? null : this.#pattern(pong, 'P'),
        ...(Array.isArray(answers)
          ? { answers: answers.map((answer) => ({ ...answer, ping: this.#pattern(answer.ping, 'Q') })) }
          : {}),
      }
      this.#protocols.set(protocol, told)
    }
    return told
  }

  /** The same cut, whose sorters tell what they find. */
  cut(cut: Cut): Cut {
    if (cut === 'whole') return cut
    let told = this.#cuts.get(cut)
    if (told === undefined) {
      told = {
        kind: 'raw',
        sorterFor: (heartbeats: Heartbeats) => {
          const make = cut.sorterFor(heartbeats)
          return () => new TellingSorter(make(), this)
        },
      }
      this.#cuts.set(cut, told)
    }
    return told
  }

  /** A sorter looks at the frame: it will say what is in it. Answers of which link it is. */
  looksAt(): number {
    this.#isOpen = false
    return this.#link
  }

  found(code: 'P' | 'Q', link: number): void {
    this.#tape.of(code, link)
  }

  foundBusiness(link: number): void {
    this.#tape.business(link)
  }

  #pattern(pattern: Pattern, code: 'P' | 'Q'): Pattern {
    const test = testOf(pattern)
    if (test === null) return pattern
    return (frame) => {
      const isIt = test(frame)
      if (isIt && this.#isOpen) {
        this.#isOpen = false
        this.#tape.of(code, this.#link)
      }
      return isIt
    }
  }
}

/** Null for what is no pattern, or none that could ever match. */
function testOf(pattern: Pattern): ((frame: Uint8Array) => boolean) | null {
  if (typeof pattern === 'function') return pattern
  const isPayload = typeof pattern === 'string' || pattern instanceof Uint8Array
  if (!isPayload || pattern.length === 0) return null
  const expected = typeof pattern === 'string' ? utf8.encode(pattern) : pattern
  return (frame) => frame.length === expected.length && expected.every((byte, index) => byte === frame[index])
}

/** A sorter of a raw stream, which tells of what it finds in between. */
class TellingSorter implements Sorter {
  readonly #sorter: Sorter
  readonly #sorts: FrameSorts
  #link = 0

  constructor(sorter: Sorter, sorts: FrameSorts) {
    this.#sorter = sorter
    this.#sorts = sorts
  }

  get held(): number {
    return this.#sorter.held
  }

  sort(data: Uint8Array, text: boolean, owner: SorterOwner): void {
    this.#link = this.#sorts.looksAt()
    this.#sorter.sort(data, text, this.#told(owner))
  }

  flush(owner: SorterOwner): void {
    this.#sorter.flush(this.#told(owner))
  }

  #told(owner: SorterOwner): SorterOwner {
    const sorts = this.#sorts
    const link = this.#link
    return {
      get awaitedPongs() {
        return owner.awaitedPongs
      },
      ponged() {
        sorts.found('P', link)
        owner.ponged()
      },
      pinged(pong: Payload | null) {
        sorts.found('Q', link)
        owner.pinged(pong)
      },
      business(data: Uint8Array, text: boolean) {
        sorts.foundBusiness(link)
        owner.business(data, text)
      },
    }
  }
}
