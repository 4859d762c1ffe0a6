/** Replaces the links of one connection: when, how often after failures, and who carries what meanwhile. */
import type { Timer } from '../clock/clock.ts'
import { type Cause, ConnectionError, type Transport } from '../transport/transport.ts'
import { delayMs } from './backoff.ts'
import { checkOptions, flagOption } from './check.ts'
import { type ConnectionEvent, isEndPhase, type Phase } from './events.ts'
import type { Valve } from './inbox.ts'
import { Leaver } from './leaver.ts'
import { NEVER } from './never.ts'
import type { Plan } from './options.ts'
import { isRetried } from './retry.ts'
import type { RotateOptions, RotationHost, RotationReason, Rotator } from './rotating.ts'
import type { Session } from './session.ts'
import { type Proof, Successor, type SuccessorOwner } from './successor.ts'
import type { Counts } from './traffic.ts'

/** The options of a rotation, checked and complete. */
export interface RotationPlan {
  readonly everyMs: number
  readonly jitter: number
  readonly overlapMs: number
  /**
   * What proves links of such a plan.
   * @throws OptionError when the plan, or the transport, does not go with the rotation.
   */
  readonly proofOf: (plan: Plan, transport: Transport) => Proof
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: ConnectionError) => void
}

const CANCELLED: Cause = { kind: 'cancelled', by: 'us' }

export class Rotating implements Rotator, SuccessorOwner, Valve {
  readonly #own: RotationPlan
  #plan: Plan
  #transport: Transport
  #proof: Proof
  readonly #host: RotationHost
  /** Leave to dial is waited for. */
  #leave: Timer | null = null
  #successor: Successor | null = null
  /** Links whose place was taken. */
  readonly #leavers = new Set<Leaver>()
  /** Successors that came to nothing, and are not gone yet. */
  readonly #dropped = new Set<Successor>()
  #why: RotationReason = 'asked'
  #asked: Waiting[] = []
  /** Until the present link is too old, or the next try. */
  #timer: Timer | null = null
  /** When the present link is too old, by the clock. */
  #tooOldAt = NEVER
  /** In a row, hints left out: while there are any, it is tried again. */
  #failures = 0
  /** What the chart has to be told of a successor, once it has taken over. */
  #late: ConnectionEvent[] = []
  /** Has no link any more, and its place was taken: until the chart lets go of it. */
  #spent: Session | null = null
  #lastDelayMs = 0
  /** The number of the latest link. */
  #generation = 0
  /** What went over links that are gone. */
  #past = { frames: 0, beats: 0, reconnects: 0 }

  constructor(own: RotationPlan, plan: Plan, transport: Transport, host: RotationHost) {
    this.#own = own
    this.#proof = own.proofOf(plan, transport)
    this.#plan = plan
    this.#transport = transport
    this.#host = host
  }

  get isBusy(): boolean {
    return this.#successor !== null || this.#leavers.size + this.#dropped.size > 0
  }

  get counts(): Counts {
    const { counts } = this.#host.session
    const sum = { ...counts }
    for (const each of [this.#past, ...[...this.#leavers].map(({ session }) => session.counts)]) {
      sum.frames += each.frames
      sum.beats += each.beats
      sum.reconnects += each.reconnects
    }
    return sum
  }

  replan(plan: Plan, transport: Transport): void {
    this.#proof = this.#own.proofOf(plan, transport)
    this.#plan = plan
    this.#transport = transport
  }

  async rotate(options: RotateOptions): Promise<void> {
    checkOptions('rotate', options, ['elsewhere'])
    const elsewhere = flagOption('rotate.elsewhere', options.elsewhere ?? false)
    const { phase, session } = this.#host
    if (!this.#hasLink) throw new ConnectionError(`cannot rotate while ${phase}`, session.cause)
    if (elsewhere) this.#avoid(session)
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject })
      this.#begin('asked')
    })
  }

  hinted(): void {
    if (this.#hasLink) this.#begin('hint')
  }

  flow(open: boolean): void {
    this.#host.session.flow(open)
    for (const leaver of this.#leavers) leaver.flow(open)
  }

  // — the connection's way —

  phaseChanged(to: Phase): void {
    if (to === 'alive') return this.#arrived()
    if (to === 'suspect') return
    this.#rest()
    if (to === 'connecting') return this.#number()
    if (to === 'backoff' && this.#successor !== null) return this.#takeUp(this.#successor)
    if (isEndPhase(to)) this.#drop()
    // What is dialled already may still become the link.
    if (this.#successor === null) this.#refuse(this.#host.session.cause ?? CANCELLED)
  }

  halt(now: boolean): void {
    this.#rest()
    this.#drop()
    this.#refuse(CANCELLED)
    for (const leaver of this.#leavers) leaver.halt(now)
    if (now) for (const successor of this.#dropped) successor.destroy()
  }

  // — what becomes of the new link —

  proven(successor: Successor): void {
    // While the old one is let go, the chart is not ready for another: it takes it up once it is.
    if (!this.#hasLink) return
    this.#swap(successor)
    this.#host.report({ type: 'link.replaced', port: successor })
    const { generation, route } = successor
    this.#host.rotationTold({ kind: 'rotated', generation, ...(route === null ? {} : { route }) })
    // What the new link was told before is told as its own, whoever reads the order of news.
    this.#tellLate()
    this.#arrived()
  }

  failed(successor: Successor, cause: Cause): void {
    this.#successor = null
    this.#dropped.add(successor)
    this.#refuse(cause)
    const retryMs = this.#hasLink ? this.#later(cause) : null
    const { generation } = successor
    this.#host.rotationTold({
      kind: 'not-rotated',
      generation,
      cause,
      ...(retryMs === null ? {} : { retryMs }),
    })
  }

  released(successor: Successor): void {
    this.#dropped.delete(successor)
    this.#leftBehind(successor)
  }

  // — when —

  get #hasLink(): boolean {
    const { phase } = this.#host
    return phase === 'alive' || phase === 'suspect'
  }

  #begin(why: RotationReason): void {
    const isUnderWay = this.#leave !== null || this.#successor !== null
    // A hint is not tried again: it must not take that from those that are.
    if (why === 'asked' || (!isUnderWay && this.#failures === 0)) this.#why = why
    if (isUnderWay) return
    this.#rest()
    const { dials } = this.#host.world
    if (dials === null) return this.#dial()
    let isGiven = false
    const leave = dials.leave(() => {
      isGiven = true
      this.#leave = null
      this.#dial()
    })
    // It may be given at once.
    if (!isGiven) this.#leave = leave
  }

  #dial(): void {
    this.#generation = Math.max(this.#generation, this.#host.session.generation) + 1
    const generation = this.#generation
    const successor = new Successor(this.#plan, this.#transport, this.#host, this.#proof, this)
    this.#successor = successor
    this.#host.rotationTold({ kind: 'rotating', generation, why: this.#why })
    // Whoever was told may have stopped it.
    if (this.#successor === successor) successor.begin(generation)
  }

  /** The endpoint of this one is about to go: so is a new link that leads there as well. */
  #avoid({ endpoint, route }: Session): void {
    if (endpoint !== null) this.#transport.avoid?.(endpoint, this.#host.world.clock)
    const successor = this.#successor
    if (successor === null || route === null || successor.route !== route) return
    this.#drop()
    this.#host.rotationTold({ kind: 'not-rotated', generation: successor.generation, cause: CANCELLED })
  }

  /** The link is open, however it came about. */
  #arrived(): void {
    this.#tellLate()
    if (this.#timer !== null || this.#leave !== null || this.#successor !== null) return
    this.#startOver()
    for (const { resolve } of this.#asked.splice(0)) resolve()
    this.#age(true)
  }

  #startOver(): void {
    this.#failures = 0
    this.#lastDelayMs = 0
  }

  /** Waits for the present link to be too old; `anew`: counted from now on. */
  #age(anew: boolean): void {
    const { everyMs, jitter } = this.#own
    if (everyMs === NEVER) return
    const { clock, random } = this.#host.world
    const now = clock.now()
    if (anew) this.#tooOldAt = now + everyMs * (1 - jitter * random())
    this.#wait(Math.max(0, this.#tooOldAt - now), 'age')
  }

  /** After a failure; answers how long it is to the next try, null where none is due. */
  #later(cause: Cause): number | null {
    const { clock, random } = this.#host.world
    if (this.#why === 'hint') {
      // However many hints come, the link grows older.
      this.#age(false)
      return null
    }
    this.#failures += 1
    if (!this.#retries(cause)) {
      this.#startOver()
      this.#age(this.#tooOldAt <= clock.now())
      return null
    }
    const { backoff } = this.#plan
    const ms = delayMs(backoff, this.#failures, this.#lastDelayMs, random)
    this.#lastDelayMs = ms
    this.#wait(ms, this.#why)
    return ms
  }

  #retries(cause: Cause): boolean {
    return isRetried(this.#plan, cause, this.#failures, (crash) =>
      this.#host.report({ type: 'hook.crashed', cause: crash }),
    )
  }

  #wait(ms: number, why: RotationReason): void {
    // Whoever was told of what came before may have ended it.
    if (!this.#hasLink) return
    this.#timer = this.#host.world.clock.after(ms, () => {
      this.#timer = null
      // Each would leave one more link open that waits for slow readers.
      if (why === 'age' && [...this.#leavers].some(({ waits }) => waits)) this.#age(true)
      else this.#begin(why)
    })
  }

  #rest(): void {
    this.#timer?.cancel()
    this.#timer = null
    this.#leave?.cancel()
    this.#leave = null
  }

  #refuse(cause: Cause): void {
    for (const { reject } of this.#asked.splice(0)) reject(new ConnectionError('not rotated', cause))
  }

  // — who carries what —

  /** The link has ended: the one that is dialled already is what the chart dials. */
  #takeUp(successor: Successor): void {
    this.#spent = this.#swap(successor)
    this.#host.report({ type: 'link.replaced', port: successor })
  }

  /** @returns the session whose place was taken. */
  #swap(successor: Successor): Session {
    const before = this.#host.session
    const leaver = new Leaver(before, this.#host, (gone) => {
      this.#leavers.delete(gone)
      this.#leftBehind(gone.session)
    })
    this.#successor = null
    this.#late = successor.handOver()
    successor.succeed(before, leaver)
    this.#host.replace(successor)
    leaver.join()
    const hasLink = this.#hasLink
    if (hasLink) this.#leavers.add(leaver)
    successor.inbox.steerBy(this, successor.vitals.stage === 'dialling')
    if (hasLink) leaver.begin(this.#own.overlapMs)
    return before
  }

  /** A dial of the chart's own; or of one that was taken up, which has a number. */
  #number(): void {
    const { session } = this.#host
    if (this.#spent === null) session.generation = Math.max(session.generation, this.#generation + 1)
    else {
      this.#spent.finish()
      this.#leftBehind(this.#spent)
      this.#spent = null
    }
    this.#generation = session.generation
    // The inbox minds the new link alone from here on.
    for (const leaver of this.#leavers) leaver.flow(true)
  }

  #tellLate(): void {
    for (const event of this.#late.splice(0)) this.#host.report(event)
  }

  #drop(): void {
    const successor = this.#successor
    if (successor === null) return
    this.#successor = null
    this.#dropped.add(successor)
    successor.drop(CANCELLED)
  }

  /** Nothing is left of its link. */
  #leftBehind({ counts }: Session): void {
    this.#past.frames += counts.frames
    this.#past.beats += counts.beats
    this.#past.reconnects += counts.reconnects
    this.#host.gone()
  }
}
