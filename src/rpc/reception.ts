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

const utf8 = new TextDecoder()
const NO_JSON = new RpcError('Parse error', rpcCodes.parse)

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
  strays = 0

  constructor(connection: Connection, plan: RpcPlan, line: Line, outflow: Outflow, calls: Calls) {
    this.#connection = connection
    this.#plan = plan
    this.#line = line
    this.#outflow = outflow
    this.#calls = calls
    this.#serving = new Serving(plan)
    this.#assembly = plan.chunkBytes === null ? null : new Assembly(plan.maxMessageBytes)
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
    const answer = await this.#serving.serve(request)
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
    const answers = await Promise.all(requests.map((request) => this.#serving.serve(request)))
    const told = answers.filter((answer) => answer !== null)
    if (told.length > 0) this.#reply(told, requests, generation)
  }

  /** Over the link that the requests came by, or not at all: whoever asked over another waits no more. */
  #reply(answer: object, requests: readonly Request[], generation: number): void {
    if (generation !== this.#line.generation) return
    try {
      this.#outflow.add(textOf(answer, 'result'), (error) => {
        if (error !== null && generation === this.#line.generation) this.#apologise(requests, error)
      })
    } catch (error) {
      this.#apologise(requests, error)
    }
  }

  /** The answer cannot be said, or is too long for a frame: that can. */
  #apologise(requests: readonly Request[], why: unknown): void {
    const error = new RpcError(messageOf(why), rpcCodes.internal)
    for (const request of requests) {
      if (request.kind === 'call')
        this.#outflow.add(textOf(this.#plan.dialect.error(request.id, error), 'error'))
    }
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
