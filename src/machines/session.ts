/**
 * Runs one connection for its chart: opens links, owns each from the first dial to the last close, and reports what
 * becomes of it. The chart decides, this acts; a frame or a heartbeat never becomes an event.
 */
import {
  type Cause,
  ConnectionError,
  crashCause,
  type Incoming,
  type Link,
  type LinkOwner,
  type Payload,
  type Transport,
} from '../transport/transport.ts'
import type { ConnectionPort } from './connection.ts'
import { type ConnectionEvent, isEndPhase, type Phase } from './events.ts'
import { runHooks } from './handshake.ts'
import { closesInOrder } from './in-order.ts'
import { NEVER } from './never.ts'
import type { Plan } from './options.ts'
import { Readings } from './readings.ts'
import { Redial, type Redialler } from './redial.ts'
import { isRetried } from './retry.ts'
import type { Chart, SessionOwner } from './session-owner.ts'
import { Traffic, type TrafficOwner } from './traffic.ts'
import { Vitals } from './vitals.ts'
import type { VitalsOwner } from './vitals-owner.ts'
import type { World } from './world.ts'

const CANCELLED: Cause = { kind: 'cancelled', by: 'us' }

export class Session
  extends Readings
  implements ConnectionPort, LinkOwner, Redialler, VitalsOwner, TrafficOwner
{
  /** What holds, and what is dialled, from the next link on; null where that is what it was. */
  next: { readonly plan: Plan; readonly transport: Transport } | null = null

  readonly #world: World
  #plan: Plan
  #owner: SessionOwner
  #source: Transport | Incoming
  readonly vitals: Vitals
  readonly traffic: Traffic
  #chart: Chart | null = null
  #link: Link | null = null
  #opened = 0
  #awaitsFirstFrame = false
  #hooks: AbortController | null = null
  /** Null for what came in: nobody dials it again. */
  #redial: Redial | null

  /** @param source what to dial, or the link that came in. */
  constructor(plan: Plan, world: World, source: Transport | Incoming, owner: SessionOwner) {
    super()
    this.#world = world
    this.#plan = plan
    this.#source = source
    this.#owner = owner
    this.vitals = new Vitals(plan, world, this)
    this.traffic = new Traffic(plan, world, this.vitals, this)
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
    this.traffic.finish(this.cause ?? { kind: 'cancelled', by: 'us' }, this.phase === 'failed')
  }

  get peer(): string | null {
    return this.#link?.peer ?? null
  }

  /** Where its link leads, or the next one will; null for what came in. */
  get endpoint(): string | null {
    return this.route ?? ('link' in this.#source ? null : this.#source.endpoint)
  }

  /** The same, if its transport leads to several endpoints. */
  get route(): string | null {
    return this.#redial?.route?.endpoint ?? null
  }

  /** Whether nothing is left: the chart has ended, and so has every link. */
  get over(): boolean {
    return this.phase !== null && isEndPhase(this.phase) && this.#link === null
  }

  /** Whether the peer is asked for signs of life, and judged by them. */
  get asks(): boolean {
    const { heartbeat } = this.#plan
    return heartbeat?.beats === true && heartbeat.rule !== null
  }

  get finishes(): boolean {
    return 'finishes' in this.#source && this.#source.finishes === true
  }

  send(payload: Payload): Promise<void> {
    const link = this.traffic.link
    if (this.vitals.stage === 'open' && link !== null) return this.traffic.deliver(link, payload)
    if (this.phase !== null && isEndPhase(this.phase)) {
      return Promise.reject(new ConnectionError(`cannot send on a ${this.phase} connection`, this.cause))
    }
    return this.traffic.enqueue(payload, `cannot send while ${this.phase ?? 'not started'}`, this.cause)
  }

  /** Asks the peer for a sign of life now. */
  probe(): void {
    this.vitals.probe()
  }

  // — the chart's actions —

  open(): void {
    // Dialled while there was another link, which has ended: it is on its way, or open, already.
    if (this.#link !== null) {
      if (this.vitals.stage !== 'open') return
      this.traffic.reconnects += 1
      return this.#announce()
    }
    if (this.next !== null) this.#renew(this.next.plan, this.next.transport)
    this.vitals.dialling()
    this.#redial?.dialling()
    try {
      this.#link =
        'link' in this.#source ? this.#source.link : (this.#redial?.route ?? this.#source).dial(this)
    } catch (error) {
      return this.report({ type: 'hook.crashed', cause: crashCause(error) })
    }
    this.traffic.begin(this.#link)
  }

  release(cause: Cause, failedAttempts: number): void {
    this.retries = this.#askPolicy(cause, failedAttempts)
    this.letGo(cause)
  }

  /** Closes the link, in order where that can still work. */
  letGo(cause: Cause): void {
    const link = this.#link
    const inOrder = link !== null && this.vitals.stage !== 'dialling' && closesInOrder(cause)
    this.#redial?.ended(cause)
    this.#hangUp(inOrder)
    if (link === null) {
      this.vitals.over()
      this.report({ type: 'link.released' })
    } else if (inOrder) {
      // A reader's pause must not keep the peer's goodbye from being seen.
      link.resume()
      link.close(cause)
    } else link.destroy()
  }

  destroy(): void {
    this.#hangUp(false)
    if (this.#link === null) this.vitals.over()
    else this.#link.destroy()
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
    if (phase === 'connecting' && this.#link === null) this.generation += 1
    this.#owner.phaseChanged(from, phase, event, cause)
  }

  // — the link's reports —

  opened(): void {
    if (this.vitals.stage !== 'dialling') return
    this.#awaitsFirstFrame = this.#plan.firstFrameTimeoutMs < NEVER
    if (this.#awaitsFirstFrame) {
      this.inbox.shake()
      this.vitals.awaitingFrame()
    } else this.#shake()
  }

  heard(): void {
    try {
      this.vitals.heard()
    } catch (error) {
      // A detector of a user's own threw.
      this.report({ type: 'hook.crashed', cause: crashCause(error) })
    }
    this.#redial?.heard()
  }

  frame(data: Uint8Array, isText: boolean): void {
    this.traffic.arrived(data, isText)
    // A heartbeat is a frame, but none that tells who somebody is.
    if (!this.#awaitsFirstFrame || (this.#plan.authorise !== undefined && this.inbox.peek() === null)) return
    this.#awaitsFirstFrame = false
    if (this.vitals.stage === 'shaking') this.#shake()
  }

  partial(begun: boolean): void {
    this.vitals.partial(begun)
  }

  drained(): void {
    this.vitals.drained()
  }

  pinged(): void {
    this.traffic.countBeat()
  }

  ponged(latest: boolean): void {
    try {
      this.traffic.transportPonged(latest)
    } catch (error) {
      this.report({ type: 'hook.crashed', cause: crashCause(error) })
    }
  }

  ended(cause: Cause): void {
    this.traffic.releaseHeld()
    this.report({ type: 'link.ended', cause })
  }

  released(): void {
    this.#hangUp(false)
    this.#link = null
    this.vitals.over()
    if (this.over) this.#owner.gone()
    else this.report({ type: 'link.released' })
  }

  rotate(): void {
    this.#owner.rotationHinted()
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
    this.traffic.beat()
  }

  releaseHeld(): void {
    this.traffic.releaseHeld()
  }

  staleFor(silentMs: number | null): void {
    this.#owner.staleChanged(silentMs)
    if (silentMs !== null && this.#plan.endsStale) this.report({ type: 'deadline.passed', of: 'stale' })
  }

  framesDropped(frames: number, why: string): void {
    this.#owner.framesDropped(frames, why)
  }

  // — rotation —

  /** Its link takes the place of that of `before`, and it is the connection's session from now on. */
  succeed(before: Session, left: SessionOwner & Chart): void {
    this.#chart = before.#chart
    this.#owner = before.#owner
    this.next = before.next
    this.phase = before.phase
    this.cause = before.cause
    this.#opened += before.#opened
    this.vitals.succeed(before.vitals)
    this.traffic.succeed(before.traffic)
    before.#chart = left
    before.#owner = left
  }

  /** Closes its link, which carries no sends any more, in order; what comes until then is still delivered. */
  leave(): void {
    this.vitals.closing(true)
    this.#link?.resume()
    this.#link?.close(CANCELLED)
  }

  /** Reading stops or goes on. */
  flow(open: boolean): void {
    this.traffic.flow(open)
  }

  // — handshake —

  #shake(): void {
    const { onOpen, authorise } = this.#plan
    if (onOpen === undefined && authorise === undefined) return this.#complete()
    this.inbox.shake()
    this.vitals.shaking()
    this.#hooks = new AbortController()
    void this.#runHooks(this.#hooks.signal)
  }

  /** The link may end while the hooks run: then their signal is aborted, and what they say is not asked for. */
  async #runHooks(signal: AbortSignal): Promise<void> {
    const { generation, traffic } = this
    const link = this.#link
    if (link === null) return
    const cause = await runHooks(this.#plan, {
      link,
      generation,
      traffic,
      owner: this.#owner,
      signal,
      send: (payload) =>
        signal.aborted
          ? Promise.reject(new ConnectionError('frame not sent', this.cause))
          : traffic.deliver(link, payload),
    })
    // Nothing may happen between the two: whoever takes the place of another is alive next.
    const refusal = signal.aborted ? null : (cause ?? this.#owner.entering?.() ?? null)
    // Whoever was told that another has ended may have stopped this one.
    if (signal.aborted) return
    // A signal is 1.2 kB, and nobody hears this one any more.
    this.#hooks = null
    if (refusal === null) this.#complete()
    else this.report({ type: 'link.ended', cause: refusal })
  }

  /** The link and its handshakes are complete. */
  #complete(): void {
    if (this.#link === null) return
    if (this.#opened > 0) this.traffic.reconnects += 1
    this.#opened += 1
    this.vitals.open()
    this.#announce()
  }

  #announce(): void {
    this.traffic.flush()
    this.report({ type: 'link.opened' })
    // Whoever was told may have stopped it.
    if (this.vitals.stage !== 'open') return
    this.traffic.ready()
    this.#redial?.opened()
  }

  #renew(plan: Plan, transport: Transport): void {
    this.next = null
    this.#plan = plan
    this.#source = transport
    this.vitals.replan(plan)
    this.traffic.replan(plan)
    this.#redial?.end()
    this.#redial = new Redial(plan, this.#world, transport, this)
  }

  // — ends —

  #hangUp(timed: boolean): void {
    this.traffic.hangUp()
    this.vitals.closing(timed)
    this.#awaitsFirstFrame = false
    this.#hooks?.abort()
    this.#hooks = null
  }

  #askPolicy(cause: Cause, failedAttempts: number): boolean {
    if ('once' in this.#source && this.#source.once) return false
    return isRetried(this.#plan, cause, failedAttempts, (crash) =>
      this.report({ type: 'hook.crashed', cause: crash }),
    )
  }
}
