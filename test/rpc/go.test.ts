import { describe, expect, test } from 'vitest'
import { RpcError, rpcCodes } from '../../src/rpc/error.ts'
import { goRpc } from '../../src/rpc/go.ts'

describe('What is said', () => {
  test('is what Go’s net/rpc/jsonrpc says', () => {
    expect(JSON.stringify(goRpc.call(0, 'Arith.Multiply', { A: 7, B: 8 }))).toBe(
      '{"method":"Arith.Multiply","params":[{"A":7,"B":8}],"id":0}',
    )
    expect(JSON.stringify(goRpc.result(0, 56))).toBe('{"id":0,"result":56,"error":null}')
    expect(JSON.stringify(goRpc.error(0, new RpcError('divide by zero', 7)))).toBe(
      '{"id":0,"result":null,"error":"divide by zero"}',
    )
    expect(JSON.stringify(goRpc.notification('Arith.Note', undefined))).toBe(
      '{"method":"Arith.Note","params":[null],"id":null}',
    )
  })

  test('is never null beside null, at which Go’s client hangs up', () => {
    for (const nothing of [null, undefined]) expect(goRpc.result(1, nothing)).toMatchObject({ result: {} })
  })

  test('has no words for taking a call back, nor for several at once', () => {
    expect([goRpc.cancel(1), goRpc.cancelled('$/cancelRequest', { id: 1 }), goRpc.batches]).toEqual([
      null,
      undefined,
      false,
    ])
  })
})

describe('What comes', () => {
  test('is told apart', () => {
    expect(goRpc.read({ method: 'a', params: [7], id: 0 })).toEqual({
      kind: 'call',
      id: 0,
      method: 'a',
      params: 7,
    })
    expect(goRpc.read({ method: 'a', params: [7], id: null })).toEqual({
      kind: 'notification',
      method: 'a',
      params: 7,
    })
    expect(goRpc.read({ id: 0, result: 56, error: null })).toEqual({ kind: 'result', id: 0, result: 56 })
    expect(goRpc.read({ id: null, result: 56, error: null })).toEqual({ kind: 'void' })
  })

  test('may be an error, of which one is known by its words', () => {
    expect(goRpc.read({ id: 0, result: null, error: 'divide by zero' })).toEqual({
      kind: 'error',
      id: 0,
      error: new RpcError('divide by zero', rpcCodes.server),
    })
    for (const error of [
      "rpc: can't find method Arith.A",
      "rpc: can't find service A.B",
      'rpc: service/method request ill-formed: a',
    ]) {
      expect(goRpc.read({ id: 0, result: null, error })).toMatchObject({
        error: { code: rpcCodes.methodNotFound },
      })
    }
    expect(goRpc.read({ id: 0, result: null, error: { a: 1 } })).toMatchObject({ error: { data: { a: 1 } } })
  })

  test('may make no sense', () => {
    for (const value of [
      1,
      null,
      [],
      {},
      { id: {}, result: 1 },
      { id: 1, method: 7, params: [] },
      { id: 1, method: 'a', params: {} },
    ])
      expect(goRpc.read(value), JSON.stringify(value)).toMatchObject({ kind: 'invalid' })
  })
})
