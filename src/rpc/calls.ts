/** The calls of ours that are not over: which answer belongs to which, and what becomes of them when their link ends. */
import type { Clock } from '../clock/clock.ts'
import { type Cause, ConnectionError } from '../transport/transport.ts'
import type { Call, CallKeeper } from './call.ts'
import type { RpcId } from './dialect.ts'
import { DeadlineError, type RpcError } from './error.ts'
import type { Outgoing } from './outflow.ts'

/** What sends them. */
export interface Caller {
  readonly clock: Clock
  /** Sends calls, which have their ids by now, together. */
  ask(calls: readonly Call[]): Outgoing
  /** Nobody waits for the answer of this call any more, and the peer has it, or will. */
  takeBack(id: RpcId): void
}

/** All calls of one peer that are not over. */
export class Calls implements CallKeeper {
  readonly #caller: Caller
  /** By id, those that were sent. Notifications stay until the system took them. */
  readonly #sent = new Map<RpcId, Call>()
  /** Those that wait for a link; what is asked together stands together. */
  #waiting: (readonly Call[])[] = []
  #pending = 0
  #lastId = 0
  /** Why there is no link. */
  #cause: Cause | null = null

  constructor(caller: Caller) {
    this.#caller = caller
  }

  get clock(): Clock {
    return this.#caller.clock
  }

  /** How many are not over. */
  get pending(): number {
    return this.#pending
  }

  /** Takes up calls that go together. @param mayGo whether they are sent now, or wait for a link. */
  add(calls: readonly Call[], mayGo: boolean): void {
    this.#pending += calls.length
    for (const call of calls) call.begin(this)
    if (mayGo) this.#send(calls)
    else this.#waiting.push(calls)
  }

  /** A link is there: what waits goes, in its order. */
  up(): void {
    this.#cause = null
    for (const calls of this.#waiting.splice(0)) this.#send(calls)
  }

  /** The link is gone, or would not come: only what may be asked twice waits for another, if there will be one. */
  down(what: string, cause: Cause | null, isOver: boolean): void {
    this.#cause = cause
    const sent = [...this.#sent.values()]
    const waiting = this.#waiting.splice(0).flat()
    this.#sent.clear()
    for (const call of [...sent, ...waiting]) {
      const wasSent = call.id !== null
      call.id = call.outgoing = null
      if (call.plan.idempotent && !isOver) this.#waiting.push([call])
      else {
        const story = `${call.asked.method} ${wasSent ? 'was not answered' : 'was not called'}`
        call.reject(new ConnectionError(`${story}, ${what}`, cause))
      }
    }
  }

  /** @returns false when nobody waits for it: it comes too late, or twice. */
  answered(id: RpcId, answer: { readonly result: unknown } | { readonly error: RpcError }): boolean {
    const call = this.#sent.get(id)
    if (call === undefined || call.asked.isNotification) return false
    this.#sent.delete(id)
    if ('error' in answer) call.reject(answer.error)
    else call.resolve(answer.result)
    return true
  }

  /** The message that this call is part of went out; or could not, over a link that goes on. */
  went(call: Call, id: RpcId, error: unknown): void {
    if (this.#sent.get(id) !== call) return
    if (error === null && !call.asked.isNotification) return
    this.#sent.delete(id)
    if (error === null) call.resolve(undefined)
    else call.reject(error)
  }

  gaveUp(call: Call, error: unknown): void {
    const { id, outgoing } = call
    const isLate = error instanceof DeadlineError && id === null
    call.reject(isLate ? new DeadlineError(error.method, error.timeoutMs, this.#cause) : error)
    if (id === null) return
    this.#sent.delete(id)
    if (outgoing?.takeBack() !== true && !call.asked.isNotification) this.#caller.takeBack(id)
  }

  settled(call: Call): void {
    this.#pending -= 1
    if (call.id === null) this.#waiting = this.#waiting.filter((calls) => calls.some(({ isOpen }) => isOpen))
  }

  #send(calls: readonly Call[]): void {
    const open = calls.filter(({ isOpen }) => isOpen)
    if (open.length === 0) return
    for (const call of open) {
      this.#lastId += 1
      call.id = this.#lastId
      this.#sent.set(call.id, call)
    }
    const outgoing = this.#caller.ask(open)
    // Of several in one message, none can be taken out.
    for (const call of open) call.outgoing = open.length === 1 ? outgoing : null
  }
}
