/** What comes from the peer: answers go to whoever waits for them, calls to the methods, and what those say goes back. */
import type { Connection } from '../supervisor/handle.ts'
import { messageOf } from '../transport/transport.ts'
import type { Calls } from './calls.ts'
import { Assembly, isChunk } from './chunks.ts'
import type { RpcMessage } from './dialect.ts'
import { RpcError, rpcCodes } from './error.ts'
import type { Line } from './line.ts'
import type { RpcPlan } from './options.ts'
import type { Outflow } from './outflow.ts'
import { type Request, Serving } from './serving.ts'
import { textOf } from './text.ts'
import { Unread } from './unread.ts'

const utf8 = new TextDecoder()
const NO_JSON = new RpcError('Parse error', rpcCodes.parse)
const TOO_MANY = new RpcError('too many calls in one batch', rpcCodes.server)
const UNREAD = new RpcError('too many answers wait to be read', rpcCodes.server)

/** Takes the frames of one connection. */
export class Reception {
  readonly #connection: Connection
  readonly #plan: RpcPlan
  readonly #line: Line
  readonly #outflow: Outflow
  readonly #calls: Calls
  readonly #serving: Serving
  /** Null where chunks are not understood. */
  readonly #assembly: Assembly | null
  readonly #unread: Unread
  strays = 0

  constructor(connection: Connection, plan: RpcPlan, line: Line, outflow: Outflow, calls: Calls) {
    this.#connection = connection
    this.#plan = plan
    this.#line = line
    this.#outflow = outflow
    this.#calls = calls
    this.#serving = new Serving(plan)
    this.#assembly = plan.chunkBytes === null ? null : new Assembly(plan.maxMessageBytes)
    this.#unread = new Unread(plan.maxMessageBytes)
  }

  /** Methods that run. */
  get running(): number {
    return this.#serving.running
  }

  /** Calls and notifications so far. */
  get served(): number {
    return this.#serving.served
  }

  /** One frame. What an earlier link left behind has nobody to be answered. */
  take(frame: Uint8Array): void {
    if (this.#line.generation === 0) return
    const message = this.#assembly !== null && isChunk(frame) ? this.#assembly.take(frame) : frame
    if (message === undefined) {
      const detail = 'a chunk that is none, or more unfinished messages than may be held'
      this.#connection.end({ kind: 'protocol', by: 'peer', detail })
    } else if (message !== null) this.#read(utf8.decode(message))
  }

  /** The link is gone. */
  clear(): void {
    this.#assembly?.clear()
    this.#unread.clear()
    this.#serving.abort()
  }

  #read(text: string): void {
    const value = parsed(text)
    if (value === undefined) void this.#answer({ kind: 'invalid', id: null, error: NO_JSON })
    else this.#receive(this.#plan.dialect.read(value))
  }

  #receive(message: RpcMessage): void {
    switch (message.kind) {
      case 'void':
        return
      case 'result':
      case 'error':
        if (!this.#calls.answered(message.id, message)) this.strays += 1
        return
      case 'batch':
        return void this.#answerBatch(message.messages)
      default:
        return void this.#answer(message)
    }
  }

  async #answer(request: Request): Promise<void> {
    const { generation } = this.#line
    const answer = await this.#answerTo(request)
    if (answer !== null) this.#reply(answer, [request], generation)
  }

  /** Answers in a batch are for whoever waits for them; the others are answered together, once all are ready. */
  async #answerBatch(messages: readonly RpcMessage[]): Promise<void> {
    const { generation } = this.#line
    const requests: Request[] = []
    for (const message of messages) {
      if (isRequest(message)) requests.push(message)
      else this.#receive(message)
    }
    const told = await this.#answersTo(requests)
    if (told.length > 0) this.#reply(told, requests, generation)
  }

  /** No more of them run than may run at once: to refuse the rest by one means costs next to nothing each. */
  async #answersTo(requests: readonly Request[]): Promise<readonly object[]> {
    const { maxRunning } = this.#plan
    const answers = await Promise.all(
      requests.map((request, index) =>
        index < maxRunning ? this.#answerTo(request) : this.#serving.refuse(request, TOO_MANY),
      ),
    )
    return answers.filter((answer) => answer !== null)
  }

  /** @returns null where nothing is answered. */
  #answerTo(request: Request): Promise<object | null> | object | null {
    if (!this.#unread.isMuch || request.kind === 'notification') return this.#serving.serve(request)
    this.#unread.refused()
    if (this.#unread.isHopeless) {
      const detail = 'the peer asks on, and does not read what it is answered'
      this.#connection.end({ kind: 'exhausted', by: 'us', detail })
    }
    return this.#serving.refuse(request, UNREAD)
  }

  /** Over the link that the requests came by, or not at all: whoever asked over another waits no more. */
  #reply(answer: object, requests: readonly Request[], generation: number): void {
    if (generation !== this.#line.generation) return
    try {
      this.#say(answer, 'result', (error) => this.#apologise(requests, error))
    } catch (error) {
      this.#apologise(requests, error)
    }
  }

  /** The answer cannot be said, or is too long for a frame: that can. */
  #apologise(requests: readonly Request[], why: unknown): void {
    const error = new RpcError(messageOf(why), rpcCodes.internal)
    for (const request of requests) {
      if (request.kind === 'call') this.#say(this.#plan.dialect.error(request.id, error), 'error', () => {})
    }
  }

  /** @throws OptionError naming `name` when JSON cannot say it. */
  #say(answer: object, name: string, failed: (error: unknown) => void): void {
    const { generation } = this.#line
    const text = textOf(answer, name)
    this.#unread.add(text)
    this.#outflow.add(text, (error) => {
      if (generation !== this.#line.generation) return
      this.#unread.remove(text)
      if (error !== null) failed(error)
    })
  }
}

function isRequest(message: RpcMessage): message is Request {
  return message.kind === 'call' || message.kind === 'notification' || message.kind === 'invalid'
}

/** Undefined when that is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
