/** Transports that do what a test tells them, bugs included. */
import type {
  Cause,
  Hint,
  Incoming,
  Link,
  LinkOwner,
  Listener,
  ListenerOwner,
  Listening,
  Payload,
  Transport,
} from '../../src/transport/transport.ts'

/** A link that goes nowhere; it is released when it is closed or destroyed. */
export class FakeLink implements Link {
  owner: LinkOwner | null = null
  readonly peer: string | null
  readonly buffered: number = 0
  readonly flushed: number = 0
  readonly sent: string[] = []
  /** Pings of its own that it was asked to send. */
  pinged = 0
  isReleased = false

  constructor(peer: string | null = null) {
    this.peer = peer
  }

  encode(payload: Payload): Payload {
    return payload
  }
  write(encoded: Payload, taken?: (cause: Cause | null) => void): void {
    this.sent.push(String(encoded))
    taken?.(null)
  }
  ping(): void {
    this.pinged += 1
  }
  pause(): void {}
  resume(): void {}
  close(): void {
    this.destroy()
  }
  destroy(): void {
    if (this.isReleased) return
    this.isReleased = true
    queueMicrotask(() => this.owner?.released())
  }

  /** Frames from the peer. */
  say(...texts: string[]): void {
    this.owner?.heard()
    for (const text of texts) this.owner?.frame(new TextEncoder().encode(text), true)
  }
}

/** Its dials open at once, or do what the test says. */
export class FakeTransport implements Transport {
  readonly name = 'fake'
  readonly endpoint = 'fake://peer'
  readonly cut = 'whole'
  readonly encode = (payload: Payload): Payload => payload
  readonly links: FakeLink[] = []
  readonly #dialled: (dial: number) => FakeLink
  #dials = 0

  /** @param dialled makes the link of each dial, counted from 1; may throw. */
  constructor(dialled: (dial: number) => FakeLink = () => new FakeLink()) {
    this.#dialled = dialled
  }

  dial(owner: LinkOwner): Link {
    this.#dials += 1
    const link = this.#dialled(this.#dials)
    link.owner = owner
    this.links.push(link)
    queueMicrotask(() => {
      if (!link.isReleased) owner.opened()
    })
    return link
  }
}

/** A transport with a ping of its own, and a platform that has hints to give. */
export class HintingTransport extends FakeTransport {
  readonly pings = true
  readonly #takers = new Set<(hint: Hint) => void>()

  /** How many listen to its hints. */
  get listeners(): number {
    return this.#takers.size
  }

  hints(take: (hint: Hint) => void): () => void {
    this.#takers.add(take)
    return () => this.#takers.delete(take)
  }

  hint(hint: Hint): void {
    for (const take of this.#takers) take(hint)
  }
}

/** A listening socket in the hands of the test. */
export class FakeListener implements Listener, Listening {
  readonly name = 'fake'
  readonly endpoint: string
  readonly cut = 'whole'
  readonly encode = (payload: Payload): Payload => payload
  owner: ListenerOwner | null = null
  isClosed = false

  constructor(endpoint = 'fake://here') {
    this.endpoint = endpoint
  }

  listen(owner: ListenerOwner): Listening {
    this.owner = owner
    return this
  }

  close(): void {
    this.isClosed = true
    queueMicrotask(() => this.owner?.closed())
  }

  /** A peer connects; null when it was turned away. */
  visit(peer: string | null = null): FakeLink | null {
    const link = new FakeLink(peer)
    const incoming: Incoming = { peer, link }
    link.owner = this.owner?.accepted(incoming) ?? null
    if (link.owner === null) return null
    link.owner.opened()
    return link
  }

  /** The socket breaks. */
  fail(cause: Cause): void {
    this.owner?.failed(cause)
    this.owner?.closed()
  }
}
