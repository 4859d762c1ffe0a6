/** The gate of one listener: who each newcomer is, whether it may come in, and where it stands in the table. */

import type { Phase } from '../../machines/events.ts'
import type { Visitor } from '../../machines/hooks.ts'
import { NEVER } from '../../machines/never.ts'
import type { Plan } from '../../machines/options.ts'
import { type Cause, ConnectionError, type Guard, messageOf } from '../../transport/transport.ts'
import type { Gate, GateHost } from '../gate.ts'
import type { Connection } from '../handle.ts'
import type { Crowd } from './crowd.ts'
import { isOver, type Table } from './table.ts'

/** Longer names are nobody's: the table is bounded in bytes, too. */
const LONGEST_NAME = 256
/** How long a first frame is waited for, where the listener does not say. */
const FIRST_FRAME_MS = 10_000

export class Doorkeeper implements Gate {
  readonly plan: Plan
  readonly guard: Guard | null
  readonly #host: GateHost
  readonly #table: Table
  readonly #authorise: Plan['authorise']
  readonly #asks: boolean
  /** Those that were let in, and are not through their handshake. */
  readonly #coming = new WeakMap<object, string>()

  constructor(host: GateHost, plan: Plan, table: Table, crowd: Crowd | null) {
    this.#host = host
    this.#table = table
    this.#authorise = plan.authorise
    this.#asks = plan.heartbeat?.beats ?? false
    this.guard = crowd === null ? null : guardOf(crowd, host)
    this.plan = {
      ...plan,
      authorise: (visitor, owner) => this.#letIn(visitor, owner),
      ...(table.plan.by.awaitsFirstFrame === true && plan.firstFrameTimeoutMs === NEVER
        ? { firstFrameTimeoutMs: FIRST_FRAME_MS, tightestMs: Math.min(plan.tightestMs, FIRST_FRAME_MS) }
        : {}),
    }
  }

  entering(connection: Connection): Cause | null {
    const identity = this.#coming.get(connection)
    if (identity === undefined) return null
    this.#coming.delete(connection)
    const { peer } = connection
    const refusal = this.#table.enter(identity, connection, this.#asks, { peer, via: this.#host.id })
    if (refusal !== null) this.#tell(peer, refusal)
    return refusal
  }

  moved(connection: Connection, phase: Phase, cause: Cause | null): void {
    const isGone = isOver(phase)
    const { identity, peer } = connection
    if (identity !== null) return this.#table.linkMoved(identity, connection, isGone, cause)
    const coming = isGone ? this.#coming.get(connection) : undefined
    if (coming === undefined) return
    this.#coming.delete(connection)
    this.#table.visited(coming, { peer, via: this.#host.id })
  }

  hears(isHearing: boolean): void {
    this.#table.opened(this, isHearing)
  }

  /**
   * Who it is, then whether it may come in, then whether there is room: nobody makes others leave by a name that it has
   * not proven. A link may be over before all of that is known; it was a visit all the same.
   */
  async #letIn(visitor: Visitor, owner: object): Promise<boolean> {
    const { signal, peer } = visitor
    const identity = await this.#identify(visitor)
    if (this.#authorise !== undefined && (await this.#authorise({ ...visitor, identity }, owner)) !== true) {
      return false
    }
    const refusal = await this.#table.room(identity, signal)
    if (signal.aborted) {
      this.#table.visited(identity, { peer, via: this.#host.id })
      return false
    }
    if (refusal !== null) throw this.#refused(peer, refusal)
    this.#coming.set(owner, identity)
    return true
  }

  async #identify(visitor: Visitor): Promise<string> {
    const { signal, peer } = visitor
    try {
      const identity: unknown = await this.#table.plan.by(visitor)
      if (typeof identity === 'string' && identity !== '' && identity.length <= LONGEST_NAME)
        return alone(identity)
      throw new Error(problemWith(identity))
    } catch (error) {
      if (signal.aborted) throw error
      const known = error instanceof ConnectionError ? error.cause : null
      throw this.#refused(peer, known ?? { kind: 'auth', by: 'us', detail: messageOf(error) })
    }
  }

  #refused(peer: string | null, cause: Cause): ConnectionError {
    this.#tell(peer, cause)
    return new ConnectionError('not let in', cause)
  }

  #tell(peer: string | null, cause: Cause): void {
    this.#host.rejected(peer, 'detail' in cause ? cause.detail : cause.kind)
  }
}

/** A copy: in V8 a part of a string keeps the whole alive, and a name may be cut from a frame of a megabyte. */
function alone(name: string): string {
  return [...name].join('')
}

function problemWith(identity: unknown): string {
  if (identity === null) return 'nobody knows who it is'
  if (typeof identity !== 'string') return `by answered ${typeof identity}: expected a name, or null`
  return identity === '' ? 'its name is empty' : `its name is longer than ${LONGEST_NAME} characters`
}

function guardOf(crowd: Crowd, host: GateHost): Guard {
  return {
    arrives(peer) {
      if (crowd.arrives(peer)) return true
      host.rejected(peer, `the limit of connections from one address is ${crowd.max}`)
      return false
    },
    leaves: (peer) => crowd.leaves(peer),
  }
}
