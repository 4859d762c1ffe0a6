/** What a peer says, as its dialect has it: calls, answers, several at once; and what is a heartbeat among them. */
import type { HeartbeatProtocol } from '../../../src/machines/protocol.ts'
import type { Dialect, RpcMessage } from '../../../src/rpc/dialect.ts'
import { RpcError } from '../../../src/rpc/error.ts'
import { goRpc } from '../../../src/rpc/go.ts'
import { goBeat, jsonRpcBeat } from '../../../src/rpc/heartbeats.ts'
import { jsonRpc } from '../../../src/rpc/json-rpc.ts'
import { textOf } from '../../../src/rpc/text.ts'
import { OptionError } from '../../../src/transport/cause.ts'
import { utf8 } from '../bytes.ts'
import corpus from '../corpus/rpc-messages.json' with { type: 'json' }
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { RPC_WORDS, sayingText } from './rpc-frames.ts'
import { type Said, saidIn } from './rpc-said.ts'

export const rpcMessagesTarget: Target = {
  name: 'rpc-messages',
  of: 'rpc/{dialect,json-rpc,go,text,heartbeats}.ts',
  share: 60,
  corpus: casesIn(corpus),
  words: RPC_WORDS,
  grammar: (draw) => ({ bytes: utf8(sayingText(draw)), knobs: [] }),
  check({ bytes }) {
    checkBeat(jsonRpcBeat, bytes)
    checkBeat(goBeat, bytes)
    const value = parsed(bytes)
    if (value === undefined) return
    checkGo(value)
    const said = saidIn(value)
    const message = jsonRpc.read(value)
    if (said === null) return must(message.kind === 'invalid' && message.id === null, 'a batch that is none')
    if (!Array.isArray(value)) return checkOne(message, said[0])
    must(message.kind === 'batch', 'several messages are no batch')
    must(message.messages.length === said.length, 'a batch lost messages')
    for (const [at, one] of message.messages.entries()) checkOne(one, said[at])
  },
}

/** Undefined for what is no JSON. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}

function checkOne(message: RpcMessage, said: Said | undefined): void {
  must(message.kind === said?.kind, () => `${said?.kind} was read as ${message.kind}`)
  if ('id' in message) must(Object.is(message.id, said?.id), () => `${said?.id} became ${message.id}`)
  checkError(message)
  checkAgain(jsonRpc, message)
}

function checkError(message: RpcMessage): void {
  if (!('error' in message)) return
  must(message.error instanceof RpcError, 'an error of no kind')
  must(typeof message.error.code === 'number', 'a code that is no number')
  must(typeof message.error.message === 'string', 'a message that is no text')
}

/** Any value may come: it is one call, one answer, or none. */
function checkGo(value: unknown): void {
  const message = goRpc.read(value)
  must(message.kind !== 'batch', "a batch in Go's dialect")
  if ('id' in message) must(isId(message.id), 'an id that is none')
  if ('method' in message) must(typeof message.method === 'string', 'a method without a name')
  if ('params' in message) must(Object.is(message.params, firstIn(value)), 'a parameter of somebody else')
  checkError(message)
  // Of Go a parameter stands in a list, and so it does again.
  checkAgain(goRpc, message)
}

/** The one parameter that a call of Go's has. */
function firstIn(value: unknown): unknown {
  const params = typeof value === 'object' && value !== null && 'params' in value ? value.params : null
  return Array.isArray(params) ? params[0] : params
}

/** What was understood can be said, and is understood as the same. */
function checkAgain(dialect: Dialect, message: RpcMessage): void {
  const again = saidAgain(dialect, message)
  if (again === null) return
  const first = plain(message)
  const second = plain(dialect.read(again))
  must(first === second, () => `${first?.slice(0, 200)} came again as ${second?.slice(0, 200)}`)
}

/** Null for what is not said so, or not by JSON. */
function saidAgain(dialect: Dialect, message: RpcMessage): unknown {
  const form = formOf(dialect, message)
  if (form === null) return null
  try {
    return JSON.parse(textOf(form, 'message'))
  } catch (error) {
    // As deep as JSON.parse goes, JSON.stringify cannot.
    if (!(error instanceof OptionError)) throw error
    return null
  }
}

function formOf(dialect: Dialect, message: RpcMessage): object | null {
  switch (message.kind) {
    case 'call':
      return isExact(message.id) ? dialect.call(message.id, message.method, message.params) : null
    case 'notification':
      return dialect.notification(message.method, message.params)
    case 'result':
      return isExact(message.id) ? dialect.result(message.id, message.result) : null
    case 'error':
      return isExact(message.id) && message.error.data === undefined
        ? dialect.error(message.id, message.error)
        : null
    default:
      return null
  }
}

/** Infinity and minus zero are numbers that JSON can read, and not write. */
function isExact(id: unknown): id is string | number {
  return typeof id === 'string' || (typeof id === 'number' && Number.isFinite(id) && !Object.is(id, -0))
}

function isId(id: unknown): boolean {
  return id === null || typeof id === 'string' || typeof id === 'number'
}

/** Nothing, null and an empty object are one to Go, whose answers always say something. */
function plain(message: RpcMessage): string | null {
  try {
    return JSON.stringify(message, (key, value: unknown) => {
      if (value instanceof RpcError) return { text: value.message, code: value.code }
      if (key !== 'params' && key !== 'result') return value
      // Infinity, which JSON can read and not write, among them.
      return ['{}', 'null'].includes(JSON.stringify(value ?? {})) ? 'nothing' : value
    })
  } catch {
    return null
  }
}

function checkBeat({ pong, answers }: HeartbeatProtocol, bytes: Uint8Array): void {
  const isPong = typeof pong === 'function' && pong(bytes)
  const isPing = (answers ?? []).some(({ ping }) => typeof ping === 'function' && ping(bytes))
  must(!(isPing && isPong), 'a heartbeat is asked for and answered by one frame')
  if (!isPing && !isPong) return
  const value = parsed(bytes)
  must(typeof value === 'object' && value !== null && 'id' in value, 'a heartbeat without an id')
  must(value.id === '$/beat' && bytes.length <= 512, 'a heartbeat of nobody')
}
