/** The business of many connections that are drained: waits until it has finished, or its time is up. */
import type { Clock, Timer } from '../clock/clock.ts'
import { ConnectionError } from '../transport/transport.ts'
import type { Child } from './child.ts'
import type { Connection } from './handle.ts'
import { Slices } from './slices.ts'

/** What became of those that were drained. */
export interface Drained {
  /** How many were closed after their business had finished, here or by code of yours. */
  readonly finished: number
  /** How many were closed in order by their peers meanwhile. */
  readonly left: number
  /** How many ended meanwhile of anything else: silence, a reset, a deadline, a bug. */
  readonly died: number
  /**
   * Those whose business had not finished, by their ids: its time was up, their `done` failed, or a `stop` of what is drained
   * came first. They are closed in order as well, unless that `stop` would not wait.
   */
  readonly cut: readonly string[]
}

export interface DrainPlan {
  readonly withinMs: number
  readonly idleMs: number
  done?: ((connection: Connection) => Promise<void>) | undefined
  notify?: ((connection: Connection) => Promise<void> | void) | undefined
}

/** How a connection was when it last changed. */
interface Activity {
  readonly moved: number
  readonly at: number
  /** Attention when its drain began, where its heartbeat asks for answers; else null. */
  readonly askedAt: number | null
}

type Fate = keyof Drained

/** How often a connection is looked at while it has to be idle. */
const LOOKS = 4

export class Business {
  readonly failures: { readonly thrown: unknown }[] = []
  readonly #clock: Clock
  readonly #plan: DrainPlan
  readonly #isStopped: () => boolean
  readonly #open = new Map<Connection, Activity>()
  readonly #cut: string[] = []
  readonly #counts = { finished: 0, left: 0, died: 0 }
  #look: Timer | null = null
  #resolve: () => void = () => {}

  /** @param isStopped whether what is drained has been told to stop, or has to. */
  constructor(clock: Clock, plan: DrainPlan, isStopped: () => boolean) {
    this.#clock = clock
    this.#plan = plan
    this.#isStopped = isStopped
  }

  async over(connections: readonly Connection[]): Promise<Drained> {
    const { withinMs, done, idleMs } = this.#plan
    const over = new Promise<void>((resolve) => {
      this.#resolve = resolve
    })
    const now = this.#clock.now()
    for (const connection of connections) {
      const { asks, traffic, vitals } = connection.link
      this.#open.set(connection, {
        moved: traffic.moved,
        at: now,
        askedAt: asks ? Math.floor(vitals.attention) : null,
      })
    }
    const deadline = this.#clock.after(withinMs, this.#resolve)
    const begins = new Slices(
      this.#clock,
      connections,
      (connection) => this.#begins(connection),
      () => {},
    )
    begins.go()
    if (done === undefined) this.#lookIn(idleMs / LOOKS)
    this.#settle()
    await over
    begins.cancel()
    deadline.cancel()
    this.#look?.cancel()
    this.#look = null
    for (const { id } of this.#open.keys()) this.#cut.push(id)
    this.#open.clear()
    return { ...this.#counts, cut: this.#cut }
  }

  /** Always through with it: what it began is waited for elsewhere. */
  #begins(connection: Connection): boolean {
    const { done, notify } = this.#plan
    void connection.ended().then(() => this.#is(this.#fateOf(connection), connection))
    if (notify !== undefined && isOpen(connection)) void this.#call(notify, connection)
    if (done === undefined) connection.probe()
    else void this.#call(done, connection).then((isWell) => this.#is(isWell ? 'finished' : 'cut', connection))
    return true
  }

  /** Of one that has ended. */
  #fateOf({ cause, stopAsked, session }: Connection): Fate {
    switch (cause?.kind) {
      case undefined:
      case 'cancelled':
        return stopAsked && !this.#isStopped() ? 'finished' : 'cut'
      case 'closed':
        return session.finishes ? 'finished' : 'left'
      case 'eof':
        return 'left'
      default:
        return 'died'
    }
  }

  /** Whether it went well. */
  async #call(
    hook: (connection: Connection) => Promise<void> | void,
    connection: Connection,
  ): Promise<boolean> {
    try {
      await hook(connection)
      return true
    } catch (thrown) {
      if (!(thrown instanceof ConnectionError)) this.failures.push({ thrown })
      return false
    }
  }

  #is(fate: Fate, connection: Connection): void {
    if (!this.#open.delete(connection)) return
    if (fate === 'cut') this.#cut.push(connection.id)
    else this.#counts[fate] += 1
    this.#settle()
  }

  #settle(): void {
    if (this.#open.size === 0) this.#resolve()
  }

  #lookIn(ms: number): void {
    this.#look = this.#clock.after(ms, () => {
      const now = this.#clock.now()
      for (const [connection, last] of this.#open) this.#see(connection, last, now)
      if (this.#look !== null && this.#open.size > 0) this.#lookIn(ms)
    })
  }

  #see(connection: Connection, last: Activity, now: number): void {
    const { moved, waits } = connection.link.traffic
    if (moved !== last.moved || waits) this.#open.set(connection, { ...last, moved, at: now })
    else if (now - last.at >= this.#plan.idleMs && !isBusy(connection) && !isDoubtful(connection, last)) {
      this.#is('finished', connection)
    }
  }
}

function isOpen({ phase }: Connection): boolean {
  return phase === 'alive' || phase === 'suspect'
}

/** What is never seen to be idle has finished when it has ended. */
function isBusy({ isBusy = false }: Child): boolean {
  return isBusy
}

/** Nothing moves on a link to a peer that is gone, either: whoever was asked has to be heard before that says something. */
function isDoubtful({ phase, silentMs, link }: Connection, { askedAt }: Activity): boolean {
  if (phase === 'suspect' || phase === 'dead') return true
  if (phase !== 'alive' || silentMs === null || askedAt === null) return false
  return Math.floor(link.vitals.attention) - silentMs <= askedAt
}
