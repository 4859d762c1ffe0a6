/**
 * What a kind of registry has to bring along; when to ask, what to make of it and what to tell is the same for all.
 * Whatever is asked settles within the limit it is given, or is taken for unanswered; it may be asked again after a failure.
 */
import type { Instance, RegistryProblem } from './registry.ts'

/** One kind of registry: its servers, as one client of them sees them. */
export interface Backend {
  /** A session that is yet to begin, for one instance. @param gone the server said by itself that it has let it go. */
  session(instance: Instance, ttlMs: number, gone: (detail: string) => void): Session
  /** Who is there of a service. @param changed something may have: worth asking. */
  source(service: string, changed: () => void): Source
  /** Lets go of all that sessions and sources share; they have ended. */
  close(): Promise<void>
}

/** One lease at the servers, and the instance that stands on it. */
export interface Session {
  /**
   * Has the servers believe in the instance; resolves with the TTL that they granted, in ms, which counts from no earlier than
   * this call. Asked again after a failure, of which nobody knows how far it came.
   *
   * @throws Refused, `taken` when another session has it.
   */
  open(limitMs: number): Promise<number>
  /** The TTL counts from this call on. @throws Refused, `gone` when the servers do not know the lease. */
  renew(limitMs: number): Promise<void>
  /** Takes the instance out, and the lease with it; resolves when the servers have confirmed it, or never knew of it. */
  end(limitMs: number): Promise<void>
  /** Lets go of what it holds here, without a word to anybody. */
  drop(): void
}

/** One service, as its watcher asks for it. */
export interface Source {
  /** All that stand there now. Where changes are only told to those who have asked, it asks. */
  read(limitMs: number): Promise<Reading>
  /** Lets go of what it holds here. */
  close(): void
}

/** What the servers said. */
export interface Reading {
  readonly instances: readonly Instance[]
  /** Names this registry's memory: another one, and it has lost its data in between. Null before anybody registered. */
  readonly epoch: string | null
}

/** The servers answered, and the answer is no. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problem: RegistryProblem

  constructor(kind: 'taken' | 'gone', detail: string) {
    super(detail)
    this.problem = { kind, detail }
  }
}
