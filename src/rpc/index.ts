/** Remote calls over supervised connections: JSON-RPC 2.0, and the JSON-RPC of Go. */
export type { Client, ClientMethod, ClientOptions } from './client.ts'
export { DeadlineError, RpcError, rpcCodes } from './error.ts'
export { goBeat, jsonRpcBeat } from './heartbeats.ts'
export type { CallContext, Method } from './method.ts'
export type { CallOptions, RpcDialect, RpcOptions } from './options.ts'
export { type BatchCall, type RpcCounts, type RpcPeer, rpc } from './rpc.ts'
