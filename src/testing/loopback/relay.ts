/** One connection through the proxy: the socket that was accepted, the one that is dialled for it, and a lane each way. */
import { Socket } from 'node:net'
import { Lane } from './lane.ts'
import { type Limit, Line, type Road, type Surroundings } from './road.ts'

/** What the connections of one way have in common. */
export interface Course {
  readonly out: Road
  readonly back: Road
  /** How fast the process that dials reads, and the one that is dialled: each connection has a line of its own for that. */
  readonly nearReads: ReadonlySet<Limit>
  readonly farReads: ReadonlySet<Limit>
}

/** Where to. */
export interface Target {
  readonly host: string
  readonly port: number
}

export class Relay {
  readonly #near: Socket
  readonly #far = new Socket({ allowHalfOpen: true })
  readonly #lanes: readonly [out: Lane, back: Lane]
  readonly #gone: () => void
  #isDialled = false
  #open: number

  /**
   * @param near accepted, paused.
   * @param gone called once, when both sockets have closed.
   */
  constructor(course: Course, near: Socket, around: Surroundings, gone: () => void) {
    this.#near = near
    this.#gone = gone
    const out = new Lane(course.out, new Line(course.farReads), near, around)
    const back = new Lane(course.back, new Line(course.nearReads), this.#far, around)
    this.#lanes = [out, back]
    this.#open = 1
    near.setNoDelay(true)
    near.unref()
    back.leadTo(near)
    this.#watch(near, out, back)
  }

  /** Dials on, the first time it is called. */
  dial({ host, port }: Target): void {
    if (this.#isDialled || this.#near.destroyed) return
    this.#isDialled = true
    this.#open += 1
    const [out, back] = this.#lanes
    const far = this.#far
    this.#watch(far, back, out)
    far.once('connect', () => out.leadTo(far))
    far.connect({ host, port, noDelay: true })
    far.unref()
    this.#near.resume()
  }

  /** The direction of it that takes this road. */
  laneOn(road: Road): Lane | undefined {
    return this.#lanes.find((lane) => lane.road === road)
  }

  /** Both ends are told so, at once. */
  reset(): void {
    this.#near.resetAndDestroy()
    // A dial that is still under way has nothing to reset.
    if (this.#isDialled && !this.#far.connecting) this.#far.resetAndDestroy()
    else this.#far.destroy()
  }

  /** @param inbound takes what is read from `socket`; `outbound` writes to it. */
  #watch(socket: Socket, inbound: Lane, outbound: Lane): void {
    socket.on('data', (bytes: Uint8Array) => {
      if (inbound.take(bytes) === 'reset') this.reset()
    })
    socket.on('end', () => inbound.end('fin'))
    // Also a dial that failed: who was accepted for it is reset.
    socket.on('error', () => inbound.end('rst'))
    socket.on('close', () => {
      outbound.close()
      this.#open -= 1
      if (this.#open > 0 && this.#isDialled) return
      this.#far.destroy()
      for (const lane of this.#lanes) lane.close()
      this.#gone()
    })
  }
}
