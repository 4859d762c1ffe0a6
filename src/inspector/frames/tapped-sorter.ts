/**
 * Stands in the place of a connection's sorter, where all that it receives goes by. So looking costs the connections that
 * nobody looks at nothing, and changes nothing of the one that somebody does: to subscribe to its frames would make a reader.
 */
import type { Sorter, SorterOwner } from '../../transport/transport.ts'

/** Told of what goes by. */
export type Passing = (isBeat: boolean, data: Uint8Array) => void

const NO_BYTES = new Uint8Array(0)

export class TappedSorter implements Sorter {
  /** Null where all is business. */
  readonly inner: Sorter | null
  readonly #passing: Passing

  constructor(inner: Sorter | null, passing: Passing) {
    this.inner = inner
    this.#passing = passing
  }

  get held(): number {
    return this.inner?.held ?? 0
  }

  sort(data: Uint8Array, text: boolean, owner: SorterOwner): void {
    const witness = new Witness(owner)
    try {
      if (this.inner === null) witness.business(data, text)
      else this.inner.sort(data, text, witness)
    } finally {
      this.#tell(witness, data)
    }
  }

  flush(owner: SorterOwner): void {
    const witness = new Witness(owner)
    this.inner?.flush(witness)
    this.#tell(witness, NO_BYTES)
  }

  /** Of a raw stream, which bytes were a heartbeat is known where they were all that came. */
  #tell({ seen }: Witness, data: Uint8Array): void {
    for (const one of seen) {
      this.#passing(one === null, one ?? (seen.length === 1 ? data : NO_BYTES))
    }
  }
}

class Witness implements SorterOwner {
  /** In order: business as it is, null for a heartbeat. */
  readonly seen: (Uint8Array | null)[] = []
  readonly #owner: SorterOwner

  constructor(owner: SorterOwner) {
    this.#owner = owner
  }

  get awaitedPongs(): number {
    return this.#owner.awaitedPongs
  }

  business(data: Uint8Array, isText: boolean): void {
    this.seen.push(data)
    this.#owner.business(data, isText)
  }

  ponged(): void {
    this.seen.push(null)
    this.#owner.ponged()
  }

  pinged(...answer: Parameters<SorterOwner['pinged']>): void {
    this.seen.push(null)
    this.#owner.pinged(...answer)
  }
}
