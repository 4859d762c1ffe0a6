/** Code of a user's own that throws: in what dials a connection, and in what a task runs. */
import { crashCause, type LinkOwner, type Transport } from '../../transport/transport.ts'

export class Bugs {
  /** How often each still throws. */
  readonly #times = new Map<string, number>()
  /** How to make throw at once what runs now. */
  readonly #strikes = new Map<string, (error: Error) => void>()

  /** Throws at once, where anything runs, and the next times that it begins. */
  plant(id: string, times: number): void {
    const strike = this.#strikes.get(id)
    this.#times.set(id, strike === undefined ? times : times - 1)
    strike?.(new Error(`a bug of ${id}`))
  }

  /** Nobody throws any more. */
  mend(): void {
    this.#times.clear()
  }

  /** @throws Error when it is its turn. */
  begin(id: string): void {
    const times = this.#times.get(id) ?? 0
    this.#times.set(id, Math.max(0, times - 1))
    if (times > 0) throw new Error(`a bug of ${id}`)
  }

  /** What runs now throws by this, until the returned function is called. */
  runs(id: string, strike: (error: Error) => void): () => void {
    this.#strikes.set(id, strike)
    return () => {
      if (this.#strikes.get(id) === strike) this.#strikes.delete(id)
    }
  }

  /** The same transport, with bugs in it. */
  within(id: string, transport: Transport): Transport {
    return {
      ...transport,
      encode: (payload) => transport.encode(payload),
      dial: (owner) => {
        this.begin(id)
        return transport.dial(this.#struck(id, owner))
      },
    }
  }

  /** The same owner, whose link may end by a bug while it is open. */
  #struck(id: string, owner: LinkOwner): LinkOwner {
    let over = (): void => {}
    let isOver = false
    const end = (): void => {
      isOver = true
      over()
    }
    return {
      opened: () => {
        over = this.runs(id, (error) => {
          if (isOver) return
          end()
          owner.ended(crashCause(error))
        })
        owner.opened()
      },
      heard: () => owner.heard(),
      frame: (data, isText) => owner.frame(data, isText),
      partial: (hasBegun) => owner.partial(hasBegun),
      drained: () => owner.drained(),
      pinged: () => owner.pinged(),
      ponged: (latest) => owner.ponged(latest),
      ended: (cause) => {
        if (isOver) return
        end()
        owner.ended(cause)
      },
      released: () => {
        end()
        owner.released()
      },
    }
  }
}
