/** What a peer and its calls can be told, checked at the door. */
import { checkOptions, choiceOption, deadlineOption, hookOption, integerOption } from '../machines/check.ts'
import { checkObject, OptionError, refuse } from '../transport/transport.ts'
import type { Dialect } from './dialect.ts'
import { goRpc } from './go.ts'
import { jsonRpc } from './json-rpc.ts'
import type { Method } from './method.ts'

/** What is spoken: JSON-RPC 2.0, or the JSON-RPC 1.0 of Go's `net/rpc/jsonrpc`. */
export type RpcDialect = 'json-rpc-2.0' | 'go'

/** How calls are made and answered over a connection. */
export interface RpcOptions {
  /** Default `json-rpc-2.0`. `go` is for the connections of Go's standard library, over the codec `jsonValues()`. */
  readonly dialect?: RpcDialect
  /** What the peer may call, by name: an object's own functions, those of its class not. Default nothing. */
  readonly methods?: Readonly<Record<string, Method>>
  /** How long a call waits for its answer unless it says otherwise, in ms; 1 or more, or false for ever. Default 30 000. */
  readonly timeoutMs?: number | false
  /** Calls of ours that may be under way or wait; more are rejected at once. From 1 to 1 000 000; default 10 000. */
  readonly maxPending?: number
  /** Calls of the peer's that may run here; more are answered with an error at once. From 1 to 1 000 000; default 1 000. */
  readonly maxRunning?: number
  /**
   * Cuts messages that are longer into chunks of so many bytes, each a frame of its own, so that heartbeats and other calls
   * pass between them. Only where the peer does so, too, as this library does, and over transports whose frames may be any
   * bytes: `lengthPrefixed()`, WebSocket, message ports, memory. From 1 024 to 1 048 576, or false: default. See PROTOCOL.md.
   */
  readonly chunkBytes?: number | false
  /**
   * The most that unfinished messages in chunks may hold, in bytes; from 1 024 to 2^30, default 64 MiB. More ends the link. Of
   * answers that the peer has not read as much may wait, and 8 MiB in any case: calls beyond that are answered with an error,
   * and more than 10 000 of those in a row end the link, too.
   */
  readonly maxMessageBytes?: number
  /** Told of what methods of ours threw that is no `RpcError`: the peer learns no more than its message. Default nobody. */
  readonly onError?: (error: unknown, method: string) => void
}

/** One call. */
export interface CallOptions {
  /** How long its answer is waited for, the way to it included, in ms; 1 or more, or false. Default that of the peer. */
  readonly timeoutMs?: number | false
  /** Gives it up when it is aborted: it rejects with the reason, and the peer is told, where its dialect can be. */
  readonly signal?: AbortSignal
  /**
   * Whether it may be asked twice: then it waits for a link where there is none, and is asked again over the next one when
   * its link ends before the answer came, within its deadline. Default false: it fails at once, with the cause.
   */
  readonly idempotent?: boolean
}

/** What holds for a peer. */
export interface RpcPlan {
  readonly dialect: Dialect
  readonly methods: ReadonlyMap<string, Method>
  readonly timeoutMs: number
  readonly maxPending: number
  readonly maxRunning: number
  /** Null: nothing is cut, and chunks of the peer's are not understood. */
  readonly chunkBytes: number | null
  readonly maxMessageBytes: number
  readonly onError: (error: unknown, method: string) => void
}

/** What holds for a call. */
export interface CallPlan {
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  readonly idempotent: boolean
}

const DIALECTS: Readonly<Record<RpcDialect, Dialect>> = { 'json-rpc-2.0': jsonRpc, go: goRpc }
const KEYS = [
  'dialect',
  'methods',
  'timeoutMs',
  'maxPending',
  'maxRunning',
  'chunkBytes',
  'maxMessageBytes',
  'onError',
]

/** @throws OptionError naming the option that cannot be used. */
export function rpcPlan(options: RpcOptions): RpcPlan {
  checkOptions('rpc', options, KEYS)
  const { dialect = 'json-rpc-2.0', chunkBytes = false, maxPending = 10_000, maxRunning = 1_000 } = options
  const { maxMessageBytes = 67_108_864 } = options
  if (dialect === 'go' && chunkBytes !== false) {
    throw new OptionError('chunkBytes', "Go's dialect has no chunks: its frames are JSON")
  }
  return {
    dialect: DIALECTS[choiceOption('dialect', dialect, ['json-rpc-2.0', 'go'])],
    methods: methodsOf(options.methods ?? {}),
    timeoutMs: deadlineOption('timeoutMs', options.timeoutMs ?? 30_000),
    maxPending: integerOption('maxPending', maxPending, 1, 1_000_000),
    maxRunning: integerOption('maxRunning', maxRunning, 1, 1_000_000),
    chunkBytes: chunkBytes === false ? null : integerOption('chunkBytes', chunkBytes, 1_024, 1_048_576),
    maxMessageBytes: integerOption('maxMessageBytes', maxMessageBytes, 1_024, 2 ** 30),
    onError: hookOption('onError', options.onError) ?? (() => {}),
  }
}

/** @throws OptionError naming the option that cannot be used. */
export function callPlan(options: CallOptions, usualMs: number): CallPlan {
  checkOptions('call', options, ['timeoutMs', 'signal', 'idempotent'])
  const { timeoutMs, signal, idempotent = false } = options
  if (typeof idempotent !== 'boolean') refuse('call.idempotent', 'true or false', idempotent)
  if (signal !== undefined && !(signal instanceof AbortSignal))
    refuse('call.signal', 'an AbortSignal', signal)
  return {
    timeoutMs: timeoutMs === undefined ? usualMs : deadlineOption('call.timeoutMs', timeoutMs),
    signal,
    idempotent,
  }
}

/** A map, so that nothing an object inherits can be called from afar. */
function methodsOf(methods: Readonly<Record<string, Method>>): ReadonlyMap<string, Method> {
  checkObject(methods, 'methods')
  for (const [name, method] of Object.entries(methods)) {
    if (typeof method !== 'function') refuse(`methods.${name}`, 'a function', method)
  }
  return new Map(Object.entries(methods))
}
