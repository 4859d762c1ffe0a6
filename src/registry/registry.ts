/**
 * The contract of a registry: where services say which instances of them live, and for how long that may be believed.
 * Every implementation holds it: `memoryRegistry` here, `pulsetree/registry/etcd`, `pulsetree/registry/zookeeper`.
 */
import type { Observable } from 'rxjs'
import type { Owner } from './owner.ts'

/** One instance of a service, as others find it. */
export interface Instance {
  /** What it is an instance of: `prices`. */
  readonly service: string
  /** Which one it is, within its service: `prices-1`. */
  readonly id: string
  /** Where it is reached: `tcp://10.0.0.7:7373`. */
  readonly endpoint: string
  /** Whatever else others shall know: its version, its zone. */
  readonly metadata: Readonly<Record<string, string>>
}

/** What a registration is told. */
export interface RegisterOptions {
  /**
   * How long the registry believes in it without hearing of us, in ms; from 100 to 86 400 000. It is renewed every third of
   * it. Servers have limits of their own, and what they grant counts: etcd whole seconds from 2 on, ZooKeeper 2 to 20 of its ticks.
   */
  readonly ttlMs: number
  /**
   * What it lives as long as: it is withdrawn as soon as that is dead or drains, made anew when it is alive again, and over
   * when that has ended for good. Default: until it is withdrawn, or the registry closed.
   */
  readonly while?: Owner
}

/**
 * Where a registration stands:
 * - `waiting`: what it lives as long as is not alive; it is not advertised.
 * - `registering`: asked for, not confirmed.
 * - `held`: ours, and nobody else can have it before `heldUntil`.
 * - `doubtful`: ours until `heldUntil`, but the registry does not confirm it.
 * - `lost`: no longer ours, or no longer surely. It is asked for again, as a new session.
 * - `withdrawn`: given back, for good.
 */
export type RegistrationState = 'waiting' | 'registering' | 'held' | 'doubtful' | 'lost' | 'withdrawn'

/** What stands in a registration's way. `detail` is for people. */
export interface RegistryProblem {
  /**
   * - `unreachable`: the registry did not answer in time, or failed.
   * - `taken`: another session holds this id of the service; we go on asking.
   * - `gone`: the registry said that it no longer has it: it expired there, or the registry lost its data.
   * - `overdue`: nothing was confirmed for so long that it may have lapsed.
   */
  readonly kind: 'unreachable' | 'taken' | 'gone' | 'overdue'
  /** What was said, for people. */
  readonly detail: string
}

/** One change of a registration. */
export interface RegistrationChange {
  /** The state before; null at the start. */
  readonly from: RegistrationState | null
  /** The state now. */
  readonly state: RegistrationState
  /** What stands in its way; null where nothing does. */
  readonly problem: RegistryProblem | null
  /** Counts the sessions of this registration, from 1; 0 before the first one. */
  readonly session: number
}

/** An instance that is advertised, or shall be. */
export interface Registration {
  /** What is advertised. */
  readonly instance: Instance
  /** The id of what it lives as long as, in its tree; null where that is no part of one. */
  readonly owner: string | null
  /** Where it stands now, by the clock: after a stall, too, it is never `held` longer than it was ours. */
  readonly state: RegistrationState
  /** The state now, then every change; completes when it is withdrawn. */
  readonly state$: Observable<RegistrationChange>
  /** Until when nobody else can have it, in ms since the epoch: shorter than the registry's own time. Null unless held or doubtful. */
  readonly heldUntil: number | null
  /** What stands in its way; null where nothing does. */
  readonly problem: RegistryProblem | null
  /** Counts its sessions, from 1; 0 before the first one. One that was lost is never taken up again. */
  readonly session: number
  /**
   * Withdraws it for good. No longer renewed from this moment on; resolves when the registry has confirmed it, or has had to
   * let it lapse.
   */
  withdraw(): Promise<void>
}

/** What is known of a service, and how it changed. */
export interface WatchChange {
  /** All that are known now, in the order of their ids. */
  readonly instances: readonly Instance[]
  /** Whether the registry cannot be asked just now: the set is the last one that was known. */
  readonly isStale: boolean
  /** Those that came; what has another endpoint or other metadata than before is in both. */
  readonly added: readonly Instance[]
  /** Those that went. Never because the registry is lost. */
  readonly removed: readonly Instance[]
}

/** A service that is watched. */
export interface Watch {
  /** What is watched. */
  readonly service: string
  /** The last known set, in the order of their ids; empty before the first answer. */
  readonly instances: readonly Instance[]
  /** Whether the registry cannot be asked just now, or could not be yet: the set is the last one that was known. */
  readonly isStale: boolean
  /** Resolves with the first answer of the registry; rejects when it is closed before. */
  readonly ready: Promise<void>
  /** The set now (`added` are all of it), then every change; completes when it is closed. */
  readonly changes$: Observable<WatchChange>
  /** Watches no more; resolves when nothing of it is left. */
  close(): Promise<void>
}

/** Where instances are registered, and found. */
export interface Registry {
  /** The registrations that are not withdrawn, oldest first. */
  readonly registrations: readonly Registration[]
  /** The watches that are not closed, oldest first. */
  readonly watches: readonly Watch[]
  /**
   * Advertises an instance, for as long as `while` lives. Never rejects: a registry that is away is asked again.
   *
   * @throws OptionError naming what cannot be used.
   */
  register(instance: Instance, options: RegisterOptions): Registration
  /**
   * Watches a service: who is there, and who comes and goes.
   *
   * @throws OptionError when the name cannot be used, or the registry is closed.
   */
  watch(service: string): Watch
  /**
   * Withdraws what is registered and closes what is watched. Resolves when nothing of it is left here; what a registry that
   * is away could not be told lapses there.
   */
  close(): Promise<void>
  /** The same as {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
