/** A connection of the memory network: two pipes, and an end at each. */
import type { Cause, LinkOwner } from '../transport.ts'
import type { Form } from './form.ts'
import { MemoryLink } from './link.ts'
import { MessageLink } from './message-link.ts'
import { MessagePipe } from './message-pipe.ts'
import type { Door } from './parts.ts'
import { Pipe, type Receiver, SYN, SYNACK } from './pipe.ts'
import type { Road, Station, Wire, World } from './world.ts'

/** Where to: as in `server:7373`. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Dials from `from`; answers the dialling end, which `owner` hears of from the next event on. */
export function dial(from: Station, to: Address, form: Form, owner: LinkOwner): MemoryLink {
  const { world } = from
  world.pendingDials += 1
  const station = world.stations.get(to.host)
  const wire = new MemoryWire(from, station ?? from, to, form, owner)
  world.wires.add(wire)
  if (station === undefined) wire.fail({ kind: 'dns', by: 'network', detail: `no host is named ${to.host}` })
  else if (station.unreachable > 0) wire.fail(noRouteTo(station))
  else wire.knock()
  return wire.near
}

const SEVERED: Cause = { kind: 'reset', by: 'network', detail: 'connection reset on the way' }

class MemoryWire implements Wire, Receiver {
  readonly dialler: Station
  readonly acceptor: Station
  /** The end that dialled. */
  readonly near: MemoryLink
  readonly #port: number
  readonly #form: Form
  readonly #out: Pipe
  readonly #back: Pipe
  /** The end that was dialled, once its kernel has heard of it. */
  #far: MemoryLink | null = null

  constructor(dialler: Station, acceptor: Station, to: Address, form: Form, owner: LinkOwner) {
    this.dialler = dialler
    this.acceptor = acceptor
    this.#port = to.port
    this.#form = form
    this.#out = pipeOf(form, dialler, acceptor)
    this.#back = pipeOf(form, acceptor, dialler)
    this.#out.reverse = this.#back
    this.#back.reverse = this.#out
    this.near = linkOf(form, `${to.host}:${to.port}`, this, this.#back, this.#out, null)
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
    const { delivers } = this.#form
    if (acceptor.unreachable > 0) {
      this.#back.sendNow({ kind: 'rst', cause: noRouteTo(acceptor) })
    } else if (door === undefined) {
      const detail = `nobody listens on ${acceptor.name}:${this.#port}`
      this.#back.sendNow({ kind: 'rst', cause: { kind: 'refused', by: 'peer', detail } })
    } else if (door.form.delivers !== delivers) {
      const detail = `${acceptor.name}:${this.#port} delivers ${door.form.delivers}, not ${delivers}`
      this.#back.sendNow({ kind: 'rst', cause: { kind: 'refused', by: 'peer', detail } })
    } else {
      const peer = `${this.dialler.name}:${this.dialler.freePort()}`
      this.#far = linkOf(door.form, peer, this, this.#out, this.#back, door)
      door.admit(this.#far)
      this.#back.sendNow(SYNACK)
    }
  }

  pipeOn(road: Road): Pipe | undefined {
    return [this.#out, this.#back].find((pipe) => pipe.road === road)
  }

  kick(): void {
    this.#out.kick()
    this.#back.kick()
    this.near.kick()
    this.#far?.kick()
  }

  sever(): void {
    this.near.strike(SEVERED)
    this.#far?.strike(SEVERED)
  }

  orphan(station: Station): void {
    if (station === this.dialler) this.near.orphan()
    if (station === this.acceptor) this.#far?.orphan()
  }

  forget(): void {
    if (this.near.isReleased && (this.#far === null || this.#far.isReleased)) this.#world.wires.delete(this)
  }
}

function noRouteTo(station: Station): Cause {
  return { kind: 'unreachable', by: 'network', detail: `no route to ${station.name}` }
}

function pipeOf({ delivers }: Form, from: Station, to: Station): Pipe {
  const road = from.roadTo(to)
  return delivers === 'messages' ? new MessagePipe(road) : new Pipe(road)
}

function linkOf(
  form: Form,
  peer: string,
  wire: Wire,
  inbound: Pipe,
  outbound: Pipe,
  door: Door | null,
): MemoryLink {
  return form.delivers === 'messages'
    ? new MessageLink(form, peer, wire, inbound, outbound, door)
    : new MemoryLink(form.codec, peer, wire, inbound, outbound, door)
}
