import { describe, expect, test } from 'vitest'
import { RpcError, rpcCodes } from '../../src/rpc/error.ts'
import { jsonRpc } from '../../src/rpc/json-rpc.ts'

const INVALID = new RpcError('Invalid Request', rpcCodes.invalidRequest)

describe('What is said', () => {
  test('is as the specification has it', () => {
    expect(jsonRpc.call(1, 'subtract', [42, 23])).toEqual({
      jsonrpc: '2.0',
      id: 1,
      method: 'subtract',
      params: [42, 23],
    })
    expect(JSON.stringify(jsonRpc.notification('update', undefined))).toBe(
      '{"jsonrpc":"2.0","method":"update"}',
    )
    expect(jsonRpc.result('a', undefined)).toEqual({ jsonrpc: '2.0', id: 'a', result: null })
    expect(jsonRpc.error(null, new RpcError('no', 7, [1]))).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: 7, message: 'no', data: [1] },
    })
  })

  test('has an object or a list for parameters, or nothing', () => {
    for (const params of [1, 'a', null, false]) expect(() => jsonRpc.call(1, 'a', params)).toThrow('params')
    for (const params of [[], {}, undefined]) expect(() => jsonRpc.call(1, 'a', params)).not.toThrow()
  })

  test('takes a call back in the words of the Language Server Protocol', () => {
    const back = jsonRpc.cancel(7)
    expect(back).toEqual({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 7 } })
    expect(jsonRpc.cancelled('$/cancelRequest', { id: 7 })).toBe(7)
    expect(jsonRpc.cancelled('$/cancelRequest', [7])).toBeUndefined()
    expect(jsonRpc.cancelled('other', { id: 7 })).toBeUndefined()
  })
})

describe('What comes', () => {
  test('is told apart', () => {
    expect(jsonRpc.read({ jsonrpc: '2.0', id: 'x', method: 'a' })).toEqual({
      kind: 'call',
      id: 'x',
      method: 'a',
    })
    expect(jsonRpc.read({ jsonrpc: '2.0', method: 'a', params: { b: 1 } })).toEqual({
      kind: 'notification',
      method: 'a',
      params: { b: 1 },
    })
    expect(jsonRpc.read({ jsonrpc: '2.0', id: 1, result: null })).toEqual({
      kind: 'result',
      id: 1,
      result: null,
    })
    expect(jsonRpc.read({ jsonrpc: '2.0', id: 1, error: { code: 5, message: 'no', data: 1 } })).toEqual({
      kind: 'error',
      id: 1,
      error: new RpcError('no', 5, 1),
    })
  })

  test('is answered as the specification has it where it makes no sense', () => {
    const nonsense: readonly (readonly [unknown, unknown])[] = [
      [1, null],
      [null, null],
      ['a', null],
      [{}, null],
      [[], null],
      [{ jsonrpc: '2.0', method: 1, params: 'bar' }, null],
      [{ jsonrpc: '2.0', method: 'a', params: 'bar', id: 3 }, 3],
      [{ jsonrpc: '1.0', method: 'a', id: 3 }, 3],
      [{ jsonrpc: '2.0', method: 'a', id: {} }, null],
    ]
    for (const [value, id] of nonsense) {
      expect(jsonRpc.read(value), JSON.stringify(value)).toEqual({ kind: 'invalid', id, error: INVALID })
    }
  })

  test('may be several at once, each for itself', () => {
    expect(jsonRpc.read([1, { jsonrpc: '2.0', method: 'a' }])).toEqual({
      kind: 'batch',
      messages: [
        { kind: 'invalid', id: null, error: INVALID },
        { kind: 'notification', method: 'a' },
      ],
    })
  })

  test('is none as a whole where more than a thousand of several are none: each would be answered', () => {
    const noted = { jsonrpc: '2.0', method: 'a' }
    const some = [...Array.from({ length: 1_000 }, () => 1), ...Array.from({ length: 5_000 }, () => noted)]
    expect(jsonRpc.read(some)).toMatchObject({ kind: 'batch', messages: { length: 6_000 } })
    expect(jsonRpc.read([...some, 1])).toEqual({ kind: 'invalid', id: null, error: INVALID })
  })

  test('answers nothing that was asked where its id is none', () => {
    expect(jsonRpc.read({ jsonrpc: '2.0', id: {}, result: 1 })).toEqual({
      kind: 'result',
      id: null,
      result: 1,
    })
  })

  test('may be an error that is none, which is one all the same', () => {
    expect(jsonRpc.read({ jsonrpc: '2.0', id: 1, error: 'broken' })).toMatchObject({
      kind: 'error',
      error: { code: rpcCodes.server, data: 'broken' },
    })
  })
})
