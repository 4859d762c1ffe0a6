/** One end of a connection in the memory network: a kernel that answers segments, and the link its process sees. */
import { ByteLink, CANCELLED, NOBODY } from '../byte-link.ts'
import type { Codec } from '../framing.ts'
import type { Cause, Link, LinkOwner, Payload } from '../transport.ts'
import { Fifo } from './fifo.ts'
import { Pace } from './pace.ts'
import type { Door, Unaccepted } from './parts.ts'
import { ACK, type Data, FIN, type Pipe, type Receiver, type Segment, type Sender } from './pipe.ts'
import type { Station, Wire } from './world.ts'

const UNKNOWN_CONNECTION: Cause = {
  kind: 'reset',
  by: 'network',
  detail: 'the peer knows no such connection',
}
const UNREAD_BYTES: Cause = {
  kind: 'reset',
  by: 'network',
  detail: 'the peer left without reading everything',
}

const DIED: Cause = { kind: 'reset', by: 'network', detail: 'the process of the peer died' }

const utf8 = new TextEncoder()

/** A callback that waits until the system has taken all bytes up to a point in the stream. */
interface Promised {
  readonly upTo: number
  readonly taken: (cause: Cause | null) => void
}

/** How far this end is. */
type Phase =
  /** Dialled and not answered yet; or accepted by the kernel and not yet by the process. */
  | 'opening'
  | 'open'
  /** Closed on both sides, or the process let go of it: whatever still comes in is not for anybody. */
  | 'dead'
  | 'released'

export class MemoryLink extends ByteLink implements Link, Sender, Receiver, Unaccepted {
  readonly peer: string
  readonly #wire: Wire
  readonly #inbound: Pipe
  readonly #outbound: Pipe
  /** Where it was accepted; null for the end that dialled. */
  readonly #door: Door | null
  /** Whether frames are whole messages, empty ones included. */
  protected readonly isWhole: boolean = false
  /** What the kernel has and the process has not read. */
  readonly #arrived = new Fifo<Segment>()
  readonly #promised = new Fifo<Promised>()
  #phase: Phase = 'opening'
  #everOpen = false
  /** All bytes ever written. */
  #written = 0
  #wasFull = false
  #finSent = false
  #finRead = false
  /** The reset that the kernel has heard of; a process that does not read hears it later, or when it writes. */
  #reset: Cause | null = null
  /** While its process reads slowly. */
  #pace: Pace | null = null
  #unreadSince: number | null = null

  constructor(codec: Codec, peer: string, wire: Wire, inbound: Pipe, outbound: Pipe, door: Door | null) {
    super(codec)
    this.peer = peer
    this.#wire = wire
    this.#inbound = inbound
    this.#outbound = outbound
    this.#door = door
    inbound.receiver = this
    outbound.sender = this
  }

  get buffered(): number {
    return this.#outbound.heldBytes
  }

  get flushed(): number {
    return this.#outbound.departedBytes
  }

  /**
   * Since when bytes wait that came while the process did not run, by the network's clock; null when there are none, or it
   * is not to read them yet.
   */
  get unreadSince(): number | null {
    const { readsPerSecond } = this.#station
    return this.paused || readsPerSecond !== Number.POSITIVE_INFINITY ? null : this.#unreadSince
  }

  get isDead(): boolean {
    return this.#phase === 'dead' || this.#phase === 'released'
  }

  get isReleased(): boolean {
    return this.#phase === 'released'
  }

  write(encoded: Payload, taken?: (cause: Cause | null) => void): void {
    if (this.#phase !== 'open' || this.#finSent || this.cause !== null) {
      taken?.(this.cause ?? CANCELLED)
      return
    }
    if (this.#reset !== null) {
      if (taken !== undefined) this.#promised.push({ upTo: Number.POSITIVE_INFINITY, taken })
      this.#station.post(() => this.#hearReset())
      return
    }
    // A copy, as any network makes one: whoever reads it at the other end may keep and change it.
    const bytes =
      typeof encoded === 'string' ? utf8.encode(encoded) : this.#station.world.slab.copyOf(encoded)
    this.#written += bytes.length
    const text = typeof encoded === 'string'
    if (bytes.length > 0 || this.isWhole) this.#outbound.send({ kind: 'data', bytes, text, isRest: false })
    if (this.buffered > 0) this.#wasFull = true
    if (taken === undefined) return
    if (this.buffered === 0) taken(null)
    else this.#promised.push({ upTo: this.#written, taken })
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    if (!this.paused) return
    this.paused = false
    this.#station.post(() => {
      if (this.isDead) return
      this.carryOn()
      this.#answerFin()
      this.#read()
    })
  }

  close(): void {
    if (this.#phase === 'opening') this.destroy()
    if (this.#phase !== 'open' || this.leaving) return
    this.leaving = true
    this.#sendFin()
  }

  destroy(): void {
    if (this.isDead) return
    this.leaving = true
    this.over = true
    this.abandon()
  }

  /** The kernel hears of something. */
  arrive(segment: Segment): void {
    if (this.isDead) {
      if (segment.kind === 'data') this.#inbound.unread(segment)
      const expectsAnswer = segment.kind === 'data' || segment.kind === 'synack'
      if (expectsAnswer) this.#outbound.sendNow({ kind: 'rst', cause: UNKNOWN_CONNECTION })
      return
    }
    if (segment.kind === 'synack') this.#outbound.sendNow(ACK)
    if (segment.kind === 'rst') {
      if (this.#door !== null && this.#phase === 'opening' && this.#arrived.isEmpty) {
        this.#vanish()
        return
      }
      this.#reset = segment.cause
      if (this.paused && this.buffered > 0) this.#station.run(() => this.#hearReset())
    }
    this.#arrived.push(segment)
    const { frozen, world } = this.#station
    if (frozen > 0 && segment.kind === 'data') this.#unreadSince ??= world.clock.now()
    this.#read()
  }

  /** What was sent so far has left this host; called when some of it had to wait. */
  departed(): void {
    while (this.#phase === 'open') {
      const first = this.#promised.first
      if (first === null || first.upTo > this.#outbound.departedBytes) break
      this.#promised.shift()
      first.taken(null)
    }
    if (this.#wasFull && this.buffered === 0 && !this.over) {
      this.#wasFull = false
      this.owner.drained()
    }
    this.#releaseWhenDone()
  }

  /** Goes on after a hardship was cured. */
  kick(): void {
    if (!this.#arrived.isEmpty) this.#station.post(() => this.#read())
  }

  /** The listener is gone before its process had seen this link. */
  turnAway(): void {
    if (this.#phase !== 'opening') return
    this.#outbound.sendNow({ kind: 'rst', cause: UNKNOWN_CONNECTION })
    this.#vanish()
  }

  /** The process at this end died: its kernel tells the other end, and nobody here is told anything any more. */
  orphan(): void {
    // The kernel has not handed it over: it goes with the listener.
    if (this.#door !== null && this.#phase === 'opening') return
    this.owner = NOBODY
    this.#promised.clear()
    this.#outbound.drop()
    if (!this.#outbound.ended) this.#outbound.sendNow({ kind: 'rst', cause: DIED })
    if (this.isDead) return
    this.over = true
    this.#forget()
    this.#station.world.clock.after(0, () => this.#release())
  }

  sever(): void {
    this.#wire.sever()
  }

  /** A reset that comes from somewhere on the way. */
  strike(cause: Cause): void {
    this.#station.world.clock.after(0, () => this.arrive({ kind: 'rst', cause }))
  }

  protected override abandon(): void {
    const isUnread = !this.#arrived.isEmpty
    const wasOpen = this.#phase === 'open'
    this.#die()
    if (wasOpen) this.#outbound.send(isUnread ? { kind: 'rst', cause: UNREAD_BYTES } : FIN)
  }

  /** Hands up what was read. */
  protected takeData(data: Data): void {
    this.take(data.bytes)
  }

  get #station(): Station {
    return this.#outbound.road.from
  }

  /** Reads what has arrived, as far as the process does read. */
  #read(): void {
    for (let first = this.#arrived.first; first !== null; first = this.#arrived.first) {
      if (this.isDead || !this.#isReading) return
      if (first.kind === 'data' && this.#station.readsPerSecond !== Number.POSITIVE_INFINITY) {
        if (!this.#readSlowly(first)) return
      } else {
        this.#arrived.shift()
        this.#take(first)
      }
    }
  }

  /** As much as a slow process reads at once; false when it does not read just now. */
  #readSlowly(data: Data): boolean {
    const { world, readsPerSecond } = this.#station
    this.#pace ??= new Pace(world.clock)
    const { bytes } = data
    const again = (): void => this.#station.run(() => this.#read())
    const read = this.#pace.grant(bytes.length, readsPerSecond, this.isWhole, again)
    if (read === 0 && (bytes.length > 0 || readsPerSecond === 0)) return false
    this.#arrived.shift()
    if (read < bytes.length) this.#arrived.unshift({ ...data, bytes: bytes.subarray(read) })
    this.#take({ ...data, bytes: bytes.subarray(0, read) })
    return true
  }

  get #isReading(): boolean {
    if (this.#station.frozen > 0) return false
    if (this.#phase === 'opening') return this.#door === null || this.#station.muted === 0
    return !this.paused
  }

  #take(segment: Segment): void {
    switch (segment.kind) {
      case 'syn':
        return
      case 'synack':
        this.#open(this.owner)
        return
      case 'ack':
        this.#open(this.#door === null ? null : this.#door.accept(this))
        return
      case 'data':
        this.#unreadSince = null
        this.#inbound.consumed(segment.bytes.length)
        this.takeData(segment)
        return
      case 'fin':
        this.#finRead = true
        this.takeEnd()
        this.#answerFin()
        return
      case 'rst':
        this.#hear(segment.cause)
        return
    }
  }

  #open(owner: LinkOwner | null): void {
    const { world } = this.#station
    this.#phase = 'open'
    this.#everOpen = true
    world.openLinks += 1
    if (this.#door === null) world.pendingDials -= 1
    if (owner === null) {
      this.destroy()
      return
    }
    this.owner = owner
    owner.opened()
  }

  #hearReset(): void {
    if (this.#reset !== null && !this.isDead) this.#hear(this.#reset)
  }

  #hear(reset: Cause): void {
    this.end(reset)
    if (!this.isDead) this.#die()
  }

  #answerFin(): void {
    if (this.#phase === 'open' && this.#finRead && !this.endWaits) this.#sendFin()
  }

  #sendFin(): void {
    if (!this.#finSent) {
      this.#finSent = true
      this.#outbound.send(FIN)
    }
    this.#releaseWhenDone()
  }

  #releaseWhenDone(): void {
    const isDone = this.#finRead && !this.endWaits && this.#outbound.ended
    if (this.#phase === 'open' && isDone) this.#die()
  }

  #die(): void {
    this.#forget()
    this.#station.post(() => this.#release())
  }

  #forget(): void {
    this.#phase = 'dead'
    this.#dropArrived()
    this.#outbound.drop()
  }

  #dropArrived(): void {
    for (let next = this.#arrived.shift(); next !== null; next = this.#arrived.shift()) {
      if (next.kind === 'data') this.#inbound.unread(next)
    }
  }

  #release(): void {
    const { world } = this.#station
    const { owner } = this
    this.#phase = 'released'
    if (this.#everOpen) world.openLinks -= 1
    else if (this.#door === null) world.pendingDials -= 1
    this.#wire.forget()
    for (let next = this.#promised.shift(); next !== null; next = this.#promised.shift()) {
      next.taken(this.cause ?? CANCELLED)
    }
    this.owner = NOBODY
    owner.released()
  }

  /** The kernel forgets an end that its process never saw. */
  #vanish(): void {
    this.#phase = 'released'
    this.#dropArrived()
    this.#wire.forget()
    this.#door?.forget(this)
  }
}
