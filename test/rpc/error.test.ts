import { JSONRPCErrorCode } from 'json-rpc-2.0'
import { expect, test } from 'vitest'
import { DeadlineError, RpcError, rpcCodes } from '../../src/rpc/error.ts'

test('The codes are those of the specification', () => {
  expect(rpcCodes).toMatchObject({
    parse: JSONRPCErrorCode.ParseError,
    invalidRequest: JSONRPCErrorCode.InvalidRequest,
    methodNotFound: JSONRPCErrorCode.MethodNotFound,
    invalidParams: JSONRPCErrorCode.InvalidParams,
    internal: JSONRPCErrorCode.InternalError,
  })
})

test('An error without a code is one of the server’s own', () => {
  expect(new RpcError('no')).toMatchObject({ name: 'RpcError', code: rpcCodes.server, data: undefined })
})

test('A deadline says what was called, for how long, and why there was no link', () => {
  expect(new DeadlineError('add', 50, null).message).toBe('no answer to add within 50 ms')
  expect(new DeadlineError('add', 50, { kind: 'silent', by: 'peer' }).message).toBe(
    'no answer to add within 50 ms: the peer stayed silent past every heartbeat',
  )
})
