/**
 * One direction of a connection: held back by the sender → under way → arrived. In order always, as TCP is; what the
 * weather holds up arrives later, as retransmission would have it.
 */
import type { Cause } from '../transport.ts'
import type { Sentence } from './court.ts'
import { Fifo } from './fifo.ts'
import { befallsStreams, streamError, type Verdict } from './verdict.ts'
import type { Road } from './world.ts'

/** What one write puts on the way, or a part of it. */
export interface Data {
  readonly kind: 'data'
  readonly bytes: Uint8Array
  readonly text: boolean
  /** Whether it is what is left of a write that has begun to leave. */
  readonly isRest: boolean
}

export type Segment =
  | Data
  | { readonly kind: 'syn' | 'synack' | 'ack' | 'fin' }
  | { readonly kind: 'rst'; readonly cause: Cause }

export const SYN: Segment = { kind: 'syn' }
export const SYNACK: Segment = { kind: 'synack' }
export const ACK: Segment = { kind: 'ack' }
export const FIN: Segment = { kind: 'fin' }

/** Where a direction begins. */
export interface Sender {
  /** Held segments went off. */
  departed(): void
  /** The connection is reset on the way. */
  sever(): void
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
export const STALL_MS = 5

export class Pipe {
  readonly road: Road
  sender: Sender | null = null
  receiver: Receiver | null = null
  /** The other direction of the same connection. */
  reverse: Pipe | null = null
  /** Bytes the sender's kernel has no room for. */
  heldBytes = 0
  /** All bytes that ever went off. */
  departedBytes = 0
  /** Whether the FIN (or the RST) has gone off. */
  ended = false
  /** How many verdicts cut this direction of this connection. */
  cuts = 0
  protected readonly held = new Fifo<Segment>()
  /** Bytes under way or unread. */
  protected occupied = 0
  protected lastDueAt = 0
  readonly #underWay = new Fifo<Flight>()
  readonly #land: () => void
  readonly #back: Road
  /** Bytes read whose acknowledgement cannot travel back. */
  #unacknowledged = 0
  /** Arrivals that came due while the road was cut. */
  #stuck = 0
  #acknowledging = false

  constructor(road: Road) {
    this.road = road
    this.#back = road.to.roadTo(road.from)
    this.#land = () => this.#landed()
  }

  /** Sends what the process asks for: in order, within the window, and not while the host is frozen. */
  send(segment: Segment): void {
    if (segment.kind === 'data') this.heldBytes += segment.bytes.length
    this.held.push(segment)
    this.flush()
  }

  /** Sends what the kernel itself says, at once. */
  sendNow(segment: Segment, delayMs = 0): void {
    if (segment.kind === 'fin' || segment.kind === 'rst') this.ended = true
    if (this.road.lane.isNarrow) this.#queue(segment, delayMs, this.cuts > 0)
    else this.fly(segment, delayMs, this.cuts > 0)
  }

  /** Forgets what has not gone off. */
  drop(): void {
    this.held.clear()
    this.heldBytes = 0
  }

  /** The receiving process has read `bytes`: there is room for as many. */
  consumed(bytes: number): void {
    if (this.#isDeaf) this.#unacknowledged += bytes
    else {
      this.occupied -= bytes
      this.#acknowledge()
    }
  }

  /** What arrived was for nobody any more. */
  unread(_data: Data): void {}

  /** Goes on after a hardship was cured. */
  kick(): void {
    const { from, world } = this.road
    if (this.cuts === 0 && !this.road.isCut && from.asleep === 0) {
      for (; this.#stuck > 0; this.#stuck -= 1) world.clock.after(this.road.travelMs(), this.#land)
    }
    if (!this.#isDeaf) {
      this.occupied -= this.#unacknowledged
      this.#unacknowledged = 0
    }
    if (!this.held.isEmpty) from.post(() => this.goOn())
  }

  /** Sets off, if to no avail: what a verdict cut off arrives after the cure. */
  protected fly(segment: Segment, delayMs: number, isCut: boolean): void {
    const { clock } = this.road.world
    const now = clock.now()
    const dueAt = Math.max(this.lastDueAt, now + this.road.travelMs() + delayMs)
    this.lastDueAt = dueAt
    this.#underWay.push({ segment, dueAt })
    // The kernel of a machine that sleeps says what it has to say when it wakes.
    if (isCut || this.road.from.asleep > 0) this.#stuck += 1
    else clock.after(dueAt - now, this.#land)
  }

  protected arrived(segment: Segment): void {
    this.receiver?.arrive(segment)
  }

  protected goOn(): void {
    this.flush()
    this.sender?.departed()
  }

  protected flush(): void {
    if (this.road.from.frozen > 0) return
    for (let first = this.held.first; first !== null; first = this.held.first) {
      if (first.kind === 'data') {
        if (!this.depart(first)) return
      } else {
        this.held.shift()
        this.sendNow(first)
      }
    }
  }

  /** Sends as much of the first of what is held as there is room for; false when there is none. */
  protected depart(first: Data): boolean {
    const room = this.room
    if (room <= 0) return false
    const delayMs = first.isRest || this.road.court.isEmpty ? 0 : this.#judged(first)
    this.held.shift()
    if (delayMs === null) {
      this.left(first.bytes.length)
      return true
    }
    const data = first.bytes.length <= room ? first : this.#divided(first, room)
    const { length } = data.bytes
    this.left(length)
    this.occupied += length
    if (this.road.lane.isNarrow && length > this.road.lane.pieceBytes) this.#sendInPieces(data, delayMs)
    else this.sendNow(data, delayMs)
    return true
  }

  /** The first `bytes` of it; the rest is held. */
  #divided(data: Data, bytes: number): Data {
    this.held.unshift({ ...data, bytes: data.bytes.subarray(bytes), isRest: true })
    return { ...data, bytes: data.bytes.subarray(0, bytes) }
  }

  #sendInPieces(data: Data, delayMs: number): void {
    const { pieceBytes } = this.road.lane
    for (let at = 0; at < data.bytes.length; at += pieceBytes) {
      this.sendNow({ ...data, bytes: data.bytes.subarray(at, at + pieceBytes) }, delayMs)
    }
  }

  #queue(segment: Segment, delayMs: number, isCut: boolean): void {
    const bytes = segment.kind === 'data' ? segment.bytes.length : 0
    this.road.lane.enter(bytes, () => this.fly(segment, delayMs, isCut && this.cuts > 0))
  }

  protected get room(): number {
    return this.road.world.windowBytes - this.occupied
  }

  /** The sender's kernel has taken `bytes` of what was held. */
  protected left(bytes: number): void {
    this.heldBytes -= bytes
    this.departedBytes += bytes
  }

  /** From here on nothing arrives, until whoever said so leaves. */
  protected cutBy({ by }: Sentence): void {
    if (by === null || by.cut.has(this)) return
    by.cut.add(this)
    this.cuts += 1
  }

  /** By how much later the frame arrives; null when the connection is reset in its place. */
  #judged({ bytes }: Data): number | null {
    const sentence = this.road.court.judge(bytes, 'stream')
    const { verdict, delayMs } = sentence
    if (!befallsStreams(verdict)) this.#refuse(verdict)
    if (verdict.kind === 'cut') this.cutBy(sentence)
    if (verdict.kind !== 'reset') return delayMs
    this.sender?.sever()
    return null
  }

  /** In an event of its own: whoever moves the clock learns of it, rather than whoever wrote the frame. */
  #refuse({ kind }: Verdict): void {
    this.road.world.clock.after(0, () => {
      throw streamError(kind)
    })
  }

  /** Whether no acknowledgement reaches the sender. */
  get #isDeaf(): boolean {
    return this.#back.isCut || (this.reverse !== null && this.reverse.cuts > 0)
  }

  #landed(): void {
    const flight = this.#underWay.first
    if (flight === null) return
    if (this.road.isCut) {
      this.#stuck += 1
      return
    }
    const { clock } = this.road.world
    if (clock.now() - flight.dueAt > STALL_MS) clock.after(0, () => this.#arrive())
    else this.#arrive()
  }

  #arrive(): void {
    const flight = this.#underWay.shift()
    if (flight !== null) this.arrived(flight.segment)
  }

  /** Tells the sender that there is room, where it waits for some: one message at a time, which travels back. */
  #acknowledge(): void {
    if (this.held.isEmpty || this.#acknowledging) return
    this.#acknowledging = true
    const { world, from } = this.road
    world.clock.after(this.#back.travelMs(), () => {
      this.#acknowledging = false
      if (!this.#isDeaf) from.run(() => this.goOn())
    })
  }
}
