/** Remote calls over a supervised connection, both ways at once. */
import type { Subscription } from 'rxjs'
import { checkOptions } from '../machines/check.ts'
import { Connection } from '../supervisor/handle.ts'
import { type Cause, ConnectionError, OptionError, refuse } from '../transport/transport.ts'
import { type Asked, Call } from './call.ts'
import { Calls } from './calls.ts'
import { type Client, type ClientOptions, clientOf } from './client.ts'
import type { Dialect, RpcId } from './dialect.ts'
import { Line } from './line.ts'
import { type CallOptions, callPlan, type RpcOptions, type RpcPlan, rpcPlan } from './options.ts'
import { Outflow, type Outgoing } from './outflow.ts'
import { Reception } from './reception.ts'
import { textOf } from './text.ts'

/** One of several calls that go together. */
export interface BatchCall {
  /** What is called. */
  readonly method: string
  /** What it is told. */
  readonly params?: unknown
  /** Whether no answer is wanted. Default false. */
  readonly isNotification?: boolean
}

/** What went over a connection so far, and what is under way. */
export interface RpcCounts {
  /** Calls and notifications of ours. */
  readonly called: number
  /** Those among them that are not over. */
  readonly pending: number
  /** Calls and notifications of the peer's. */
  readonly served: number
  /** Methods of ours that run for it. */
  readonly running: number
  /** Answers that nobody waited for: too late, or to nothing that was asked. */
  readonly strays: number
}

/**
 * Speaks JSON-RPC over a connection, one that was dialled or one that was accepted: calls the peer, and answers it. One of
 * them has the connection's frames for itself; it should be made as soon as the connection is. Frames have to be whole
 * messages: any codec but `raw()`.
 *
 * Calls wait while the connection is `connecting`. When its link ends, or would not open, they are rejected at once with a
 * `ConnectionError` and its cause, but for those that are `idempotent`. The peer's, too: signals of methods that run are
 * aborted, and what they answer is dropped.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function rpc(connection: Connection, options: RpcOptions = {}): RpcPeer {
  if (!(connection instanceof Connection)) throw new OptionError('connection', 'expected a connection')
  return new RpcPeer(connection, rpcPlan(options))
}

/** The peer of a connection, as one calls it. */
export class RpcPeer {
  /** The connection that carries the calls. */
  readonly connection: Connection
  readonly #plan: RpcPlan
  readonly #line: Line
  readonly #outflow: Outflow
  readonly #calls: Calls
  readonly #reception: Reception
  readonly #frames: Subscription
  #called = 0
  #isClosed = false

  /** @internal Made by {@link rpc}. */
  constructor(connection: Connection, plan: RpcPlan) {
    this.connection = connection
    this.#plan = plan
    this.#outflow = new Outflow((payload) => connection.send(payload), plan.chunkBytes)
    this.#calls = new Calls({
      clock: connection.clock,
      ask: (calls) => this.#ask(calls),
      takeBack: (id) => this.#takeBack(id),
    })
    this.#line = new Line(connection)
    this.#reception = new Reception(connection, plan, this.#line, this.#outflow, this.#calls)
    this.#line.watch({
      up: () => this.#calls.up(),
      down: (what, cause, isOver) => this.#down(what, cause, isOver),
    })
    this.#frames = connection.frames$.subscribe((frame) => this.#reception.take(frame.bytes))
  }

  /** What went over it so far. */
  get counts(): RpcCounts {
    const { served, running, strays } = this.#reception
    return { called: this.#called, pending: this.#calls.pending, served, running, strays }
  }

  /**
   * Calls a method of the peer's; resolves with what it answers, of which only the peer can know that it is a `Result`.
   *
   * Rejects with an `RpcError` when it answers with an error, with a `ConnectionError` and the cause when its link ends or
   * there is none, with a `DeadlineError`, with the reason of `signal`, or with an OptionError when the call cannot be said.
   *
   * @param params in JSON-RPC 2.0 an object, a list or nothing; in Go's dialect one value of any kind.
   */
  call<Result = unknown>(method: string, params?: unknown, options?: CallOptions): Promise<Result>
  async call(method: string, params?: unknown, options: CallOptions = {}): Promise<unknown> {
    const { call, answer } = this.#prepare({ method, params }, options)
    this.#begin([call])
    return answer
  }

  /**
   * Tells the peer without wanting an answer; resolves when the system took it, and rejects as {@link call}.
   */
  async notify(method: string, params?: unknown, options: CallOptions = {}): Promise<void> {
    const { call, answer } = this.#prepare({ method, params, isNotification: true }, options)
    this.#begin([call])
    await answer
  }

  /**
   * Several calls in one message, where the dialect has such, else one after the other. Resolves with what became of each,
   * in their order. What is asked again after a reconnect goes one by one.
   */
  async batch(
    calls: readonly BatchCall[],
    options: CallOptions = {},
  ): Promise<PromiseSettledResult<unknown>[]> {
    const prepared = calls.map((one) => this.#prepare(one, options))
    if (this.#plan.dialect.batches) this.#begin(prepared.map(({ call }) => call))
    else for (const { call } of prepared) this.#begin([call])
    return Promise.allSettled(prepared.map(({ answer }) => answer))
  }

  /**
   * The peer as a TypeScript interface has it: `peer.client<Arith>({ prefix: 'Arith.' }).multiply({ a: 7, b: 8 })` calls
   * `Arith.multiply`. The interface is a promise of the peer's: nothing checks it.
   */
  client<Service extends object>(options?: ClientOptions): Client<Service>
  client(options: ClientOptions = {}): object {
    checkOptions('client', options, ['prefix'])
    return clientOf((method, params, how) => this.call(method, params, how), options.prefix ?? '')
  }

  /** Lets go of the connection, which goes on: what is under way is rejected, frames are somebody else's. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#line.leave()
    this.#frames.unsubscribe()
    this.#down('the peer was let go of', null, true)
  }

  /** The same as {@link close}, for `using`. */
  [Symbol.dispose](): void {
    this.close()
  }

  #down(what: string, cause: Cause | null, isOver: boolean): void {
    this.#outflow.clear()
    this.#reception.clear()
    this.#calls.down(what, cause, isOver)
  }

  #prepare({ method, params, isNotification = false }: BatchCall, options: CallOptions): Prepared {
    if (typeof method !== 'string') refuse('method', 'a name', method)
    const plan = callPlan(options, this.#plan.timeoutMs)
    plan.signal?.throwIfAborted()
    const settle = { resolve: (_: unknown): void => {}, reject: (_: unknown): void => {} }
    const answer = new Promise<unknown>((resolve, reject) => Object.assign(settle, { resolve, reject }))
    return { call: new Call({ method, params, isNotification }, plan, settle), answer }
  }

  #begin(calls: readonly Call[]): void {
    const { state } = this.#line
    const refusal = this.#refusal(calls)
    if (refusal !== null) {
      for (const call of calls) call.reject(refusal)
      return
    }
    this.#called += calls.length
    this.#calls.add(calls, state === 'up')
  }

  /** Why these calls cannot even wait. */
  #refusal(calls: readonly Call[]): ConnectionError | null {
    const { state } = this.#line
    const { phase, cause } = this.connection
    if (this.#isClosed) return new ConnectionError('cannot call: the peer was let go of', null)
    if (state === 'over' || (state === 'down' && !calls.every(({ plan }) => plan.idempotent))) {
      return new ConnectionError(`cannot call while ${phase}`, cause)
    }
    const { pending } = this.#calls
    if (pending + calls.length <= this.#plan.maxPending) return null
    return new ConnectionError('cannot call', {
      kind: 'exhausted',
      by: 'us',
      detail: `${pending} calls are not over yet`,
    })
  }

  /** Sends these together. What cannot be said is told to whoever asked, and nothing is sent. */
  #ask(calls: readonly Call[]): Outgoing {
    const ids = calls.map(({ id }) => id)
    const went = (error: unknown): void => {
      for (const [index, call] of calls.entries()) this.#calls.went(call, ids[index] ?? null, error)
    }
    try {
      const messages = calls.map(({ asked, id }) => messageOf(this.#plan.dialect, asked, id))
      const [first] = messages
      return this.#outflow.add(textOf(messages.length > 1 ? messages : (first ?? {}), 'params'), went)
    } catch (error) {
      went(error)
      return NOT_SENT
    }
  }

  #takeBack(id: RpcId): void {
    const message = this.#plan.dialect.cancel(id)
    if (message !== null && this.#line.state === 'up') this.#outflow.add(textOf(message, 'id'))
  }
}

interface Prepared {
  readonly call: Call
  /** Handled by whoever asked. */
  readonly answer: Promise<unknown>
}

const NOT_SENT: Outgoing = { takeBack: () => true }

function messageOf(dialect: Dialect, { method, params, isNotification }: Asked, id: number | null): object {
  return isNotification ? dialect.notification(method, params) : dialect.call(id, method, params)
}
