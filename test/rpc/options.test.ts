import { expect, test } from 'vitest'
import { goRpc } from '../../src/rpc/go.ts'
import { jsonRpc } from '../../src/rpc/json-rpc.ts'
import { callPlan, rpcPlan } from '../../src/rpc/options.ts'

test('What is left out is as it is written there', () => {
  const { dialect, methods, onError, ...numbers } = rpcPlan({})
  expect([dialect, methods.size]).toEqual([jsonRpc, 0])
  expect(numbers).toEqual({
    timeoutMs: 30_000,
    maxPending: 10_000,
    maxRunning: 1_000,
    chunkBytes: null,
    maxMessageBytes: 67_108_864,
  })
  expect(onError(new Error('nobody'), 'a')).toBeUndefined()
  expect(rpcPlan({ dialect: 'go', timeoutMs: false })).toMatchObject({
    dialect: goRpc,
    timeoutMs: Number.POSITIVE_INFINITY,
  })
})

test('Only an object’s own functions can be called', () => {
  const { methods } = rpcPlan({ methods: { own: () => 1 } })
  expect(['own', 'toString', 'constructor', '__proto__'].map((name) => methods.has(name))).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test('What cannot be used is refused by name', () => {
  const refused: readonly (readonly [object, string])[] = [
    [{ dialect: 'xml' }, 'dialect'],
    [{ methods: 5 }, 'methods'],
    [{ methods: { a: 'b' } }, 'methods.a'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ maxPending: 0 }, 'maxPending'],
    [{ maxRunning: 1.5 }, 'maxRunning'],
    [{ chunkBytes: 100 }, 'chunkBytes'],
    [{ dialect: 'go', chunkBytes: 1_024 }, 'chunkBytes'],
    [{ maxMessageBytes: 1 }, 'maxMessageBytes'],
    [{ onError: 1 }, 'onError'],
    [{ other: 1 }, 'rpc.other'],
  ]
  for (const [options, name] of refused) expect(() => rpcPlan(options), name).toThrow(`${name}: `)
})

test('A call says what is different for it', () => {
  const { signal } = new AbortController()
  expect(callPlan({}, 5)).toEqual({ timeoutMs: 5, signal: undefined, idempotent: false })
  expect(callPlan({ timeoutMs: 7, signal, idempotent: true }, 5)).toEqual({
    timeoutMs: 7,
    signal,
    idempotent: true,
  })
  for (const [options, name] of [
    [{ timeoutMs: -1 }, 'call.timeoutMs'],
    [{ signal: {} }, 'call.signal'],
    [{ idempotent: 1 }, 'call.idempotent'],
    [{ retries: 1 }, 'call.retries'],
  ] as const) {
    expect(() => Reflect.apply(callPlan, null, [options, 5]), name).toThrow(`${name}: `)
  }
})
