/** JSON-RPC 2.0, with the cancellation of the Language Server Protocol: `$/cancelRequest`, which others pass over. */
import {
  createJSONRPCErrorResponse,
  createJSONRPCNotification,
  createJSONRPCRequest,
  createJSONRPCSuccessResponse,
  isJSONRPCID,
  isJSONRPCRequest,
  isJSONRPCResponse,
  type JSONRPCResponse,
} from 'json-rpc-2.0'
import { OptionError } from '../transport/transport.ts'
import type { Dialect, RpcId, RpcMessage } from './dialect.ts'
import { RpcError, rpcCodes } from './error.ts'

const CANCEL = '$/cancelRequest'
/** Of one batch. */
const MOST_INVALID = 1_000

/** The dialect of JSON-RPC 2.0. */
export const jsonRpc: Dialect = {
  batches: true,
  cancel: (id) => createJSONRPCNotification(CANCEL, { id }),
  cancelled: (method, params) => (method === CANCEL ? idIn(params) : undefined),
  call: (id, method, params) => createJSONRPCRequest(id, method, structured(params)),
  notification: (method, params) => createJSONRPCNotification(method, structured(params)),
  result: (id, result) => createJSONRPCSuccessResponse(id, result),
  error: (id, { code, message, data }) => createJSONRPCErrorResponse(id, code, message, data),
  unknownMethod: (method) => new RpcError(`Method not found: ${method}`, rpcCodes.methodNotFound),
  read: (value) => {
    if (!Array.isArray(value)) return readOne(value)
    if (value.length === 0) return invalid(null)
    return readBatch(value)
  },
}

/** Each that is none is answered, at forty times its length: a list of very many is none as a whole. */
function readBatch(values: readonly unknown[]): RpcMessage {
  const messages: RpcMessage[] = []
  let invalids = 0
  for (const value of values) {
    const message = readOne(value)
    if (message.kind === 'invalid') invalids += 1
    if (invalids > MOST_INVALID) return invalid(null)
    messages.push(message)
  }
  return { kind: 'batch', messages }
}

function readOne(value: unknown): RpcMessage {
  if (typeof value !== 'object' || value === null) return invalid(null)
  if (isJSONRPCResponse(value)) return readAnswer(value)
  if (!isJSONRPCRequest(value)) return invalid(idIn(value) ?? null)
  const { method, params, id }: { method: unknown; params?: unknown; id?: unknown } = value
  if (id !== undefined && !isJSONRPCID(id)) return invalid(null)
  if (typeof method !== 'string' || !isStructured(params)) return invalid(id ?? null)
  return id === undefined ? { kind: 'notification', method, params } : { kind: 'call', id, method, params }
}

function readAnswer({ id: given, result, error }: JSONRPCResponse): RpcMessage {
  // Whatever else stands there, nothing that was asked has it.
  const id = isJSONRPCID(given) ? given : null
  if (error === undefined || error === null) return { kind: 'result', id, result }
  const { code, message, data } = error
  const isOne = typeof code === 'number' && typeof message === 'string'
  return { kind: 'error', id, error: isOne ? new RpcError(message, code, data) : nonsense(error) }
}

/** An error of the peer's that is none of this dialect. */
function nonsense(error: unknown): RpcError {
  return new RpcError('an error that is none of JSON-RPC 2.0', rpcCodes.server, error)
}

function invalid(id: RpcId): RpcMessage {
  return { kind: 'invalid', id, error: new RpcError('Invalid Request', rpcCodes.invalidRequest) }
}

function idIn(value: unknown): RpcId | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined
  return isJSONRPCID(value.id) ? value.id : undefined
}

function isStructured(params: unknown): boolean {
  return params === undefined || (typeof params === 'object' && params !== null)
}

function structured(params: unknown): unknown {
  if (isStructured(params)) return params
  throw new OptionError('params', 'JSON-RPC 2.0 has an object or a list there, or nothing')
}
