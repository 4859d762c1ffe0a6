/**
 * One direction of a connection: held back by the sender → under way → arrived. In order always, as TCP is; what the
 * weather holds up arrives later, as retransmission would have it.
 */
import type { Cause } from '../transport.ts'
import { Fifo } from './fifo.ts'
import type { Road } from './world.ts'

export type Segment =
  | { readonly kind: 'syn' | 'synack' | 'ack' | 'fin' }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'rst'; readonly cause: Cause }

export const SYN: Segment = { kind: 'syn' }
export const SYNACK: Segment = { kind: 'synack' }
export const ACK: Segment = { kind: 'ack' }
export const FIN: Segment = { kind: 'fin' }

/** Where a direction begins. */
export interface Sender {
  /** Held segments went off. */
  departed(): void
}

/** Where a direction ends: the receiving host's kernel. */
export interface Receiver {
  arrive(segment: Segment): void
}

interface Flight {
  readonly segment: Segment
  readonly dueAt: number
}

/**
 * From this lateness on the process is taken to have stalled. Its overdue timers run first then, and only after them
 * does it read what arrived: the order in which Node wakes up, and the one that kills healthy peers. Smaller delays
 * are the ordinary imprecision of real timers.
 */
const STALL_MS = 5

export class Pipe {
  readonly road: Road
  sender: Sender | null = null
  receiver: Receiver | null = null
  /** Bytes the sender's kernel has no room for. */
  heldBytes = 0
  /** All bytes that ever went off. */
  departedBytes = 0
  /** Whether the FIN (or the RST) has gone off. */
  ended = false
  readonly #held = new Fifo<Segment>()
  readonly #underWay = new Fifo<Flight>()
  readonly #land: () => void
  /** Bytes under way or unread. */
  #occupied = 0
  /** Bytes read whose acknowledgement cannot travel back. */
  #unacknowledged = 0
  #lastDueAt = 0
  /** Arrivals that came due while the road was cut. */
  #stuck = 0
  #acknowledging = false

  constructor(road: Road) {
    this.road = road
    this.#land = () => this.#landed()
  }

  /** Sends what the process asks for: in order, within the window, and not while the host is frozen. */
  send(segment: Segment): void {
    this.#held.push(segment)
    if (segment.kind === 'data') this.heldBytes += segment.bytes.length
    this.#flush()
  }

  /** Sends what the kernel itself says, at once. */
  sendNow(segment: Segment): void {
    const { clock } = this.road.world
    const now = clock.now()
    const dueAt = Math.max(this.#lastDueAt, now + this.road.travelMs())
    this.#lastDueAt = dueAt
    if (segment.kind === 'fin' || segment.kind === 'rst') this.ended = true
    this.#underWay.push({ segment, dueAt })
    clock.after(dueAt - now, this.#land)
  }

  /** Forgets what has not gone off. */
  drop(): void {
    this.#held.clear()
    this.heldBytes = 0
  }

  /** The receiving process has read `bytes`: there is room for as many. */
  consumed(bytes: number): void {
    if (this.#isDeaf()) {
      this.#unacknowledged += bytes
      return
    }
    this.#occupied -= bytes
    this.#acknowledge()
  }

  /** Goes on after a hardship was cured. */
  kick(): void {
    const { from, world } = this.road
    if (this.road.cuts === 0) {
      for (; this.#stuck > 0; this.#stuck -= 1) world.clock.after(this.road.travelMs(), this.#land)
    }
    if (!this.#isDeaf()) {
      this.#occupied -= this.#unacknowledged
      this.#unacknowledged = 0
    }
    if (!this.#held.isEmpty) from.post(() => this.#goOn())
  }

  /** Whether no acknowledgement reaches the sender. */
  #isDeaf(): boolean {
    return this.road.to.roadTo(this.road.from).cuts > 0
  }

  #landed(): void {
    const flight = this.#underWay.first
    if (flight === null) return
    if (this.road.cuts > 0) {
      this.#stuck += 1
      return
    }
    const { clock } = this.road.world
    if (clock.now() - flight.dueAt > STALL_MS) clock.after(0, () => this.#arrived())
    else this.#arrived()
  }

  #arrived(): void {
    const flight = this.#underWay.shift()
    if (flight !== null) this.receiver?.arrive(flight.segment)
  }

  /** Tells the sender that there is room, where it waits for some: one message at a time, which travels back. */
  #acknowledge(): void {
    if (this.#held.isEmpty || this.#acknowledging) return
    this.#acknowledging = true
    const { world, from, to } = this.road
    world.clock.after(to.roadTo(from).travelMs(), () => {
      this.#acknowledging = false
      if (!this.#isDeaf()) from.run(() => this.#goOn())
    })
  }

  #goOn(): void {
    this.#flush()
    this.sender?.departed()
  }

  #flush(): void {
    if (this.road.from.frozen > 0) return
    for (let first = this.#held.first; first !== null; first = this.#held.first) {
      if (first.kind === 'data') {
        const room = this.road.world.windowBytes - this.#occupied
        if (room <= 0) return
        this.#held.shift()
        this.#sendBytes(first.bytes.subarray(0, room))
        if (first.bytes.length > room) this.#held.unshift({ kind: 'data', bytes: first.bytes.subarray(room) })
      } else {
        this.#held.shift()
        this.sendNow(first)
      }
    }
  }

  #sendBytes(bytes: Uint8Array): void {
    this.#occupied += bytes.length
    this.heldBytes -= bytes.length
    this.departedBytes += bytes.length
    this.sendNow({ kind: 'data', bytes })
  }
}
