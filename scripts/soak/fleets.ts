/** Nested supervisors full of dialled connections, and all that can be done to them. */
import type { Supervisor, Transport } from '../../src/index.ts'
import { OptionError, pingPong } from '../../src/index.ts'
import type { Random } from '../../src/testing/index.ts'

/** One in so many calls of a user's code throws. */
const BUGGY = 40
/** Crashes are wanted here, and a supervisor that gives up now and then. */
const FLEET_INTENSITY = { restarts: 15, withinMs: 1_000 }
const HEARTBEAT = { protocol: pingPong, everyMs: 1_000, timeoutMs: 1_000, misses: 2 }
/** In good time for a run of seconds. */
const BACKOFF = { firstMs: 50, maxMs: 1_000 }

export class Fleets {
  readonly #root: Supervisor
  readonly #transport: Transport
  readonly #random: Random
  readonly #size: number
  /** Fleets whose lives are being ended. */
  readonly #ending = new Set<string>()
  #named = 0

  /** @param size connections of each fleet. */
  constructor(root: Supervisor, transport: Transport, random: Random, fleets: number, size: number) {
    this.#root = root
    this.#transport = transport
    this.#random = random
    this.#size = size
    for (let nth = 0; nth < fleets; nth += 1) this.#launch(`fleet ${nth}`)
  }

  /** Does one thing to one of them, whatever state it is in. Some of it takes its time: nobody waits for it. */
  disturb(): void {
    const fleet = pick(this.#launched, this.#random)
    if (fleet?.phase !== 'running') return
    const member = pick(fleet.connections, this.#random)
    if (member === undefined) return
    const id = member.id.slice(fleet.id.length + 1)
    const ways: (() => unknown)[] = [
      () => member.send('hello').catch(ignore),
      () => member.send('hello').catch(ignore),
      () => fleet.restart(id).catch(ignore),
      () => member.stop(),
      () =>
        fleet
          .remove(id)
          .then(() => this.#join(fleet))
          .catch(ignoreEnded),
      () => member.probe(),
    ]
    pick(ways, this.#random)?.()
    while (fleet.connections.length < this.#size) this.#join(fleet)
  }

  /** Ends the life of a whole fleet, and begins another; or replaces the fleet. */
  async renew(): Promise<void> {
    const fleet = pick(this.#launched, this.#random)
    if (fleet === undefined) return
    const { id } = fleet
    // On a busy machine one takes longer than it is to the next.
    if (this.#ending.has(id)) return
    this.#ending.add(id)
    if (this.#random() < 0.5) await this.#root.restart(id).catch(ignore)
    else if (await this.#root.remove(id)) this.#launch(id)
    this.#ending.delete(id)
  }

  get #launched(): Supervisor[] {
    return this.#root.children.filter((child) => 'supervise' in child)
  }

  #mayThrow(): undefined {
    if (this.#random() < 1 / BUGGY) throw new Error('a bug of the soak')
  }

  #launch(id: string): void {
    if (this.#root.phase !== 'running') return
    const fleet = this.#root.supervise(id, { dynamic: true, intensity: FLEET_INTENSITY, restartDelayMs: 50 })
    while (fleet.connections.length < this.#size) this.#join(fleet)
  }

  #join(fleet: Supervisor): void {
    if (fleet.phase !== 'running') return
    this.#named += 1
    fleet.connect(`member ${this.#named}`, this.#transport, {
      heartbeat: HEARTBEAT,
      backoff: BACKOFF,
      // Its failure is the link's.
      onOpen: () => this.#mayThrow(),
      // Its failure is a crash, and the supervisor's matter.
      retry: () => this.#mayThrow() ?? true,
    })
  }
}

function pick<T>(from: readonly T[], random: Random): T | undefined {
  return from[Math.floor(random() * from.length)]
}

function ignore(): void {}

/** Its fleet was asked to end meanwhile, and says so; anything else is a finding. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof OptionError) || !error.message.includes('has stopped')) throw error
}
