/** Fifty callers a second, each with 400 ms to be answered in, and what became of them. */
import type { Connection } from 'pulsetree'
import { type Breaker, cached } from 'pulsetree/breaker'
import type { Pool } from 'pulsetree/pool'
import { type RpcPeer, rpc } from 'pulsetree/rpc'

interface Price {
  readonly price: number
  readonly from: string
}

const EVERY_MS = 20
const WITHIN_MS = 400

export class Traffic {
  /** Answers since the last look: by instance, `cache`, or `error`. */
  #answers = new Map<string, number>()
  #under = 0
  readonly #peers = new WeakMap<Connection, RpcPeer>()
  readonly #pool: Pool
  readonly #breaker: Breaker
  readonly #fallback = cached<Price>({ maxAgeMs: 60_000 })
  #timer: NodeJS.Timeout | null = null

  constructor(pool: Pool, breaker: Breaker) {
    this.#pool = pool
    this.#breaker = breaker
  }

  begin(): void {
    this.#timer = setInterval(() => void this.#ask(), EVERY_MS)
  }

  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  /** Calls that are not over. */
  get under(): number {
    return this.#under
  }

  /** What came since the last look. */
  look(): ReadonlyMap<string, number> {
    const answers = this.#answers
    this.#answers = new Map()
    return answers
  }

  async #ask(): Promise<void> {
    this.#under += 1
    const work = () => this.#pool.run((connection) => this.#priceFrom(connection), { withinMs: WITHIN_MS })
    const whose = await this.#breaker.answer(work, { fallback: this.#fallback, key: 'BTC' }).then(
      ({ from, value }) => (from === 'call' ? value.from : from),
      () => 'error',
    )
    this.#under -= 1
    this.#answers.set(whose, (this.#answers.get(whose) ?? 0) + 1)
  }

  #priceFrom(connection: Connection): Promise<Price> {
    const peer = this.#peers.get(connection) ?? rpc(connection)
    this.#peers.set(connection, peer)
    return peer.call<Price>('price', ['BTC'], { timeoutMs: WITHIN_MS })
  }
}
