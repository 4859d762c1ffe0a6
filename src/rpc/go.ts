/**
 * The dialect of Go's `net/rpc/jsonrpc`: JSON-RPC 1.0, one parameter, errors that are strings. Its peers are `jsonrpc.Dial`
 * and `jsonrpc.ServeConn`, which know neither notifications nor cancellation, and hang up at what they do not expect.
 */
import type { Dialect, RpcId, RpcMessage } from './dialect.ts'
import { RpcError, rpcCodes } from './error.ts'

/** How Go's server begins what it says of a method that it does not have. */
const UNKNOWN = /^rpc: (can't find (service|method)|service\/method request ill-formed)/

/** The dialect of Go's standard library. */
export const goRpc: Dialect = {
  batches: false,
  cancel: () => null,
  cancelled: () => undefined,
  call: (id, method, params) => ({ method, params: [params ?? null], id }),
  // A null id, as JSON-RPC 1.0 has it; Go answers it, and nobody waits.
  notification: (method, params) => ({ method, params: [params ?? null], id: null }),
  // Go's client takes a null beside a null for a broken peer, and hangs up. An empty struct is its own "nothing".
  result: (id, result) => ({ id, result: result ?? {}, error: null }),
  error: (id, { message }) => ({ id, result: null, error: message }),
  unknownMethod: (method) => new RpcError(`rpc: can't find method ${method}`, rpcCodes.methodNotFound),
  read,
}

function read(value: unknown): RpcMessage {
  if (typeof value !== 'object' || value === null || !('id' in value)) return invalid(null)
  const { id } = value
  if (!isId(id)) return invalid(null)
  if ('method' in value) {
    const params = 'params' in value ? value.params : null
    if (typeof value.method !== 'string' || !Array.isArray(params)) return invalid(id)
    const call = { method: value.method, params: params[0] }
    return id === null ? { kind: 'notification', ...call } : { kind: 'call', id, ...call }
  }
  const error = 'error' in value ? value.error : null
  // Of a call that could not be read, or of a notification.
  if (id === null) return { kind: 'void' }
  if (error === null) return { kind: 'result', id, result: 'result' in value ? value.result : null }
  return { kind: 'error', id, error: errorOf(error) }
}

function errorOf(error: unknown): RpcError {
  if (typeof error !== 'string') return new RpcError('an error that is no text', rpcCodes.server, error)
  return new RpcError(error, UNKNOWN.test(error) ? rpcCodes.methodNotFound : rpcCodes.server)
}

function invalid(id: RpcId): RpcMessage {
  return { kind: 'invalid', id, error: new RpcError('invalid request', rpcCodes.invalidRequest) }
}

function isId(id: unknown): id is RpcId {
  return id === null || typeof id === 'number' || typeof id === 'string'
}
