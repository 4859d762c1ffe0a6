/** The proxy of one way: a port on loopback to dial, and what hardship makes of its listener. */
import { createServer, type Server, type Socket } from 'node:net'
import type { Lane } from './lane.ts'
import { type Course, Relay, type Target } from './relay.ts'
import type { Road, Surroundings } from './road.ts'
import type { Tarpit } from './tarpit.ts'

/** What a dial meets. */
export type Reception = 'accepts' | 'refuses' | 'hangs'

export interface WayPlan {
  readonly course: Course
  readonly around: Surroundings
  readonly tarpit: Tarpit
  /** Connections at the same time; more are accepted and closed. */
  readonly maxLinks: number
  /** What dials are to meet now. */
  readonly reception: () => Reception
  /** Where connections lead; null while nobody ever says a word on them. */
  readonly target: () => Target | null
}

/** The address that everything here is bound to. */
export const HERE = '127.0.0.1'

/**
 * Below the ports that systems give away by themselves: while the listener is closed, nobody else gets its port as that of
 * an outgoing connection.
 */
const PORTS = { from: 20_000, to: 32_000 }
const TRIES = 200

export class WayProxy {
  /** Where to dial, at `127.0.0.1`: the same for as long as the world lasts. */
  readonly port: number
  readonly #plan: WayPlan
  readonly #relays = new Set<Relay>()
  #server: Server | null
  #isHanging = false
  #settling: Promise<void> = Promise.resolve()
  #isClosed = false

  private constructor(plan: WayPlan, port: number, server: Server) {
    this.#plan = plan
    this.port = port
    this.#server = server
    this.#serve(server)
  }

  /** @throws Error when no port is free. */
  static async open(plan: WayPlan): Promise<WayProxy> {
    const { random } = plan.around
    for (let tries = 0; tries < TRIES; tries += 1) {
      const port = PORTS.from + Math.floor(random() * (PORTS.to - PORTS.from))
      const server = await listenAt(port)
      if (server !== null) return new WayProxy(plan, port, server)
    }
    throw new Error(`none of ${TRIES} ports tried is free on ${HERE}`)
  }

  /** Connections that are open now, the far ends of broken ones included. */
  get links(): number {
    return this.#relays.size
  }

  /** Makes of the listener what it is to be now; resolves when that is so. */
  settle(): Promise<void> {
    const settled = this.#settling.then(() => this.#reach())
    this.#settling = settled.catch(() => {})
    return settled
  }

  /** The directions of open connections that take this road. */
  lanesOn(road: Road): Lane[] {
    return [...this.#relays].flatMap((relay) => relay.laneOn(road) ?? [])
  }

  /** Every connection, at both ends. */
  reset(): void {
    for (const relay of [...this.#relays]) relay.reset()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#settling
    this.#shut()
    if (this.#isHanging) this.#plan.tarpit.leave(HERE, this.port)
    this.#isHanging = false
    this.reset()
  }

  async #reach(): Promise<void> {
    const { reception, tarpit } = this.#plan
    for (let wanted = reception(); wanted !== this.#now && !this.#isClosed; wanted = reception()) {
      if (this.#isHanging) {
        tarpit.leave(HERE, this.port)
        this.#isHanging = false
      }
      if (wanted === 'accepts') await this.#listenAgain()
      else this.#shut()
      if (wanted === 'hangs') {
        tarpit.take(HERE, this.port)
        this.#isHanging = true
      }
    }
    this.#dialOn()
  }

  get #now(): Reception {
    if (this.#isHanging) return 'hangs'
    return this.#server === null ? 'refuses' : 'accepts'
  }

  async #listenAgain(): Promise<void> {
    const server = await listenAt(this.port)
    if (server === null) throw new Error(`somebody else listens on ${HERE}:${this.port} by now`)
    this.#server = server
    this.#serve(server)
  }

  /** The listener alone: what it accepted goes on. */
  #shut(): void {
    this.#server?.close()
    this.#server = null
  }

  #serve(server: Server): void {
    server.maxConnections = this.#plan.maxLinks
    server.unref()
    server.on('connection', (socket: Socket) => this.#accept(socket))
  }

  #accept(near: Socket): void {
    const { course, around, target } = this.#plan
    const relay = new Relay(course, near, around, () => this.#relays.delete(relay))
    this.#relays.add(relay)
    const to = target()
    if (to !== null) relay.dial(to)
  }

  /** Those that were accepted while nobody was to say a word. */
  #dialOn(): void {
    const to = this.#plan.target()
    if (to === null) return
    for (const relay of this.#relays) relay.dial(to)
  }
}

/** Null when the port is somebody's. */
async function listenAt(port: number): Promise<Server | null> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true })
  const isBound = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({ host: HERE, port }, () => resolve(true))
  })
  return isBound ? server : null
}
