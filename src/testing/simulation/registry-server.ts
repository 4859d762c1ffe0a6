/** The host of a registry: a server in memory whose process can be frozen and die, and whose data may outlive that. */
import type { Random } from '../../clock/random.ts'
import { type Reading, Refused } from '../../registry/backend.ts'
import { type Instance, MemoryServer } from '../../registry/index.ts'
import type { MemoryHost } from '../../transport/memory.ts'
import type { Link, LinkOwner } from '../../transport/transport.ts'
import type { VirtualHost } from '../virtual-world.ts'
import { REGISTRY_PORT } from './plan-parts.ts'
import type { Answered, Asked } from './registry-wire.ts'

/** Who hears what becomes of it. */
export interface ServerWitness {
  /** An instance is leased, or its lease renewed. */
  confirms(instance: Instance): void
  /** Its process begins another life. */
  restarts(keepsData: boolean): void
}

export class RegistryServer {
  readonly #server: MemoryServer
  readonly #witness: ServerWitness
  /** By the names that clients give them; with the data they outlive a crash. */
  readonly #sessions = new Map<string, object>()
  #hasLived = false

  constructor(host: VirtualHost, random: Random, keepData: boolean, witness: ServerWitness) {
    this.#server = new MemoryServer({ clock: host.clock, random })
    this.#witness = witness
    host.start((process) => {
      if (this.#hasLived) {
        this.#server.restart({ keepData })
        witness.restarts(keepData)
      }
      this.#hasLived = true
      this.#serve(process)
    })
  }

  /** Who has the place of this instance; null for nobody. */
  holder({ service, id }: Instance): Instance | null {
    return this.#server.list(service).instances.find((one) => one.id === id) ?? null
  }

  #serve(process: MemoryHost): void {
    process.listen({ port: REGISTRY_PORT }).listen({
      listening() {},
      accepted: ({ link }) => new Served(link, (asked) => this.#answer(asked)),
      turnedAway() {},
      paused() {},
      resumed() {},
      failed() {},
      closed() {},
    })
  }

  #answer(asked: Asked): Answered {
    try {
      return { is: 'yes', ...this.#do(asked) }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { is: error.problem.kind === 'taken' ? 'taken' : 'gone', detail: error.message }
    }
  }

  /** @throws Refused */
  #do(asked: Asked): { readonly reading?: Reading } {
    const server = this.#server
    if (asked.what === 'list') return { reading: server.list(asked.service) }
    const { instance } = asked
    const session = this.#sessions.get(asked.session) ?? {}
    if (asked.what === 'end') {
      this.#sessions.delete(asked.session)
      server.revoke(session, instance)
      return {}
    }
    if (asked.what === 'renew') server.renew(session, instance)
    else {
      this.#sessions.set(asked.session, session)
      server.put(session, instance, asked.ttlMs)
    }
    this.#witness.confirms(instance)
    return {}
  }
}

const decoder = new TextDecoder()

class Served implements LinkOwner {
  readonly #link: Link
  readonly #answer: (asked: Asked) => Answered

  constructor(link: Link, answer: (asked: Asked) => Answered) {
    this.#link = link
    this.#answer = answer
  }

  frame(data: Uint8Array): void {
    const [number, asked]: readonly [number, Asked] = JSON.parse(decoder.decode(data))
    this.#link.write(this.#link.encode(JSON.stringify([number, this.#answer(asked)])))
  }

  ended(): void {
    this.#link.close()
  }

  opened(): void {}
  heard(): void {}
  partial(): void {}
  drained(): void {}
  pinged(): void {}
  ponged(): void {}
  released(): void {}
}
