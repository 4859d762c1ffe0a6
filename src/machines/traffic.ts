/** What goes over one connection's links: heartbeats sorted from business on the way in, and everything on the way out. */
import {
  type Cause,
  ConnectionError,
  crashCause,
  type Link,
  OptionError,
  type Payload,
} from '../transport/transport.ts'
import type { ConnectionEvent } from './events.ts'
import { Inbox, type Valve } from './inbox.ts'
import type { Plan } from './options.ts'
import { Outbox } from './outbox.ts'
import { RoundTrips } from './round-trips.ts'
import type { Sorter, SorterOwner } from './sorter.ts'
import type { Vitals } from './vitals.ts'
import type { World } from './world.ts'

export interface TrafficOwner {
  /** Why the link ended, once it has. */
  readonly cause: Cause | null
  report(event: ConnectionEvent): void
  framesDropped(frames: number, why: string): void
}

/** What is counted, over all links of a connection. */
export interface Counts {
  /** Business frames received. */
  readonly frames: number
  /** Beats and probes we sent, plus the peer's own beats recognised. Answers are not counted. */
  readonly beats: number
  /** Heartbeats that did not come in time. */
  readonly misses: number
  /** Links that opened after the first. */
  readonly reconnects: number
}

/** What may wait to be sent before `send` rejects; with the write deadline this bounds the memory of a stuck link. */
export const MOST_BUFFERED_BYTES = 16 * 1024 * 1024

export class Traffic implements SorterOwner, Valve {
  reconnects = 0
  #frames = 0
  #sent = 0
  #beats = 0
  readonly roundTrips: RoundTrips
  /** The link there is, if it may carry anything. */
  link: Link | null = null
  #plan: Plan
  readonly #vitals: Vitals
  readonly #owner: TrafficOwner
  /** Tells heartbeats from business; null where all is business. Whoever looks at frames stands in its place. */
  sorter: Sorter | null
  #inbox: Inbox | null = null
  #outbox: Outbox | null = null

  constructor(plan: Plan, world: World, vitals: Vitals, owner: TrafficOwner) {
    this.#plan = plan
    this.#vitals = vitals
    this.#owner = owner
    this.roundTrips = new RoundTrips(world.rtt)
    this.sorter = plan.sorter?.() ?? null
  }

  /** Another plan, while there is no link. */
  replan(plan: Plan): void {
    this.#plan = plan
    this.sorter = plan.sorter?.() ?? null
    if (this.#outbox !== null && plan.queue !== null) this.#outbox.options = plan.queue
  }

  get counts(): Counts {
    return {
      frames: this.#frames,
      beats: this.#beats,
      misses: this.#vitals.record?.misses ?? 0,
      reconnects: this.reconnects,
    }
  }

  /** Grows with each business frame, in or out. */
  get moved(): number {
    return this.#frames + this.#sent
  }

  /** Whether something waits to be sent. */
  get waits(): boolean {
    return (this.#outbox?.size ?? 0) > 0 || (this.link?.buffered ?? 0) > 0
  }

  get inbox(): Inbox {
    this.#inbox ??= new Inbox(this.#plan.holdFrames, this)
    return this.#inbox
  }

  // — in —

  arrived(data: Uint8Array, isText: boolean): void {
    if (this.sorter === null) return this.business(data, isText)
    try {
      this.sorter.sort(data, isText, this)
    } catch (error) {
      // A user's pattern function threw.
      return this.#owner.report({ type: 'hook.crashed', cause: crashCause(error) })
    }
    if (this.sorter.held > 0) this.#vitals.holding()
  }

  /** Hands up bytes that were held back as the possible beginning of a heartbeat. */
  releaseHeld(): void {
    this.sorter?.flush(this)
  }

  get awaitedPongs(): number {
    return this.roundTrips.awaited
  }

  ponged(): void {
    this.roundTrips.answered(this.#vitals.heardAt, this.#vitals.heardAgainAt)
    this.#vitals.answered()
  }

  /** The transport's own ping was answered: the `latest` one, or one before it. */
  transportPonged(latest: boolean): void {
    // To which of them an older answer belongs matters to nobody: its time is over.
    if (latest) this.roundTrips.answeredLatest(this.#vitals.heardAt, this.#vitals.heardAgainAt)
    this.#vitals.answered()
  }

  /** The transport itself was asked, and has answered: bytes that wait like any others. */
  countBeat(): void {
    this.#beats += 1
    if (this.link !== null) this.#vitals.written(this.link)
  }

  pinged(pong: Payload | null): void {
    this.#beats += 1
    if (pong !== null && this.link !== null) this.#writeHeartbeat(this.link, pong)
  }

  business(data: Uint8Array, isText: boolean): void {
    // We hung up: what still comes has no reader.
    if (this.link === null) return
    this.#frames += 1
    this.#vitals.fresh()
    if (!this.#plan.ignoreFrames || this.#inbox?.shaking) this.inbox.deliver(data, isText)
  }

  /** Reading stops or goes on; the time in between is charged to nobody. */
  flow(open: boolean): void {
    if (this.link === null) return
    if (open) {
      this.#vitals.hearing()
      this.link.resume()
    } else {
      this.#vitals.deaf()
      this.link.pause()
    }
  }

  // — out —

  beat(): void {
    const { beat, pings } = this.#plan
    if (this.link === null || (beat === null && !pings)) return
    this.#beats += 1
    this.roundTrips.sent(this.#vitals.attention)
    if (beat !== null) return this.#writeHeartbeat(this.link, beat)
    this.link.ping?.()
    this.#vitals.written(this.link)
  }

  /** Sends on this very link; resolves when the system took the bytes. */
  deliver(link: Link, payload: Payload): Promise<void> {
    return new Promise((resolve, reject) => {
      checkPayload(payload)
      if (link.buffered > MOST_BUFFERED_BYTES) {
        throw new ConnectionError(`cannot send: ${link.buffered} bytes wait already`, null)
      }
      this.#sent += 1
      this.#write(link, link.encode(payload), (cause) => {
        if (cause === null) resolve()
        // The link only knows that it was destroyed; we know why.
        else
          reject(
            new ConnectionError('frame not sent', cause.kind === 'cancelled' ? this.#owner.cause : cause),
          )
      })
    })
  }

  /** Keeps a frame for the next link, where a queue was asked for. */
  async enqueue(payload: Payload, why: string, cause: Cause | null): Promise<void> {
    checkPayload(payload)
    if (this.#plan.queue === null) throw new ConnectionError(why, cause)
    this.#outbox ??= new Outbox(this.#plan.queue, (frames, reason) =>
      this.#owner.framesDropped(frames, reason),
    )
    return this.#outbox.add(payload)
  }

  // — the links' way —

  /** What outlives links comes over from `before`, which has an inbox of its own from then on. */
  succeed(before: Traffic): void {
    const { inbox } = this
    this.#inbox = before.inbox
    this.#inbox.succeed(inbox)
    before.#inbox = inbox
    this.#outbox = before.#outbox
    before.#outbox = null
    this.roundTrips.succeed(before.roundTrips)
  }

  /** A new link, dialled or taken up. */
  begin(link: Link): void {
    this.link = link
    this.roundTrips.reset()
    this.#inbox?.renew()
  }

  /** The link is open: what waited to be sent goes first. */
  flush(): void {
    this.#outbox?.flush(async (payload) => {
      if (this.link === null) throw new ConnectionError('frame not sent', this.#owner.cause)
      return this.deliver(this.link, payload)
    })
  }

  /** Everybody knows that the link is open: what waited to be read is theirs. */
  ready(): void {
    if (this.#plan.ignoreFrames) this.#inbox?.turnAway()
    else this.#inbox?.ready()
  }

  /** The link carries nothing more for anyone. */
  hangUp(): void {
    this.releaseHeld()
    this.link = null
    this.#inbox?.turnAway()
  }

  /** No link will follow. */
  finish(cause: Cause, failed: boolean): void {
    this.#outbox?.reject(cause)
    this.#inbox?.end(failed ? cause : null)
  }

  #write(link: Link, encoded: Payload, taken?: (cause: Cause | null) => void): void {
    link.write(encoded, taken)
    this.#vitals.written(link)
  }

  #writeHeartbeat(link: Link, payload: Payload): void {
    try {
      this.#write(link, this.#encoded(link, payload))
    } catch (error) {
      // It can be no frame of this codec.
      this.#owner.report({ type: 'hook.crashed', cause: crashCause(error) })
    }
  }

  /** Heartbeats are encoded once for all connections of a plan. */
  #encoded(link: Link, payload: Payload): Payload {
    const { wire } = this.#plan
    let encoded = wire.get(payload)
    if (encoded === undefined) {
      encoded = link.encode(payload)
      wire.set(payload, encoded)
    }
    return encoded
  }
}

/** Plain JavaScript sends objects by mistake, and no transport has a frame for them. */
function checkPayload(payload: unknown): void {
  if (typeof payload === 'string' || payload instanceof Uint8Array) return
  throw new OptionError('payload', `expected a string or bytes (Uint8Array), got ${String(payload)}`)
}
