import { describe, expect, test } from 'vitest'
import { RpcError, rpcCodes } from '../../src/rpc/error.ts'
import type { CallContext, Method } from '../../src/rpc/method.ts'
import { rpcPlan } from '../../src/rpc/options.ts'
import { Serving } from '../../src/rpc/serving.ts'

const serving = (methods: Record<string, Method>, maxRunning = 10) =>
  new Serving(rpcPlan({ methods, maxRunning }))
const call = (method: string, id: number | string = 1) =>
  ({ kind: 'call', id, method, params: [id] }) as const
const back = (id: number) => ({ kind: 'notification', method: '$/cancelRequest', params: { id } }) as const

describe('A method', () => {
  test('is told its parameters, and what it says is the answer', async () => {
    const told: unknown[] = []
    const answer = await serving({
      a: (params, { method, isNotification }) => {
        told.push(params, method, isNotification)
        return 5
      },
    }).serve(call('a'))
    expect([answer, told]).toEqual([{ jsonrpc: '2.0', id: 1, result: 5 }, [[1], 'a', false]])
  })

  test('that throws answers with an error: its own, or none of its own', async () => {
    const failing = serving({
      own: () => {
        throw new RpcError('mine', 9)
      },
      other: () => Promise.reject('just words'),
    })
    expect(await failing.serve(call('own'))).toMatchObject({ error: { code: 9, message: 'mine' } })
    expect(await failing.serve(call('other'))).toMatchObject({
      error: { code: rpcCodes.internal, message: 'just words' },
    })
  })

  test('hears when its call is taken back, and its answer says so', async () => {
    const running = serving({
      hang: (_: unknown, { signal }: CallContext) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    })
    const [first, second] = [running.serve(call('hang', 1)), running.serve(call('hang', 2))]
    expect(await running.serve(back(1))).toBeNull()
    expect(await first).toMatchObject({ id: 1, error: { code: rpcCodes.cancelled } })
    expect(running.running).toBe(1)
    running.abort()
    expect(await second).toMatchObject({ id: 2, error: { code: rpcCodes.cancelled } })
    expect([running.running, running.served]).toEqual([0, 2])
  })

  test('that looks at its signal late finds it aborted', async () => {
    let go = (): void => {}
    const running = serving({
      late: async (_: unknown, context: CallContext) => {
        await new Promise<void>((resolve) => {
          go = resolve
        })
        return context.signal.aborted
      },
    })
    const answer = running.serve(call('late'))
    running.abort()
    go()
    expect(await answer).toMatchObject({ result: true })
  })
})

test('What was taken back before, or never was, is nothing to take back', async () => {
  const done = serving({ a: () => 1 })
  await done.serve(call('a', 1))
  expect(await done.serve(back(1))).toBeNull()
})

test('A notification has no answer, whatever comes of it', async () => {
  const failing = serving({
    a: () => {
      throw new Error('no')
    },
  })
  expect(await failing.serve({ kind: 'notification', method: 'a', params: undefined })).toBeNull()
  expect(await failing.serve({ kind: 'notification', method: 'nobody', params: undefined })).toBeNull()
})

test('No more run at once than may', async () => {
  const busy = serving({ hang: () => new Promise(() => {}) }, 2)
  void busy.serve(call('hang', 1))
  void busy.serve(call('hang', 2))
  expect(await busy.serve(call('hang', 3))).toMatchObject({ id: 3, error: { code: rpcCodes.server } })
  expect(busy.running).toBe(2)
})

test('What is no call is answered as such', async () => {
  const error = new RpcError('Invalid Request', rpcCodes.invalidRequest)
  expect(await serving({}).serve({ kind: 'invalid', id: 'x', error })).toMatchObject({
    id: 'x',
    error: { code: rpcCodes.invalidRequest },
  })
})

test('What is refused runs nothing, and is told why; what takes a call back does so all the same', async () => {
  const told: string[] = []
  const busy = serving({
    hang: (_: unknown, { signal }: CallContext) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    tell: () => told.push('told'),
  })
  const why = new RpcError('not now', 7)
  const error = new RpcError('Invalid Request', rpcCodes.invalidRequest)
  const first = busy.serve(call('hang', 1))
  expect(busy.refuse(call('tell', 2), why)).toMatchObject({ id: 2, error: { code: 7, message: 'not now' } })
  expect(busy.refuse({ kind: 'invalid', id: 'x', error }, why)).toMatchObject({
    error: { code: rpcCodes.invalidRequest },
  })
  expect(busy.refuse({ kind: 'notification', method: 'tell', params: [] }, why)).toBeNull()
  expect(busy.refuse(back(1), why)).toBeNull()
  expect(await first).toMatchObject({ id: 1, error: { code: rpcCodes.cancelled } })
  expect([told, busy.served]).toEqual([[], 3])
})
