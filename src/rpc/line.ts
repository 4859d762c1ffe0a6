/** What calls need to know of their connection: whether it carries them, over which link, and why not any more. */
import type { Connection } from '../supervisor/handle.ts'
import type { Cause } from '../transport/transport.ts'

/** Whoever sends over it. */
export interface LineOwner {
  /** A link carries what is sent from now on. */
  up(): void
  /** What was sent before will not be answered. `isOver`: no link will follow. */
  down(what: string, cause: Cause | null, isOver: boolean): void
}

const REPLACED: Cause = { kind: 'cancelled', by: 'us' }

/** `coming`: a dial is under way, and what was not sent yet may wait for it. */
export type LineState = 'up' | 'coming' | 'down' | 'over'

/** Watches one connection. */
export class Line {
  readonly #connection: Connection
  #owner: LineOwner | null = null
  #unsubscribe: (() => void) | null = null
  #state: LineState = 'coming'
  /** Of the link that carries what is sent; 0 while there is none. */
  #generation = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get state(): LineState {
    return this.#state
  }

  /** Tells links apart: 0 while none carries what is sent. */
  get generation(): number {
    return this.#generation
  }

  /** Tells how it is now, and each change. */
  watch(owner: LineOwner): void {
    this.#owner = owner
    this.#unsubscribe = this.#connection.store.subscribe(() => this.#look())
    this.#look()
  }

  /** Looks no more. */
  leave(): void {
    this.#unsubscribe?.()
    this.#owner = null
    this.#state = 'over'
    this.#generation = 0
  }

  #look(): void {
    const { generation, phase, cause } = this.#connection
    const state = this.#stateNow()
    const wasUp = this.#generation > 0
    const isAnother = state === 'up' && generation !== this.#generation
    if (state === this.#state && !isAnother) return
    this.#state = state
    this.#generation = state === 'up' ? generation : 0
    if (isAnother) {
      if (wasUp) this.#owner?.down('its link was replaced by another', REPLACED, false)
      this.#owner?.up()
    } else if (state === 'down' || state === 'over') {
      this.#owner?.down(`the connection is ${phase}`, cause, state === 'over')
    }
  }

  #stateNow(): LineState {
    const { phase, store } = this.#connection
    if (phase === 'alive' || phase === 'suspect') return 'up'
    if (store.getSnapshot().ended) return 'over'
    return phase === 'connecting' ? 'coming' : 'down'
  }
}
