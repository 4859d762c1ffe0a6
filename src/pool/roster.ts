/** Who is in a pool: endpoints that are known, and the connections that are kept to them. */
import type { Clock, Timer } from '../clock/clock.ts'
import { feedCause } from '../supervisor/feed.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { messageOf } from '../transport/cause.ts'
import type { Cause } from '../transport/transport.ts'
import { type Endpoint, isSamePlace } from './endpoints.ts'
import { planOf } from './keeping.ts'
import { Member, type MemberOwner } from './member.ts'
import type { PoolPlan } from './options.ts'
import { mostEjected } from './outlier.ts'
import type { PoolEvent, PoolPhase } from './shown.ts'

/** Who hears of changes. */
export interface RosterOwner {
  /** Who may be chosen has changed. */
  changed(): void
  /** A call less is under way. */
  freed(): void
  tell(event: PoolEvent): void
}

interface Known {
  endpoint: Endpoint
  priority: number
  member: Member | null
  restsUntil: number
}

/** How long nobody dials an endpoint that gave way to another one. */
const REST_MS = 10_000
/** The same, where its connection ended for good: what was not worth another try may be in a minute. */
const LONG_REST_MS = 60_000
/** For a connection, unless the user says so: the default of a supervisor. */
const INTENSITY = { restarts: 3, withinMs: 5_000 }

export class Roster implements MemberOwner {
  readonly #supervisor: Supervisor
  readonly #clock: Clock
  readonly #plan: PoolPlan
  readonly #owner: RosterOwner
  readonly #known = new Map<string, Known>()
  /** Those whose endpoints have left, or that gave way; each with what cuts its last calls. */
  readonly #leaving = new Map<Member, Timer>()
  #members: readonly Member[] = []
  readonly #ejected = new Set<Member>()
  #cause: Cause | null = null
  /** Why the latest endpoint could not even be dialled. */
  #problem: string | null = null

  constructor(supervisor: Supervisor, plan: PoolPlan, owner: RosterOwner) {
    this.#supervisor = supervisor
    this.#clock = supervisor.world.clock
    this.#plan = plan
    this.#owner = owner
  }

  /** Endpoints that are known. */
  get size(): number {
    return this.#known.size
  }

  /** Connections there are; of those that are leaving none is for calls. */
  get members(): readonly Member[] {
    return this.#members
  }

  /** Where they are, all together. */
  get phase(): { readonly phase: PoolPhase; readonly cause: Cause | null } {
    const live = this.#members.filter(({ isLeaving }) => !isLeaving)
    const has = (phase: Member['phase']): boolean => live.some((member) => member.phase === phase)
    const cause = this.#cause
    if (has('alive')) return { phase: 'alive', cause }
    if (has('suspect')) return { phase: 'suspect', cause }
    const isBeginning = live.length === 0 ? cause === null : live.some(({ isFresh }) => isFresh)
    return { phase: isBeginning ? 'connecting' : 'dead', cause }
  }

  /** For people: how many are in which phase. */
  describe(): string {
    const counts = new Map<string, number>()
    for (const { isEjected, isLeaving, phase } of this.#members) {
      const what = isLeaving ? 'leaving' : isEjected ? 'ejected' : phase
      counts.set(what, (counts.get(what) ?? 0) + 1)
    }
    const parts = [...counts].map(([what, count]) => `${count} ${what}`)
    const problem = this.#problem === null ? [] : [this.#problem]
    return [`${this.size} known`, ...parts, ...problem].join(', ')
  }

  /** The endpoints there are now. */
  know(endpoints: readonly Endpoint[]): void {
    const now = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
    for (const [id, known] of this.#known) {
      const after = now.get(id)
      if (after !== undefined && isSamePlace(after, known.endpoint)) continue
      this.#known.delete(id)
      this.#owner.tell({ kind: 'left', id, endpoint: known.endpoint.endpoint })
      if (known.member !== null) this.#leave(known.member, 'left')
    }
    for (const [id, endpoint] of now) {
      const priority = this.#plan.order(endpoint)
      const known = this.#known.get(id)
      if (known === undefined) {
        this.#known.set(id, { endpoint, priority, member: null, restsUntil: 0 })
        this.#owner.tell({ kind: 'joined', id, endpoint: endpoint.endpoint })
        continue
      }
      Object.assign(known, { endpoint, priority })
      if (known.member !== null) Object.assign(known.member, { endpoint, priority })
    }
  }

  /** Opens and closes what is to be; when to ask again, by the clock. */
  review(isWanting: boolean): number {
    const now = this.#clock.now()
    const returned = this.#returned()
    const { open, replace, idle, againAt } = planOf([...this.#known.values()], this.#plan, isWanting, now)
    for (const known of replace) this.#giveUp(known, 'replaced', now + REST_MS)
    for (const known of idle) this.#giveUp(known, 'idle', 0)
    for (const known of open) this.#open(known)
    return Math.min(againAt, returned)
  }

  close(): void {
    for (const timer of this.#leaving.values()) timer.cancel()
    for (const member of this.#members) member.unwatch()
    this.#leaving.clear()
    this.#ejected.clear()
    this.#members = []
  }

  // — what its members report —

  moved(member: Member): void {
    const { cause, id, phase } = member
    if (cause !== null) this.#cause = cause
    if (!member.isEjected) this.#ejected.delete(member)
    const isWell = phase === 'connecting' || phase === 'alive' || phase === 'suspect'
    // Before it is told: whoever hears of it may want a call.
    this.#owner.changed()
    this.#owner.tell({
      kind: 'phase',
      id,
      phase,
      ...(cause !== null && !isWell && { cause: feedCause(cause) }),
    })
  }

  failing(member: Member): void {
    const { ejection } = this.#plan
    if (this.#ejected.size >= mostEjected(ejection, this.#members.length)) return
    const now = this.#clock.now()
    const { outlier, id } = member
    outlier.eject(now)
    this.#ejected.add(member)
    this.#owner.changed()
    this.#owner.tell({ kind: 'ejected', id, forMs: outlier.until - now, times: outlier.times })
  }

  freed(member: Member): void {
    if (member.isLeaving && member.pending === 0) this.#close(member)
    else this.#owner.freed()
  }

  over(member: Member): void {
    const known = this.#known.get(member.id)
    if (known?.member === member) {
      known.member = null
      known.restsUntil = this.#clock.now() + LONG_REST_MS
      this.#owner.tell({ kind: 'closed', id: member.id, why: 'ended' })
    }
    this.#close(member)
    this.#owner.changed()
  }

  #open(known: Known): void {
    const { dial, connect } = this.#plan
    const { id } = known.endpoint
    try {
      const transport = dial(known.endpoint)
      const connection = this.#supervisor.connect(this.#nameFor(id), transport, {
        intensity: INTENSITY,
        ...connect,
      })
      const member = new Member(
        known,
        connection,
        { clock: this.#clock, ejection: this.#plan.ejection },
        this,
      )
      known.member = member
      this.#members = [...this.#members, member]
      this.#owner.tell({ kind: 'opened', id })
      member.watch()
    } catch (error) {
      // Whoever registered it may have written anything; the others are none the worse for it.
      known.restsUntil = this.#clock.now() + LONG_REST_MS
      this.#problem = `${id} cannot be used (${messageOf(error)})`
      this.#owner.tell({ kind: 'unusable', id, why: messageOf(error) })
      this.#owner.changed()
    }
  }

  /** The one before it may still be coming to its end. */
  #nameFor(id: string): string {
    let name = id
    for (let nth = 2; this.#supervisor.find(name) !== undefined; nth += 1) name = `${id}~${nth}`
    return name
  }

  #giveUp(known: Known, why: 'idle' | 'replaced', restsUntil: number): void {
    const { member } = known
    if (member === null) return
    known.member = null
    known.restsUntil = restsUntil
    this.#leave(member, why)
  }

  #leave(member: Member, why: 'left' | 'idle' | 'replaced'): void {
    member.isLeaving = true
    this.#owner.tell({ kind: 'closed', id: member.id, why })
    if (member.pending === 0) return this.#close(member)
    this.#leaving.set(
      member,
      this.#clock.after(this.#plan.drainMs, () => this.#close(member)),
    )
  }

  #close(member: Member): void {
    this.#leaving.get(member)?.cancel()
    this.#leaving.delete(member)
    this.#ejected.delete(member)
    this.#members = this.#members.filter((one) => one !== member)
    member.unwatch()
    void member.connection.stop()
  }

  /** Tells of those whose time is over; when the next one's is. */
  #returned(): number {
    let next = Number.POSITIVE_INFINITY
    for (const member of this.#ejected) {
      if (member.isEjected) next = Math.min(next, member.outlier.until)
      else {
        this.#ejected.delete(member)
        this.#owner.tell({ kind: 'returned', id: member.id })
      }
    }
    return next
  }
}
