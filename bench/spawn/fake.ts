/** A transport with nothing behind it, so that what is measured is the supervisor and the connection alone. */
import type { Link, LinkOwner, Payload, Transport } from '../../src/transport/transport.ts'

class FakeLink implements Link {
  readonly peer = null
  readonly buffered = 0
  readonly flushed = 0
  readonly owner: LinkOwner
  #isOver = false

  constructor(owner: LinkOwner) {
    this.owner = owner
  }

  encode(payload: Payload): Payload {
    return payload
  }

  write(): void {}

  pause(): void {}

  resume(): void {}

  close(): void {
    this.destroy()
  }

  destroy(): void {
    if (this.#isOver) return
    this.#isOver = true
    queueMicrotask(() => this.owner.released())
  }
}

export interface FakeTransport extends Transport {
  /** Opens the link that was dialled last. */
  open(): void
}

export function fakeTransport(): FakeTransport {
  let last: FakeLink | null = null
  return {
    name: 'fake',
    endpoint: 'fake://',
    cut: 'whole',
    encode: (payload) => payload,
    dial(owner) {
      last = new FakeLink(owner)
      return last
    },
    open() {
      last?.owner.opened()
    },
  }
}
