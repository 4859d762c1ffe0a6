/** What of our fleet is registered, for as long as it lives; and who else wants the same names. */
import { BehaviorSubject } from 'rxjs'
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Random } from '../../clock/random.ts'
import { RegistryClient } from '../../registry/client.ts'
import { hostOf } from '../../registry/host.ts'
import type { Instance, Registration, Registry } from '../../registry/index.ts'
import { Connection } from '../../supervisor/handle.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import type { Leases } from '../invariants/leases.ts'
import type { VirtualHost } from '../virtual-world.ts'
import { ELSEWHERE, SERVICE, type SimulatedRegistration, type SimulatedRegistry } from './plan-parts.ts'
import { RegistryWire } from './registry-wire.ts'

/** How often it is looked whether somebody is there again. */
const AGAIN_MS = 10_000
const REQUEST_MS = 3_000
const CHECK_MS = 10_000

export interface RegistrarWorld {
  readonly root: Supervisor
  readonly us: VirtualHost
  /** For the client: what it leaves behind is counted. */
  readonly clock: Clock
  readonly random: Random
  readonly leases: Leases
}

/** Our side: each is registered while it is there. */
export class OurRegistrations {
  /** How often leases were got, and lost. */
  readonly seen = { held: 0, lost: 0 }
  readonly #plan: readonly SimulatedRegistration[]
  readonly #world: RegistrarWorld
  readonly #registry: Registry
  readonly #made = new Map<string, { readonly connection: Connection; readonly registration: Registration }>()
  #timer: Timer | null = null

  constructor(plan: readonly SimulatedRegistration[], world: RegistrarWorld) {
    this.#plan = plan
    this.#world = world
    const { us, clock, random, leases } = world
    const wire = new RegistryWire(us, ({ id }) => leases.asks(id))
    this.#registry = new RegistryClient(wire, hostOf('simulated', { ...ASKING, clock, random }))
    this.#keep()
  }

  /** Nobody is registered anew. */
  quiet(): void {
    this.#timer?.cancel()
  }

  close(): Promise<void> {
    return this.#registry.close()
  }

  #keep(): void {
    for (const { of, ttlMs } of this.#plan) {
      const connection = this.#world.root.find(of)
      const isOther = connection !== this.#made.get(of)?.connection
      if (connection instanceof Connection && isOther && !connection.final) this.#register(connection, ttlMs)
    }
    this.#timer = this.#world.us.clock.after(AGAIN_MS, () => this.#keep())
  }

  #register(connection: Connection, ttlMs: number): void {
    const { leases, us } = this.#world
    const { id } = connection
    const registration = this.#registry.register(instanceOf(id, us.name), { ttlMs, while: connection })
    this.#made.set(id, { connection, registration })
    leases.claims({ registration, of: id, ttlMs, clock: us.clock })
    registration.state$.subscribe(({ from, state }) => {
      if (state === 'held' && from !== 'doubtful' && from !== 'held') this.seen.held += 1
      if (state === 'lost' && from !== 'lost') this.seen.lost += 1
    })
  }
}

/** The other side: a program that watches the service, and wants our names by turns. */
export function startElsewhere(
  host: VirtualHost,
  { registrations, rival }: SimulatedRegistry,
  random: Random,
  leases: Leases,
): () => void {
  let registry: Registry | null = null
  const wants = new BehaviorSubject(false)
  host.start((process) => {
    const options = { ...ASKING, clock: process.clock, random }
    registry = new RegistryClient(new RegistryWire(process, () => {}), hostOf('simulated', options))
    leases.watches(registry.watch(SERVICE), CHECK_MS + REQUEST_MS)
    if (rival === null) return
    for (const { of, ttlMs } of registrations) {
      const registration = registry.register(instanceOf(of, ELSEWHERE), { ttlMs, while: wants })
      leases.claims({ registration, of: null, ttlMs, clock: process.clock })
    }
    const turn = (): void => {
      wants.next(!wants.value)
      const meanMs = wants.value ? rival.wantsMs : rival.restsMs
      process.clock.after(meanMs * (0.5 + random()), turn)
    }
    process.clock.after(rival.restsMs * random(), turn)
  })
  return () => {
    wants.complete()
    void registry?.close()
  }
}

const ASKING = { requestTimeoutMs: REQUEST_MS, checkMs: CHECK_MS } as const

function instanceOf(id: string, host: string): Instance {
  return { service: SERVICE, id, endpoint: `memory://${host}`, metadata: {} }
}
