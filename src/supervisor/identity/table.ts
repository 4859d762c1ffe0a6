/** The table behind `identities`: who is known, who may come in, and who has to make room. */
import type { Clock } from '../../clock/clock.ts'
import { isEndPhase, type Phase } from '../../machines/events.ts'
import type { Hot } from '../../machines/hot.ts'
import { LONG_AGO, NEVER } from '../../machines/never.ts'
import type { Wheel } from '../../machines/wheel.ts'
import { type Cause, OptionError, REPLACED } from '../../transport/transport.ts'
import { type Feed, feedCause } from '../feed.ts'
import type { GateHost } from '../gate.ts'
import type { Connection } from '../handle.ts'
import type { LazyStore } from '../store.ts'
import { challenge } from './challenge.ts'
import { type Coming, Guest, type GuestHost, type LivingPhase } from './guest.ts'
import type { IdentityPlan } from './options.ts'
import type { Identity, IdentityChange } from './shown.ts'

/** What a peer is told that may come again later: "try again later" of WebSocket. */
const LATER = 1013

/** Who is told of changes. */
export interface Audience {
  readonly changes: Hot<IdentityChange>
  readonly store: LazyStore<readonly Identity[]>
}

export class Table implements GuestHost {
  readonly plan: IdentityPlan
  readonly clock: Clock
  readonly wheel: Wheel
  deafAt = LONG_AGO
  readonly counts = { alive: 0, suspect: 0, dead: 0 }
  readonly #audience: Audience
  readonly #feed: Feed
  readonly #guests = new Map<string, Guest>()
  /** In the order in which they died. */
  readonly #dead = new Set<Guest>()
  /** Connections that send no beats: what they do not say by themselves cannot be asked for. */
  readonly #unasked = new WeakSet<Connection>()
  /** The gates that peers can come in by. */
  readonly #open = new Set<object>()
  #deafSince: number

  /** @param host of the first listener; all others belong to its tree. */
  constructor(plan: IdentityPlan, { feed, world }: GateHost, audience: Audience) {
    this.plan = plan
    this.#audience = audience
    this.clock = world.clock
    this.wheel = world.wheels.for({ tightestMs: plan.visits?.tightestMs ?? NEVER })
    this.#feed = feed
    this.#deafSince = this.wheel.heardNow()
  }

  /** @throws OptionError when it is the listener of another tree: time and feed are those of one. */
  check({ feed }: GateHost): void {
    if (feed !== this.#feed)
      throw new OptionError('identity', 'keeps the peers of another supervisor already')
  }

  get guests(): IterableIterator<Guest> {
    return this.#guests.values()
  }

  get size(): number {
    return this.#guests.size
  }

  get(identity: string): Guest | undefined {
    return this.#guests.get(identity)
  }

  // — who may come in —

  /** Whether there is, or can be made, room for one more link. Resolves with why not. */
  async room(identity: string, signal: AbortSignal): Promise<Cause | null> {
    const guest = this.#guests.get(identity)
    const { refuses, maxPerIdentity } = this.plan
    if (guest === undefined) return this.#isFull ? this.#full : null
    if (!refuses || guest.links.length < maxPerIdentity) return null
    const asks = (link: Connection): boolean => !this.#unasked.has(link)
    const isTaken = await challenge(guest, maxPerIdentity, asks, this.clock, signal)
    return isTaken ? taken(identity) : null
  }

  /** A link takes its place, or that of an older one, at once; answers why it cannot. */
  enter(identity: string, link: Connection, asks: boolean, coming: Coming): Cause | null {
    const { refuses, maxPerIdentity } = this.plan
    const older = this.#guests.get(identity)?.links ?? []
    const excess = Math.max(0, older.length + 1 - maxPerIdentity)
    // Two may have been promised the same room.
    if (excess > 0 && refuses) return taken(identity)
    const guest = this.#admit(identity)
    if (guest === null) return this.#full
    link.identity = identity
    if (!asks) this.#unasked.add(link)
    guest.enter(link, older.slice(excess), coming)
    for (const replaced of older.slice(0, excess)) replaced.end(replacedBy(identity))
    // Whoever was told of all this may have stopped it.
    if (isOver(link.phase)) this.linkMoved(identity, link, true, link.cause)
    return null
  }

  /** A link that is over said who it was: it was here all the same. */
  visited(identity: string, coming: Coming): void {
    if (this.plan.visits !== null && this.hears) this.#admit(identity)?.visited(coming)
  }

  /** A link of somebody's entered a phase. */
  linkMoved(identity: string, link: Connection, isOver: boolean, cause: Cause | null): void {
    const guest = this.#guests.get(identity)
    // One that was replaced is nobody's any more.
    if (guest === undefined || !guest.links.includes(link)) return
    if (isOver) guest.leave(link, cause)
    else guest.look()
  }

  // — hearing —

  get hears(): boolean {
    return this.#open.size > 0
  }

  /** Whether peers can come in by this gate. While they can by none, time stands still: it is charged to nobody. */
  opened(gate: object, isOpen: boolean): void {
    const before = this.hears
    if (isOpen) this.#open.add(gate)
    else this.#open.delete(gate)
    if (before === this.hears) return
    if (this.hears) this.#hearAgain()
    else this.#deafen()
  }

  #deafen(): void {
    this.#deafSince = this.wheel.heardNow()
    for (const guest of this.guests) guest.rest()
  }

  #hearAgain(): void {
    this.deafAt = this.wheel.heardNow()
    for (const guest of this.guests) {
      guest.excuse(this.deafAt - this.#deafSince)
      guest.await()
    }
  }

  // — what guests report —

  moved(guest: Guest, from: LivingPhase | null, cause: Cause | null): void {
    const { phase } = guest
    if (from !== null) this.counts[from] -= 1
    if (phase !== 'gone') this.counts[phase] += 1
    if (phase === 'dead') this.#dead.add(guest)
    else this.#dead.delete(guest)
    if (this.#feed.live) this.#tell(guest, from, cause)
    const { changes } = this.#audience
    if (changes.observed) changes.next({ from, identity: guest.shown })
    this.changed()
  }

  changed(): void {
    this.#audience.store.changed()
  }

  forget(guest: Guest): void {
    this.#guests.delete(guest.name)
    guest.forgotten()
  }

  get #isFull(): boolean {
    return this.#guests.size >= this.plan.max && this.#dead.size === 0
  }

  get #full(): Cause {
    return { kind: 'auth', by: 'us', detail: `the table holds ${this.plan.max} identities`, code: LATER }
  }

  /** The guest of that name; null when there is no room for another one. */
  #admit(identity: string): Guest | null {
    const known = this.#guests.get(identity)
    if (known !== undefined) return known
    if (this.#isFull) return null
    if (this.#guests.size >= this.plan.max) this.#forgetOldest()
    const guest = new Guest(identity, this)
    this.#guests.set(identity, guest)
    return guest
  }

  #forgetOldest(): void {
    for (const guest of this.#dead) return this.forget(guest)
  }

  #tell({ via, name, phase, peer }: Guest, from: LivingPhase | null, cause: Cause | null): void {
    this.#feed.emit({
      kind: 'identity',
      id: via,
      ...(peer === null ? {} : { peer }),
      identity: name,
      from,
      to: phase,
      ...(cause === null ? {} : { cause: feedCause(cause) }),
    })
  }
}

/** Whether a connection in this phase has no link any more, or none to be used. */
export function isOver(phase: Phase): boolean {
  return phase === 'dead' || isEndPhase(phase)
}

function taken(identity: string): Cause {
  return { kind: 'auth', by: 'us', detail: `${identity} is connected already`, code: LATER }
}

function replacedBy(identity: string): Cause {
  return { kind: 'auth', by: 'us', detail: `a newer link of ${identity} took its place`, code: REPLACED }
}
