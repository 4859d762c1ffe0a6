/** The calls of the peer: methods of ours that run for it, what they are told, and what it is answered. */
import { messageOf } from '../transport/transport.ts'
import type { Dialect, RpcId, RpcMessage } from './dialect.ts'
import { RpcError, rpcCodes } from './error.ts'
import type { CallContext } from './method.ts'
import type { RpcPlan } from './options.ts'

/** A signal is made when a method asks for it: most do not, and it costs more than all the rest. */
class Running implements CallContext {
  readonly method: string
  readonly isNotification: boolean
  #abort: AbortController | null = null
  #isAborted = false

  constructor(method: string, isNotification: boolean) {
    this.method = method
    this.isNotification = isNotification
  }

  get signal(): AbortSignal {
    if (this.#abort === null) {
      this.#abort = new AbortController()
      if (this.#isAborted) this.#abort.abort()
    }
    return this.#abort.signal
  }

  get isAborted(): boolean {
    return this.#isAborted
  }

  abort(): void {
    this.#isAborted = true
    this.#abort?.abort()
  }
}

/** What came, as far as it is the peer that asks. */
export type Request = Extract<RpcMessage, { readonly kind: 'call' | 'notification' | 'invalid' }>

type Notification = Extract<Request, { readonly kind: 'notification' }>

/** Runs methods for one peer. */
export class Serving {
  /** Calls and notifications so far, those that no method was there for included. */
  served = 0
  readonly #plan: RpcPlan
  readonly #dialect: Dialect
  readonly #running = new Set<Running>()
  /** Of the calls among them, by the peer's ids. */
  readonly #byId = new Map<RpcId, Running>()

  constructor(plan: RpcPlan) {
    this.#plan = plan
    this.#dialect = plan.dialect
  }

  /** How many run. */
  get running(): number {
    return this.#running.size
  }

  /** @returns what to answer; null where nothing is. */
  async serve(request: Request): Promise<object | null> {
    if (request.kind === 'invalid') return this.#dialect.error(request.id, request.error)
    const { method, params } = request
    if (request.kind === 'call') return this.#call(request.id, method, params)
    // Nobody waits for it, and neither do the answers of what came with it in a batch.
    if (!this.#takesBack(request)) void this.#run(new Running(method, true), params).catch(() => {})
    return null
  }

  /** Runs nothing. @returns what to answer; null where nothing is. */
  refuse(request: Request, why: RpcError): object | null {
    if (request.kind === 'invalid') return this.#dialect.error(request.id, request.error)
    if (request.kind === 'notification' && this.#takesBack(request)) return null
    this.served += 1
    return request.kind === 'call' ? this.#dialect.error(request.id, why) : null
  }

  /** The link is gone: nobody waits for any of them. */
  abort(): void {
    const running = [...this.#running]
    this.#byId.clear()
    for (const one of running) one.abort()
  }

  /** @returns false when it takes no call back. */
  #takesBack({ method, params }: Notification): boolean {
    const back = this.#dialect.cancelled(method, params)
    if (back !== undefined) this.#byId.get(back)?.abort()
    return back !== undefined
  }

  async #call(id: RpcId, method: string, params: unknown): Promise<object> {
    const running = new Running(method, false)
    this.#byId.set(id, running)
    try {
      return this.#dialect.result(id, await this.#run(running, params))
    } catch (error) {
      return this.#dialect.error(id, running.isAborted ? cancelled(method) : errorOf(error))
    } finally {
      if (this.#byId.get(id) === running) this.#byId.delete(id)
    }
  }

  async #run(running: Running, params: unknown): Promise<unknown> {
    const { method: name } = running
    this.served += 1
    const method = this.#plan.methods.get(name)
    if (method === undefined) throw this.#dialect.unknownMethod(name)
    if (this.#running.size >= this.#plan.maxRunning) {
      throw new RpcError(`${this.#running.size} calls run here already`, rpcCodes.server)
    }
    this.#running.add(running)
    try {
      return await method(params, running)
    } catch (error) {
      if (!(error instanceof RpcError)) this.#plan.onError(error, name)
      throw error
    } finally {
      this.#running.delete(running)
    }
  }
}

function errorOf(thrown: unknown): RpcError {
  return thrown instanceof RpcError ? thrown : new RpcError(messageOf(thrown), rpcCodes.internal)
}

function cancelled(method: string): RpcError {
  return new RpcError(`${method} was cancelled`, rpcCodes.cancelled)
}
