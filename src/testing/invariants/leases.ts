/**
 * 14, of leases: nothing dead is advertised, and a lease that is lost is known here before another can hold it. Compared
 * is what registrations say of themselves, what the registry's server holds, and what was told of those who live or do not.
 */
import type { Clock } from '../../clock/clock.ts'
import type { Instance, Registration, Watch } from '../../registry/index.ts'
import type { Scene, Watcher, WatcherOf } from './watcher.ts'

/** What is watched of a registration. */
export type Held = Pick<Registration, 'instance' | 'state' | 'state$' | 'heldUntil'>

/** One registration, and whose it is. */
export interface Claim {
  readonly registration: Held
  /** The id of what it lives as long as; null where that is nobody's business here. */
  readonly of: string | null
  readonly ttlMs: number
  /** The clock of the process that holds it. */
  readonly clock: Pick<Clock, 'wall'>
}

/** Whoever has died is out of a registry that answers within this, in ms: one request, at the longest. */
const HEARD_MS = 3_000
/** After so long without hardship nothing is on its way any more that was held up by it, in ms. */
const QUIET_MS = 30_000
/** What is asked on time is on its way for so long at the most, where nothing goes wrong, in ms. */
const TRIP_MS = 1_000

interface Time {
  readonly from: number
  readonly to: number
}

const NEVER = Number.NEGATIVE_INFINITY

/** All that is registered in one world. */
export class Leases {
  readonly #clock: Clock
  /** By instance: the latest one is what counts. */
  readonly #claims = new Map<string, Claim>()
  /** When the server last confirmed an instance, by the world's clock. */
  readonly #extendedAt = new Map<string, number>()
  readonly #deadSince = new Map<string, number>()
  #scene: Scene | null = null
  #holder: (instance: Instance) => Instance | null = () => null
  #watched: { readonly watch: Pick<Watch, 'instances' | 'isStale'>; readonly withinMs: number } | null = null
  #troubledUntil = NEVER
  #forgotAt = NEVER
  #setBackAt = NEVER
  #slept: Time = { from: NEVER, to: NEVER }

  /** @param clock that of the world. */
  constructor(clock: Clock) {
    this.#clock = clock
  }

  readonly keep: WatcherOf = (scene): Watcher => {
    this.#scene = scene
    return {
      event: (event) => {
        if (event.kind === 'phase') this.#lives(event.id, event.to === 'alive' || event.to === 'suspect')
        if (event.kind === 'removed') this.#lives(event.id, false)
      },
      lookAround: () => this.look(),
    }
  }

  // — what is there —

  /** @param holder whom the server takes for the one who has the place of an instance. */
  serves(holder: (instance: Instance) => Instance | null): void {
    this.#holder = holder
  }

  claims(claim: Claim): void {
    this.#claims.set(keyOf(claim.registration.instance), claim)
    claim.registration.state$.subscribe(() => this.#expectOurs(claim))
  }

  /** Somebody watches the service. @param withinMs how often it asks, and how long it waits for an answer, together. */
  watches(watch: Pick<Watch, 'instances' | 'isStale'>, withinMs: number): void {
    this.#watched = { watch, withinMs }
  }

  // — what happens —

  /** The registry is asked to believe in what lives as long as this does, or to go on believing in it. */
  asks(of: string): void {
    this.#expect(!this.#deadSince.has(of), of, () => 'is dead, and the registry is told that it lives')
  }

  /** The server has said yes to that. */
  confirms(instance: Instance): void {
    this.#extendedAt.set(keyOf(instance), this.#clock.now())
    // This is the moment in which another one may have got it.
    for (const claim of this.#claims.values()) this.#expectOurs(claim)
  }

  /** The server begins anew, with its data or without. */
  restarts(keepsData: boolean): void {
    const now = this.#clock.now()
    this.#suffers({ from: now, to: now })
    if (!keepsData) this.#forgotAt = now
    else for (const key of this.#extendedAt.keys()) this.#extendedAt.set(key, now)
  }

  /** A hardship that concerns the registry or whoever has registered. */
  suffers(time: Time): void {
    this.#suffers(time)
  }

  /** The machine of those who have registered sleeps. */
  sleeps(time: Time): void {
    this.#slept = time.from <= this.#slept.to ? { from: this.#slept.from, to: time.to } : time
  }

  /** Its wall clock is set back. */
  setBack(): void {
    this.#setBackAt = this.#clock.now()
  }

  look(): void {
    for (const claim of this.#claims.values()) {
      this.#expectOurs(claim)
      this.#expectAlive(claim)
    }
  }

  #suffers({ to }: Time): void {
    this.#troubledUntil = Math.max(this.#troubledUntil, to)
  }

  #lives(id: string, isAlive: boolean): void {
    if (isAlive) this.#deadSince.delete(id)
    else if (!this.#deadSince.has(id)) {
      this.#deadSince.set(id, this.#clock.now())
      const claim = [...this.#claims.values()].find(({ of }) => of === id)
      if (claim !== undefined) this.#clock.after(HEARD_MS + 1, () => this.#expectAlive(claim))
    }
  }

  /** What is said to be held is held, and stays so for as long as that is said. */
  #expectOurs({ registration, ttlMs, clock }: Claim): void {
    const { instance, state, heldUntil } = registration
    const now = this.#clock.now()
    if ((state !== 'held' && state !== 'doubtful') || this.#isBeyondKnowing(now, ttlMs)) return
    const holder = this.#holder(instance)
    this.#expect(
      isSame(holder, instance),
      instance.id,
      () => `is ${state} here, and the registry has given it to ${holder?.endpoint ?? 'nobody'}`,
    )
    // As dates of a clock that was set back they are a promise to nobody.
    if (heldUntil === null || now - this.#setBackAt <= ttlMs) return
    const promisedMs = heldUntil - clock.wall()
    const leftMs = (this.#extendedAt.get(keyOf(instance)) ?? NEVER) + ttlMs - now
    this.#expect(
      promisedMs <= leftMs,
      instance.id,
      () => `is said to be ours for ${promisedMs} ms, and may be somebody else’s in ${leftMs} ms`,
    )
  }

  /**
   * A registry that has lost its data gives a name to the first who asks, and whoever had it is told at the next renewal.
   * And nobody knows how late it is who has slept, and whose wall clock was set back.
   */
  #isBeyondKnowing(now: number, ttlMs: number): boolean {
    const { from, to } = this.#slept
    const isBlind = this.#setBackAt >= from - ttlMs && this.#setBackAt <= to + ttlMs
    return now - this.#forgotAt <= ttlMs || (isBlind && now <= Math.max(to, this.#setBackAt) + ttlMs)
  }

  #expectAlive({ registration: { instance, state }, of, ttlMs }: Claim): void {
    const since = of === null ? undefined : this.#deadSince.get(of)
    if (of === null) return
    const isAsked = state !== 'waiting' && state !== 'withdrawn'
    this.#expect(!isAsked || since === undefined, of, () => `is dead, and its registration ${state}`)
    const now = this.#clock.now()
    if (since === undefined || now < this.#troubledUntil) return
    const latest = this.#latest(instance, since, ttlMs)
    const holder = this.#holder(instance)
    const what = (who: string) => (): string => `is dead for ${now - since} ms, and still advertised ${who}`
    this.#expect(now <= latest || !isSame(holder, instance), of, what('by the registry'))
    if (this.#watched === null || this.#watched.watch.isStale) return
    const { watch, withinMs } = this.#watched
    const isKnown = watch.instances.some((one) => isSame(one, instance))
    this.#expect(now <= latest + withinMs || !isKnown, of, what('to those who watch'))
  }

  /** By when it is out: as soon as the registry can be told; else when its lease has run out, from the last hardship on. */
  #latest(instance: Instance, since: number, ttlMs: number): number {
    if (since >= this.#troubledUntil + QUIET_MS) return since + HEARD_MS
    const extendedAt = this.#extendedAt.get(keyOf(instance)) ?? NEVER
    return Math.max(since, this.#troubledUntil, extendedAt) + ttlMs + TRIP_MS
  }

  #expect(holds: boolean, id: string, what: () => string): void {
    this.#scene?.ledger.expect(14, holds, id, what)
  }
}

/** Whose it is shows in its endpoint. */
function isSame(one: Instance | null, other: Instance): boolean {
  return one !== null && keyOf(one) === keyOf(other)
}

function keyOf({ service, id, endpoint }: Instance): string {
  return `${service} ${id} ${endpoint}`
}
