/** Thousands of connections over a network in memory, some of which are lost and dialled again all the time. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Supervisor, supervise, systemClock } from '../../src/index.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'

/** Dead, backoff, the delay, connecting, alive. */
const EVENTS_OF_A_LOSS = 5
const STEP_MS = 50

export class Unrest {
  readonly fleet: Supervisor = supervise({ name: 'fleet' })
  /** How many there were so far. */
  events = 0
  readonly #far = supervise({ name: 'far' })
  readonly #count: number
  #gate: ReturnType<Supervisor['listen']> | null = null
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(count: number) {
    this.#count = count
    this.fleet.feed$.subscribe(() => {
      this.events += 1
    })
  }

  async begin(): Promise<void> {
    const network = memoryNetwork({ clock: systemClock, latencyMs: 1 })
    const us = network.host('us')
    const listener = network.host('peer').listen({ port: 1 })
    const gate = this.#far.listen('gate', listener, { maxConnections: 2 * this.#count })
    this.#gate = gate
    await gate.ready
    for (let n = 0; n < this.#count; n += 1) {
      this.fleet.connect(`c${n}`, us.dial({ to: 'peer:1' }), { backoff: { firstMs: 500, jitter: 'equal' } })
    }
    while (gate.size < this.#count) await sleep(STEP_MS)
  }

  /** From now on so many events happen each second: by losses. */
  stir(eventsPerSecond: number): void {
    const losses = (eventsPerSecond / EVENTS_OF_A_LOSS) * (STEP_MS / 1_000)
    this.#timer = setInterval(() => {
      let left = losses
      for (const connection of this.#gate?.connections ?? []) {
        if (left <= 0) break
        if (connection.phase !== 'alive') continue
        left -= 1
        void connection.stop()
      }
    }, STEP_MS)
  }

  async end(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    await Promise.all([this.fleet.stop({ now: true }), this.#far.stop({ now: true })])
  }
}
