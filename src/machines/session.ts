/**
 * Runs one connection for its chart: opens links, owns each from the first dial to the last close, and reports what
 * becomes of it. The chart decides, this acts; a frame or a heartbeat never becomes an event.
 */
import {
  type Cause,
  type CauseKind,
  ConnectionError,
  crashCause,
  type Incoming,
  type Link,
  type LinkOwner,
  type Payload,
  type TimeoutOf,
  type Transport,
} from '../transport/transport.ts'
import type { ConnectionPort } from './connection.ts'
import { type ConnectionEvent, isEndPhase, type Phase } from './events.ts'
import { runHooks } from './handshake.ts'
import type { Inbox } from './inbox.ts'
import { NEVER } from './never.ts'
import type { Plan } from './options.ts'
import { type Quality, QualityRecord } from './quality.ts'
import { Redial, type Redialler } from './redial.ts'
import type { Sketch } from './sketch.ts'
import { type Counts, Traffic, type TrafficOwner } from './traffic.ts'
import { Vitals, type VitalsOwner } from './vitals.ts'
import type { World } from './world.ts'

/** Who keeps the connection: told of its life, asked for nothing. */
export interface SessionOwner {
  phaseChanged(from: Phase | null, to: Phase, event: ConnectionEvent | null, cause: Cause | null): void
  retryScheduled(attempt: number, delayMs: number): void
  framesDropped(frames: number, why: string): void
  /** Business data has not come for so long; null: it came again. */
  staleChanged(silentMs: number | null): void
  /** The chart has ended and nothing is left of the last link. */
  gone(): void
}

/** Where events go: the actor that runs the chart. */
interface Chart {
  send(event: ConnectionEvent): void
}

/** Of a connection without any trouble. */
const NOTHING = Object.freeze(new QualityRecord())

export class Session implements ConnectionPort, LinkOwner, Redialler, VitalsOwner, TrafficOwner {
  phase: Phase | null = null
  /** Why the latest link ended, or would not open. */
  cause: Cause | null = null
  /** Counts links, from 1. */
  generation = 0
  /** Whether the policy wants another dial after the link that was released last. */
  retries = false

  readonly #plan: Plan
  readonly #owner: SessionOwner
  readonly #source: Transport | Incoming
  readonly #vitals: Vitals
  readonly #traffic: Traffic
  #chart: Chart | null = null
  #link: Link | null = null
  #opened = 0
  #awaitsFirstFrame = false
  #hooks: AbortController | null = null
  /** Null for what came in: nobody dials it again. */
  readonly #redial: Redial | null

  /** @param source what to dial, or the link that came in. */
  constructor(plan: Plan, world: World, source: Transport | Incoming, owner: SessionOwner) {
    this.#plan = plan
    this.#source = source
    this.#owner = owner
    this.#vitals = new Vitals(plan, world, this)
    this.#traffic = new Traffic(plan, world, this.#vitals, this)
    this.#redial = 'link' in source ? null : new Redial(plan, world, source, this)
  }

  /** Begins a life under this chart. A restart brings a new one. */
  attach(chart: Chart): void {
    this.#chart = chart
    this.phase = null
    this.#redial?.begin()
  }

  /** The chart itself broke down: the life is over, whatever it was doing. */
  fail(cause: Cause): void {
    const from = this.phase
    this.phase = 'failed'
    this.cause = cause
    this.cancelWait()
    this.destroy()
    this.#owner.phaseChanged(from, 'failed', null, cause)
  }

  /** No life will follow: whoever waits to read or to send learns that there is nothing to wait for. */
  finish(): void {
    this.#redial?.end()
    this.#traffic.finish(this.cause ?? { kind: 'cancelled', by: 'us' }, this.phase === 'failed')
  }

  get inbox(): Inbox {
    return this.#traffic.inbox
  }

  get counts(): Counts {
    return this.#traffic.counts
  }

  /** Round-trip times; null while none was measured. */
  get rtt(): Sketch | null {
    return this.#traffic.roundTrips.sketch
  }

  get peer(): string | null {
    return this.#link?.peer ?? null
  }

  get misses(): number {
    return this.#vitals.misses
  }

  get silentMs(): number | null {
    return this.#vitals.silentMs
  }

  get suspicion(): number | null {
    return this.#vitals.suspicion
  }

  get isStale(): boolean {
    return this.#vitals.isStale
  }

  get detectionMs(): number | null {
    return this.#vitals.record?.detection?.lastMs ?? null
  }

  /** How well the peer was watched, over all links so far. */
  get quality(): Quality {
    return (this.#vitals.record ?? NOTHING).quality(this.rtt, this.survived)
  }

  /** Stalls that the present link has lived through. */
  get survived(): number {
    return this.#vitals.survived
  }

  /** Whether nothing is left: the chart has ended, and so has every link. */
  get over(): boolean {
    return this.phase !== null && isEndPhase(this.phase) && this.#link === null
  }

  send(payload: Payload): Promise<void> {
    const link = this.#traffic.link
    if (this.#vitals.stage === 'open' && link !== null) return this.#traffic.deliver(link, payload)
    if (this.phase !== null && isEndPhase(this.phase)) {
      return Promise.reject(new ConnectionError(`cannot send on a ${this.phase} connection`, this.cause))
    }
    return this.#traffic.enqueue(payload, `cannot send while ${this.phase ?? 'not started'}`, this.cause)
  }

  /** Asks the peer for a sign of life now. */
  probe(): void {
    this.#vitals.probe()
  }

  // — the chart's actions —

  open(): void {
    this.#vitals.dialling()
    this.#redial?.place?.dialling()
    try {
      this.#link = 'link' in this.#source ? this.#source.link : this.#source.dial(this)
    } catch (error) {
      return this.report({ type: 'hook.crashed', cause: crashCause(error) })
    }
    this.#traffic.begin(this.#link)
  }

  release(cause: Cause, failedAttempts: number): void {
    const link = this.#link
    const inOrder = link !== null && this.#vitals.stage !== 'dialling' && closesInOrder(cause)
    this.retries = this.#askPolicy(cause, failedAttempts)
    this.#redial?.place?.ended(cause)
    this.#hangUp(inOrder)
    if (link === null) {
      this.#vitals.over()
      this.report({ type: 'link.released' })
    } else if (inOrder) {
      // A reader's pause must not keep the peer's goodbye from being seen.
      link.resume()
      link.close(cause)
    } else link.destroy()
  }

  destroy(): void {
    this.#hangUp(false)
    this.#link?.destroy()
  }

  wait(nth: number): void {
    if (this.#redial !== null) this.#owner.retryScheduled(nth, this.#redial.wait(nth))
  }

  cancelWait(): void {
    this.#redial?.waited()
  }

  entered(phase: Phase, event: ConnectionEvent | null, cause: Cause | null): void {
    const from = this.phase
    this.phase = phase
    this.cause = cause
    // Whoever is told of the new dial finds its generation.
    if (phase === 'connecting') this.generation += 1
    this.#owner.phaseChanged(from, phase, event, cause)
  }

  // — the link's reports —

  opened(): void {
    if (this.#vitals.stage !== 'dialling') return
    this.#awaitsFirstFrame = this.#plan.firstFrameTimeoutMs < NEVER
    if (this.#awaitsFirstFrame) {
      this.inbox.shake()
      this.#vitals.awaitingFrame()
    } else this.#shake()
  }

  heard(): void {
    try {
      this.#vitals.heard()
    } catch (error) {
      // A detector of a user's own threw.
      this.report({ type: 'hook.crashed', cause: crashCause(error) })
    }
    this.#redial?.place?.heard()
  }

  frame(data: Uint8Array, isText: boolean): void {
    this.#traffic.arrived(data, isText)
    // A heartbeat is a frame, but none that tells who somebody is.
    if (!this.#awaitsFirstFrame || (this.#plan.authorise !== undefined && this.inbox.peek() === null)) return
    this.#awaitsFirstFrame = false
    if (this.#vitals.stage === 'shaking') this.#shake()
  }

  partial(begun: boolean): void {
    this.#vitals.partial(begun)
  }

  drained(): void {
    this.#vitals.drained()
  }

  pinged(): void {
    this.#traffic.countBeat()
  }

  ponged(latest: boolean): void {
    try {
      this.#traffic.transportPonged(latest)
    } catch (error) {
      this.report({ type: 'hook.crashed', cause: crashCause(error) })
    }
  }

  ended(cause: Cause): void {
    this.#traffic.releaseHeld()
    this.report({ type: 'link.ended', cause })
  }

  released(): void {
    this.#hangUp(false)
    this.#link = null
    this.#vitals.over()
    if (this.over) this.#owner.gone()
    else this.report({ type: 'link.released' })
  }

  dial(early: boolean): void {
    this.#chart?.send({ type: early ? 'retry' : 'backoff.elapsed' })
  }

  // — what vitals and traffic report —

  report(event: ConnectionEvent): void {
    if (event.type === 'retry') return this.#redial?.hurry()
    if (event.type === 'link.stabilised') this.#redial?.stable()
    this.#chart?.send(event)
  }

  beat(): void {
    this.#traffic.beat()
  }

  releaseHeld(): void {
    this.#traffic.releaseHeld()
  }

  staleFor(silentMs: number | null): void {
    this.#owner.staleChanged(silentMs)
    if (silentMs !== null && this.#plan.endsStale) this.report({ type: 'deadline.passed', of: 'stale' })
  }

  framesDropped(frames: number, why: string): void {
    this.#owner.framesDropped(frames, why)
  }

  // — handshake —

  #shake(): void {
    const { onOpen, authorise } = this.#plan
    if (onOpen === undefined && authorise === undefined) return this.#complete()
    this.inbox.shake()
    this.#vitals.shaking()
    this.#hooks = new AbortController()
    void this.#runHooks(this.#hooks.signal)
  }

  /** The link may end while the hooks run: then their signal is aborted, and what they say is not asked for. */
  async #runHooks(signal: AbortSignal): Promise<void> {
    const { generation, inbox } = this
    const link = this.#link
    if (link === null) return
    const cause = await runHooks(this.#plan, {
      link,
      generation,
      inbox,
      signal,
      send: (payload) =>
        signal.aborted
          ? Promise.reject(new ConnectionError('frame not sent', this.cause))
          : this.#traffic.deliver(link, payload),
    })
    if (signal.aborted) return
    if (cause === null) this.#complete()
    else this.report({ type: 'link.ended', cause })
  }

  /** The link and its handshakes are complete. */
  #complete(): void {
    if (this.#link === null) return
    if (this.#opened > 0) this.#traffic.reconnects += 1
    this.#opened += 1
    this.#vitals.open()
    this.#traffic.flush()
    this.report({ type: 'link.opened' })
    // Whoever was told may have stopped it.
    if (this.#vitals.stage !== 'open') return
    this.#traffic.ready()
    this.#redial?.place?.opened()
  }

  // — ends —

  #hangUp(timed: boolean): void {
    this.#traffic.hangUp()
    this.#vitals.closing(timed)
    this.#awaitsFirstFrame = false
    this.#hooks?.abort()
    this.#hooks = null
  }

  #askPolicy(cause: Cause, failedAttempts: number): boolean {
    if (cause.kind === 'crash' || failedAttempts >= this.#plan.backoff.attempts) return false
    if ('once' in this.#source && this.#source.once) return false
    try {
      return this.#plan.retry(cause, failedAttempts)
    } catch (error) {
      this.report({ type: 'hook.crashed', cause: crashCause(error) })
      return false
    }
  }
}

/** Whether a goodbye can still reach the peer; a verdict of silence or a reset leaves nothing to say it with. */
function closesInOrder(cause: Cause): boolean {
  return IN_ORDER.has(cause.kind === 'timeout' ? cause.of : cause.kind)
}

const IN_ORDER: ReadonlySet<CauseKind | TimeoutOf> = new Set([
  'eof',
  'closed',
  'cancelled',
  'auth',
  'age',
  'idle',
  'read',
  'stale',
  'handshake',
])
