/** Who is there: identities of accepted connections, and a table of them that can be asked and watched. */
import type { Observable } from 'rxjs'
import { Hot } from '../../machines/hot.ts'
import { NEVER } from '../../machines/never.ts'
import type { Plan } from '../../machines/options.ts'
import type { Gate, GateHost, Gatekeeper } from '../gate.ts'
import { LazyStore, type Store } from '../store.ts'
import type { IdentityPhase } from './chart.ts'
import { Crowd } from './crowd.ts'
import { Doorkeeper } from './doorkeeper.ts'
import { type IdentityOptions, type IdentityPlan, identityPlan } from './options.ts'
import type { Identity, IdentityChange, IdentityCounts } from './shown.ts'
import { Table } from './table.ts'

/**
 * Identities of accepted connections: `listen(id, listener, { identity: identities({ by: byFirstFrame() }) })`. Each
 * connection is asked who it is before it is alive, and `connection.identity` says it from then on.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function identities(options: IdentityOptions): Identities {
  return new Identities(identityPlan(options))
}

const NOBODY: IdentityCounts = Object.freeze({ alive: 0, suspect: 0, dead: 0 })

/** A table of identities, of one listener or of several of the same tree. What it hands out is as it was at that moment. */
export class Identities implements Gatekeeper, Iterable<Identity> {
  /**
   * Each phase that an identity enters, from the moment of subscribing on. It does not complete: the listeners may be
   * started again.
   */
  readonly changes$: Observable<IdentityChange>
  /**
   * All identities and whatever changes of them, for user interfaces, as a connection's `store` tells of one. What moves
   * with every frame (`lastHeardAt`) is as it was at the latest change. A list is made anew after each, so it is for dozens
   * of identities, not for thousands.
   */
  readonly store: Store<readonly Identity[]>
  readonly #plan: IdentityPlan
  readonly #crowd: Crowd | null
  readonly #changes = new Hot<IdentityChange>()
  readonly #store = new LazyStore<readonly Identity[]>(() => [...this])
  #table: Table | null = null

  /** @internal Made by {@link identities}. */
  constructor(plan: IdentityPlan) {
    this.#plan = plan
    this.#crowd = plan.maxPerAddress === NEVER ? null : new Crowd(plan.maxPerAddress)
    this.changes$ = this.#changes.stream$
    this.store = this.#store
  }

  /** How many it knows, dead ones included. */
  get size(): number {
    return this.#table?.size ?? 0
  }

  /** How many of them are in each phase. */
  get counts(): IdentityCounts {
    return this.#table === null ? NOBODY : { ...this.#table.counts }
  }

  /** The one of that name, as it is now; undefined when it is not known. */
  get(identity: string): Identity | undefined {
    return this.#table?.get(identity)?.shown
  }

  /** All of them, or those in these phases, in the order in which they became known. */
  *list(...phases: readonly IdentityPhase[]): IterableIterator<Identity> {
    for (const guest of this.#table?.guests ?? []) {
      if (phases.length === 0 || phases.includes(guest.phase)) yield guest.shown
    }
  }

  /** All of them, in the order in which they became known. */
  [Symbol.iterator](): IterableIterator<Identity> {
    return this.list()
  }

  /**
   * Takes one out of the table that has no connections, whatever its phase: it is `gone`, and new when it comes again.
   * False when it is not known, or is connected: stop its connections first.
   */
  forget(identity: string): boolean {
    const guest = this.#table?.get(identity)
    if (guest === undefined || guest.links.length > 0) return false
    this.#table?.forget(guest)
    return true
  }

  /** @internal */
  keep(host: GateHost, plan: Plan): Gate {
    this.#table ??= new Table(this.#plan, host, { changes: this.#changes, store: this.#store })
    this.#table.check(host)
    return new Doorkeeper(host, plan, this.#table, this.#crowd)
  }
}
