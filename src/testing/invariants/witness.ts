/** Whoever stands beside links: it hears what their owners hear, and hands it on. */
import type { LinkOwner, Listener, Transport } from '../../transport/transport.ts'
import type { LinkRecord, Story } from './story.ts'

/** What witnesses tell. */
export interface Witnessed {
  readonly now: number
  /** The story of a connection; made where there is none yet. */
  storyOf(id: string): Story
  dialled(story: Story, link: LinkRecord): void
  opened(story: Story, link: LinkRecord): void
  hears(story: Story, link: LinkRecord): void
  heard(story: Story, link: LinkRecord): void
  /** Runs `accept`, and answers which connection that made; null for none. */
  acceptedBy<T>(accept: () => T): { readonly made: T; readonly id: string | null }
}

/** The same transport, with a witness beside each link it dials. */
export function beside(to: Witnessed, id: string, transport: Transport, sharedAs: string | null): Transport {
  return {
    ...transport,
    encode: (payload) => transport.encode(payload),
    dial(owner) {
      const story = to.storyOf(id)
      story.endpoint = sharedAs
      const link = begun(to, story)
      to.dialled(story, link)
      const witness = new Witness(to, story, link, owner)
      try {
        link.itself = transport.dial(witness)
        return link.itself
      } catch (error) {
        // Nothing came of it.
        witness.forget()
        throw error
      }
    },
  }
}

/** The same listener, with a witness beside each link it accepts. */
export function besideAccepted(to: Witnessed, listener: Listener, factsOf: (story: Story) => void): Listener {
  return {
    ...listener,
    encode: (payload) => listener.encode(payload),
    listen(owner) {
      const { guard } = owner
      return listener.listen({
        ...(guard === undefined ? {} : { guard }),
        listening: (endpoint) => owner.listening(endpoint),
        accepted(incoming) {
          const { made, id } = to.acceptedBy(() => owner.accepted(incoming))
          if (made === null || id === null) return made
          const story = to.storyOf(id)
          factsOf(story)
          const link = begun(to, story)
          link.itself = incoming.link
          return new Witness(to, story, link, made)
        },
        turnedAway: (peer, cause) => owner.turnedAway(peer, cause),
        paused: (cause) => owner.paused(cause),
        resumed: () => owner.resumed(),
        failed: (cause) => owner.failed(cause),
        closed: () => owner.closed(),
      })
    },
  }
}

function begun({ now }: Witnessed, story: Story): LinkRecord {
  const link: LinkRecord = {
    nth: story.dialled,
    dialledAt: now,
    endpoint: story.endpoint,
    openedAt: null,
    firstHeardAt: null,
    lastHeardAt: null,
    isReleased: false,
    isLeft: false,
    itself: null,
  }
  story.dialled += 1
  story.open.push(link)
  if (!story.isRotating) story.link = link
  return link
}

class Witness implements LinkOwner {
  readonly #to: Witnessed
  readonly #story: Story
  readonly #link: LinkRecord
  readonly #owner: LinkOwner

  constructor(to: Witnessed, story: Story, link: LinkRecord, owner: LinkOwner) {
    this.#to = to
    this.#story = story
    this.#link = link
    this.#owner = owner
  }

  opened(): void {
    this.#link.openedAt = this.#to.now
    this.#to.opened(this.#story, this.#link)
    this.#owner.opened()
  }

  heard(): void {
    const { now } = this.#to
    const story = this.#story
    const link = this.#link
    link.firstHeardAt ??= now
    link.lastHeardAt = now
    if (story.arrivalAt !== null && story.arrivalAt <= now) story.arrivalAt = null
    this.#to.hears(story, link)
    this.#owner.heard()
    this.#to.heard(story, link)
  }

  frame(data: Uint8Array, isText: boolean): void {
    this.#owner.frame(data, isText)
  }

  partial(hasBegun: boolean): void {
    this.#owner.partial(hasBegun)
  }

  drained(): void {
    this.#owner.drained()
  }

  pinged(): void {
    this.#owner.pinged()
  }

  ponged(isLatest: boolean): void {
    this.#owner.ponged(isLatest)
  }

  ended(cause: Parameters<LinkOwner['ended']>[0]): void {
    this.#owner.ended(cause)
  }

  released(): void {
    this.forget()
    this.#owner.released()
  }

  forget(): void {
    this.#link.isReleased = true
    const { open } = this.#story
    open.splice(open.indexOf(this.#link), 1)
  }
}
