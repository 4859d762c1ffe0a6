/**
 * Holds back that a program has failed, and that its link was released, until all that it printed was read: the last words
 * tell most.
 */
import type { Cause, LinkOwner } from '../transport/transport.ts'
import type { Account } from './account.ts'

/** Who hears the last words. */
export interface Listener {
  /** It has failed: why, with what is known by now; null where its end is no news any more. */
  failed(cause: Cause, account: Account): Cause | null
  /** Just before the link is released. */
  over(account: Account): void
}

export class OutputGate implements LinkOwner {
  /** Null while nothing was started. */
  account: Account | null = null
  readonly #owner: LinkOwner
  readonly #listener: Listener

  constructor(owner: LinkOwner, listener: Listener) {
    this.#owner = owner
    this.#listener = listener
  }

  opened(): void {
    this.#owner.opened()
  }

  heard(): void {
    this.#owner.heard()
  }

  frame(data: Uint8Array, text: boolean): void {
    this.#owner.frame(data, text)
  }

  partial(begun: boolean): void {
    this.#owner.partial(begun)
  }

  drained(): void {
    this.#owner.drained()
  }

  pinged(): void {
    this.#owner.pinged()
  }

  ponged(latest: boolean): void {
    this.#owner.ponged(latest)
  }

  ended(cause: Cause): void {
    const { account } = this
    if (account === null || account.exit === null || cause.kind !== 'reset') return this.#owner.ended(cause)
    account.over(() => {
      const known = this.#listener.failed(cause, account)
      if (known !== null) this.#owner.ended(known)
    })
  }

  released(): void {
    const { account } = this
    if (account === null) return this.#owner.released()
    account.over(() => {
      this.#listener.over(account)
      this.#owner.released()
    })
  }
}
