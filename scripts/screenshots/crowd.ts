/** A crowd of which some are lost: the map. Its network is in memory. */
import { type Supervisor, supervise, systemClock } from '../../src/index.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'
import { rest } from './pair.ts'

/** A whole rack, and one here and there: what a map is looked at for. */
const isLost = (n: number): boolean => (n >= 2_200 && n < 2_290) || n % 697 === 5

export class Crowd {
  readonly fleet: Supervisor = supervise({ name: 'sensors' })
  readonly #far = supervise({ name: 'far' })

  async begin(count: number): Promise<void> {
    const network = memoryNetwork({ clock: systemClock, latencyMs: 1 })
    const us = network.host('us')
    const listener = network.host('peer').listen({ port: 1 })
    const far = this.#far.listen('gate', listener, { maxConnections: count })
    await far.ready
    for (let n = 0; n < count; n += 1) {
      const id = `sensor-${String(n).padStart(4, '0')}`
      this.fleet.connect(id, us.dial({ to: 'peer:1' }), { backoff: { firstMs: 600_000, jitter: 'none' } })
    }
    while (far.size < count) await rest(50)
    await Promise.all([...far.connections].filter((_, n) => isLost(n)).map((connection) => connection.stop()))
  }

  async end(): Promise<void> {
    await Promise.all([this.fleet.stop({ now: true }), this.#far.stop({ now: true })])
  }
}
