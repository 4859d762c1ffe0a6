/** A registration: one session after the other, for as long as what it belongs to lives. */
import { Observable, type Subscription } from 'rxjs'
import { Hot } from '../machines/hot.ts'
import type { Backend } from './backend.ts'
import type { Farewell } from './farewell.ts'
import type { Host } from './host.ts'
import { Lease } from './lease.ts'
import { type Happening, hasSession, leadsTo } from './life.ts'
import type {
  Instance,
  Registration,
  RegistrationChange,
  RegistrationState,
  RegistryProblem,
} from './registry.ts'

/** The client that it belongs to. */
export interface Registrar {
  readonly backend: Backend
  readonly host: Host
  /** A session of it is being ended. */
  parting(farewell: Farewell): void
  /** It was withdrawn. */
  over(registration: Registration): void
}

/** What a registration lives as long as. */
export interface Lifetime {
  /** Its id, where it has one. */
  readonly owner: string | null
  /** Whether it is alive. */
  readonly life: Observable<boolean>
}

export class Advertised implements Registration {
  readonly instance: Instance
  readonly owner: string | null
  readonly #ttlMs: number
  readonly #registrar: Registrar
  readonly #changes = new Hot<RegistrationChange>()
  #life: Subscription | null = null
  #state: RegistrationState = 'waiting'
  #problem: RegistryProblem | null = null
  #session = 0
  #isConfirmed = false
  #lease: Lease | null = null
  /** Of the session before. */
  #farewell: Farewell | null = null

  constructor(instance: Instance, ttlMs: number, { owner, life }: Lifetime, registrar: Registrar) {
    this.instance = instance
    this.owner = owner
    this.#ttlMs = ttlMs
    this.#registrar = registrar
    const over = () => void this.withdraw()
    this.#life = life.subscribe({
      next: (isAlive) => this.#happened(isAlive ? 'owner.alive' : 'owner.dead'),
      complete: over,
      error: over,
    })
    if (this.#state === 'withdrawn') this.#life.unsubscribe()
  }

  get state(): RegistrationState {
    const isHeld = this.#state === 'held' || this.#state === 'doubtful'
    return isHeld && this.#lease?.isOurs !== true ? 'lost' : this.#state
  }

  get state$(): Observable<RegistrationChange> {
    return new Observable((subscriber) => {
      const { state, problem, session } = this
      subscriber.next({ from: null, state, problem, session })
      return this.#changes.stream$.subscribe(subscriber)
    })
  }

  get heldUntil(): number | null {
    return this.#lease?.heldUntil ?? null
  }

  get problem(): RegistryProblem | null {
    return this.#problem
  }

  get session(): number {
    return this.#session
  }

  withdraw(): Promise<void> {
    this.#happened('withdraw')
    return this.#farewell?.done ?? Promise.resolve()
  }

  #happened(happening: Happening, problem: RegistryProblem | null = null): void {
    const from = this.#state
    const state = leadsTo(from, happening)
    if (state === null) return
    const isNews = state !== from || problem?.kind !== this.#problem?.kind
    this.#state = state
    this.#problem = problem
    if (!hasSession(state) || happening === 'over') this.#end()
    if (hasSession(state) && this.#lease === null) this.#begin()
    if (isNews) this.#changes.next({ from, state, problem, session: this.#session })
    if (state !== 'withdrawn') return
    this.#changes.complete()
    // Not there yet while it is being subscribed to, where one that has ended already says so.
    this.#life?.unsubscribe()
    this.#registrar.over(this)
  }

  /** Once the servers were told of the end of the session before, or its own name would be taken. */
  #begin(): void {
    const { backend, host } = this.#registrar
    const session = backend.session(this.instance, this.#ttlMs, (detail) => lease.gone(detail))
    const lease = new Lease(session, this.#ttlMs, host, {
      confirmed: () => {
        if (!this.#isConfirmed) this.#session += 1
        this.#isConfirmed = true
        this.#happened('confirmed')
      },
      unconfirmed: (problem) => this.#happened('unconfirmed', problem),
      over: (problem) => this.#happened('over', problem),
    })
    this.#isConfirmed = false
    this.#lease = lease
    if (this.#farewell === null) lease.begin()
    else void this.#farewell.firstTry.then(() => lease.begin())
  }

  #end(): void {
    if (this.#lease === null) return
    this.#farewell = this.#lease.end()
    this.#lease = null
    this.#registrar.parting(this.#farewell)
  }
}
