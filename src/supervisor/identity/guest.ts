/**
 * One identity: its links, and what is known of it between them. While it has links, they are watched by heartbeats of
 * their own, and a frame costs nothing here; while it has none, its visits are awaited by one, as a listener's beats are.
 */
import type { Clock } from '../../clock/clock.ts'
import { Heartbeat, type HeartbeatOwner } from '../../machines/heartbeat.ts'
import { LONG_AGO, NEVER } from '../../machines/never.ts'
import { UNARMED, type Wheel, type WheelEntry } from '../../machines/wheel.ts'
import type { Cause } from '../../transport/transport.ts'
import type { Connection } from '../handle.ts'
import { type IdentityEvent, type IdentityPhase, phaseAfter } from './chart.ts'
import type { IdentityPlan } from './options.ts'
import { type Identity, Shown } from './shown.ts'

/** All but the last. */
export type LivingPhase = Exclude<IdentityPhase, 'gone'>

/** Whose guest it is. */
export interface GuestHost {
  readonly plan: IdentityPlan
  readonly clock: Clock
  readonly wheel: Wheel
  /** Whether anybody can come. */
  readonly hears: boolean
  /** Attention when a time in which nobody could was last over; LONG_AGO when never. */
  readonly deafAt: number
  /** It entered a phase; its first one where `from` is null. */
  moved(guest: Guest, from: LivingPhase | null, cause: Cause | null): void
  /** Something else that it shows has changed. */
  changed(): void
  /** It was dead for long enough. */
  forget(guest: Guest): void
}

/** What came by: from which address, at which listener. */
export interface Coming {
  readonly peer: string | null
  readonly via: string
}

const SILENT: Cause = { kind: 'silent', by: 'peer' }
const NO_LINKS: readonly Connection[] = []

export class Guest implements WheelEntry, HeartbeatOwner {
  wheelSlot = UNARMED
  wheelNext: WheelEntry | null = null
  wheelPrevious: WheelEntry | null = null

  readonly name: string
  phase: IdentityPhase = 'alive'
  /** Those that have not ended, oldest first. */
  links = NO_LINKS
  peer: string | null = null
  /** The listener at which it came in last. */
  via = ''
  readonly #host: GuestHost
  #since: number
  #visits = 0
  #cause: Cause | null = null
  /** Attention when it was last heard, and the time on the wall. */
  #heardAt = 0
  #heardWall = 0
  /** Awaits its visits; made when it has first left. */
  #heartbeat: Heartbeat | null = null
  /** The clock when it died. */
  #deadAt = 0
  /** The link that has been let in and is not alive yet: nobody is told before they can send over it. */
  #coming: Coming | null = null

  constructor(name: string, host: GuestHost) {
    this.name = name
    this.#host = host
    this.#since = host.clock.wall()
  }

  // — what comes and goes —

  /** A link is let in, beside `others` of its own; it is alive next. */
  enter(link: Connection, others: readonly Connection[], coming: Coming): void {
    // Those that make room are asked no more.
    this.#heardWall = this.#lastHeardAt
    this.links = [...others, link]
    this.#coming = coming
    this.rest()
  }

  /** A link that had ended by the time it would have been let in. */
  visited(coming: Coming): void {
    if (this.links.length > 0) return
    this.#came(coming)
    this.await()
  }

  /** A link has ended. */
  leave(link: Connection, cause: Cause | null): void {
    this.#arrive()
    const { clock, wheel, plan } = this.#host
    const silentMs = link.silentMs ?? 0
    this.links = this.links.filter((other) => other !== link)
    this.#cause = cause
    this.#heardAt = Math.max(this.#heardAt, wheel.heardNow() - silentMs)
    this.#heardWall = Math.max(this.#heardWall, clock.wall() - silentMs)
    if (this.links.length > 0) this.look()
    else if (plan.visits === null) this.#die('links.ended')
    else {
      this.#heartbeat ??= new Heartbeat(plan.visits, clock.now(), wheel.heardNow(), 1)
      this.await()
    }
    this.#host.changed()
  }

  /** One of its links entered a phase. */
  look(): void {
    this.#arrive()
    if (this.links.every(({ phase }) => phase === 'suspect')) this.#step('peer.silent')
    else this.#step('peer.heard')
  }

  /** It will not be known any more. */
  forgotten(): void {
    this.rest()
    this.#step('identity.forgotten')
  }

  // — time —

  /** Looks when something of it is due, unless it is here or nobody can come. */
  await(): void {
    const { hears, wheel, clock } = this.#host
    if (hears && this.links.length === 0 && this.phase !== 'gone') wheel.arm(this, clock.now())
  }

  /** Looks no more. */
  rest(): void {
    this.#host.wheel.disarm(this)
  }

  /** Nobody could come for so long. */
  excuse(ms: number): void {
    if (this.links.length > 0) return
    this.#heardAt += ms
    this.#heartbeat?.excuse(ms)
  }

  visit(now: number): number {
    const host = this.#host
    const { plan, wheel, deafAt } = host
    if (this.#isDead) return this.#visitDead(now)
    const { value, settled, stalledAt } = wheel.attention
    const heardAgainAt = Math.max(deafAt, stalledAt)
    const next = this.#heartbeat?.look(now, value, this.#heardAt, heardAgainAt, LONG_AGO, settled, this)
    // Whoever was told may have had it forgotten, or have closed the last door.
    if (this.phase === 'gone' || !host.hears) return NEVER
    return this.#isDead ? now + plan.forgetMs : (next ?? NEVER)
  }

  get #isDead(): boolean {
    return this.phase === 'dead'
  }

  #visitDead(now: number): number {
    const dueAt = this.#deadAt + this.#host.plan.forgetMs
    if (now < dueAt) return dueAt
    this.#host.forget(this)
    return NEVER
  }

  // — its heartbeat: nothing goes out to somebody who is not there —

  beat(): void {}

  missed(): void {}

  suspected(): void {
    this.#step('peer.silent')
  }

  lost(): void {
    this.#cause = SILENT
    this.#die('peer.lost')
  }

  // — what it shows —

  get shown(): Identity {
    return new Shown({
      identity: this.name,
      phase: this.phase,
      since: this.#since,
      lastHeardAt: this.#lastHeardAt,
      connections: this.links,
      visits: this.#visits,
      peer: this.peer,
      cause: this.#cause,
    })
  }

  /** Worked out when asked for, from what its links know anyway. */
  get #lastHeardAt(): number {
    const wall = this.#host.clock.wall()
    return this.links.reduce(
      (latest, { silentMs }) => (silentMs === null ? latest : Math.max(latest, wall - silentMs)),
      this.#heardWall,
    )
  }

  #arrive(): void {
    const coming = this.#coming
    this.#coming = null
    if (coming !== null) this.#came(coming)
  }

  #came({ peer, via }: Coming): void {
    const { clock, wheel, plan } = this.#host
    this.#visits += 1
    this.peer = peer
    this.via = via
    this.#heardAt = wheel.heardNow()
    this.#heardWall = clock.wall()
    if (plan.visits !== null) this.#heartbeat ??= new Heartbeat(plan.visits, clock.now(), this.#heardAt, 1)
    this.#heartbeat?.revive()
    if (this.#visits === 1) this.#host.moved(this, null, null)
    else this.#step('peer.heard')
    this.#host.changed()
  }

  #die(event: IdentityEvent['type']): void {
    const { clock, plan } = this.#host
    this.#deadAt = clock.now()
    this.#step(event)
    if (plan.forgetMs > 0) this.await()
    else if (this.#isDead) this.#host.forget(this)
  }

  #step(event: IdentityEvent['type']): void {
    const from = this.phase
    const to = phaseAfter(from, event)
    if (to === null || from === 'gone') return
    this.phase = to
    this.#since = this.#host.clock.wall()
    this.#host.moved(this, from, to === 'dead' ? this.#cause : null)
  }
}
