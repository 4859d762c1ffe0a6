/** How calls and answers are written as JSON: the contract of dialects. Pure; this file imports none of them. */
import type { RpcError } from './error.ts'

/** What tells which call an answer belongs to. */
export type RpcId = number | string | null

/** One message of the peer's, as far as it makes sense. */
export type RpcMessage =
  | { readonly kind: 'call'; readonly id: RpcId; readonly method: string; readonly params: unknown }
  | { readonly kind: 'notification'; readonly method: string; readonly params: unknown }
  | { readonly kind: 'result'; readonly id: RpcId; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: RpcId; readonly error: RpcError }
  /** Several at once, whose answers are expected together. */
  | { readonly kind: 'batch'; readonly messages: readonly RpcMessage[] }
  /** No message of this dialect: `error` is what to answer. */
  | { readonly kind: 'invalid'; readonly id: RpcId; readonly error: RpcError }
  /** Nothing that anybody waits for. */
  | { readonly kind: 'void' }

/** One way to write calls and answers. What it makes are values that JSON can say. */
export interface Dialect {
  /** Whether several messages can go as one. */
  readonly batches: boolean
  /** Tells the peer that nobody waits for this answer any more; null where there are no words for it. */
  cancel(id: RpcId): object | null
  /** The call that such a notification takes back; undefined: it is none. */
  cancelled(method: string, params: unknown): RpcId | undefined
  /** @throws OptionError naming `params` when they cannot be said. */
  call(id: RpcId, method: string, params: unknown): object
  /** @throws OptionError as {@link call}. */
  notification(method: string, params: unknown): object
  result(id: RpcId, result: unknown): object
  error(id: RpcId, error: RpcError): object
  /** What the method says that nobody knows. */
  unknownMethod(method: string): RpcError
  /** Makes out what came. */
  read(value: unknown): RpcMessage
}
