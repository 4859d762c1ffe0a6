/** A connection of the memory network: two pipes, and an end at each. */
import type { Codec } from '../framing.ts'
import type { Cause, LinkOwner } from '../transport.ts'
import { MemoryLink } from './link.ts'
import { Pipe, type Receiver, SYN, SYNACK } from './pipe.ts'
import type { Station, Wire, World } from './world.ts'

/** Where to: as in `server:7373`. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Dials from `from`; answers the dialling end, which `owner` hears of from the next event on. */
export function dial(from: Station, to: Address, codec: Codec, owner: LinkOwner): MemoryLink {
  const { world } = from
  world.pendingDials += 1
  const station = world.stations.get(to.host)
  const wire = new MemoryWire(from, station ?? from, to, codec, owner)
  world.wires.add(wire)
  if (station === undefined) wire.fail({ kind: 'dns', by: 'network', detail: `no host is named ${to.host}` })
  else if (station.unreachable > 0) wire.fail(noRouteTo(station))
  else wire.knock()
  return wire.near
}

class MemoryWire implements Wire, Receiver {
  readonly dialler: Station
  readonly acceptor: Station
  /** The end that dialled. */
  readonly near: MemoryLink
  readonly #port: number
  readonly #out: Pipe
  readonly #back: Pipe
  /** The end that was dialled, once its kernel has heard of it. */
  #far: MemoryLink | null = null

  constructor(dialler: Station, acceptor: Station, to: Address, codec: Codec, owner: LinkOwner) {
    this.dialler = dialler
    this.acceptor = acceptor
    this.#port = to.port
    this.#out = new Pipe(dialler.roadTo(acceptor))
    this.#back = new Pipe(acceptor.roadTo(dialler))
    this.near = new MemoryLink(codec, `${to.host}:${to.port}`, this, this.#back, this.#out, null)
    this.near.owner = owner
  }

  get #world(): World {
    return this.dialler.world
  }

  knock(): void {
    this.#out.receiver = this
    this.#out.sendNow(SYN)
  }

  /** No connection comes of it, and the dialling end learns so after the usual time. */
  fail(cause: Cause): void {
    this.#world.clock.after(this.#out.road.travelMs(), () => this.near.arrive({ kind: 'rst', cause }))
  }

  /** The first segment: the kernel of the host that was dialled answers for it, whatever its process does. */
  arrive(): void {
    // A dial that was called off is not repeated, should its first segment have been held up so long.
    if (this.near.isDead) return
    const { acceptor } = this
    const door = acceptor.refuses(this.#port) ? undefined : acceptor.doors.get(this.#port)
    if (acceptor.unreachable > 0) {
      this.#back.sendNow({ kind: 'rst', cause: noRouteTo(acceptor) })
    } else if (door === undefined) {
      const detail = `nobody listens on ${acceptor.name}:${this.#port}`
      this.#back.sendNow({ kind: 'rst', cause: { kind: 'refused', by: 'peer', detail } })
    } else {
      const peer = `${this.dialler.name}:${this.dialler.freePort()}`
      this.#far = new MemoryLink(door.codec, peer, this, this.#out, this.#back, door)
      door.admit(this.#far)
      this.#back.sendNow(SYNACK)
    }
  }

  kick(): void {
    this.#out.kick()
    this.#back.kick()
    this.near.kick()
    this.#far?.kick()
  }

  sever(cause: Cause): void {
    this.near.strike(cause)
    this.#far?.strike(cause)
  }

  orphan(station: Station, cause: Cause): void {
    if (station === this.dialler) this.near.orphan(cause)
    if (station === this.acceptor) this.#far?.orphan(cause)
  }

  forget(): void {
    if (this.near.isReleased && (this.#far === null || this.#far.isReleased)) this.#world.wires.delete(this)
  }
}

function noRouteTo(station: Station): Cause {
  return { kind: 'unreachable', by: 'network', detail: `no route to ${station.name}` }
}
