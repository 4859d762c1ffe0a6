import { afterEach, describe, expect, test } from 'vitest'
import { ConnectionError, OptionError } from '../../src/index.ts'
import { type CallContext, DeadlineError, RpcError, rpc, rpcCodes } from '../../src/rpc/index.ts'
import { type Ends, ends, outcome } from './support/world.ts'

const worlds: { end(): Promise<void> }[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.end()
})

async function world(options: Ends = {}) {
  const made = await ends(options)
  worlds.push(made)
  return made
}

const arith = { add: ({ a, b }: { a: number; b: number }) => a + b }
const hanging = { hang: () => new Promise(() => {}) }

describe('A call', () => {
  test('is answered, many at once and both ways over one connection', async () => {
    const { peer, alive, clock, accepted } = await world({
      near: { methods: arith },
      far: { methods: arith },
    })
    await alive()
    const there = Array.from({ length: 100 }, (_, a) => peer.call<number>('add', { a, b: 1 }))
    const back = accepted[0]?.peer.call('add', { a: 1, b: 1 })
    await clock.advance(10)
    expect(await Promise.all(there)).toEqual(Array.from({ length: 100 }, (_, a) => a + 1))
    expect(await back).toBe(2)
    expect(peer.counts).toEqual({ called: 100, pending: 0, served: 1, running: 0, strays: 0 })
  })

  test('of a method that nobody has, or that fails, is rejected with what the peer says', async () => {
    const errors: unknown[] = []
    const { peer, alive, clock } = await world({
      far: {
        methods: {
          refuse: () => {
            throw new RpcError('not you', 7, { who: 'you' })
          },
          break: () => {
            throw new TypeError('a bug')
          },
          loop: () => {
            const loop: { self?: unknown } = {}
            loop.self = loop
            return loop
          },
        },
        onError: (error, method) => errors.push([method, String(error)]),
      },
    })
    await alive()
    const calls = ['refuse', 'break', 'loop', 'toString', '__proto__'].map((name) => outcome(peer.call(name)))
    await clock.advance(10)
    expect(calls.map(({ now }) => now)).toEqual([
      new RpcError('not you', 7, { who: 'you' }),
      new RpcError('a bug', rpcCodes.internal),
      expect.objectContaining({ code: rpcCodes.internal, message: expect.stringContaining('JSON cannot') }),
      new RpcError('Method not found: toString', rpcCodes.methodNotFound),
      new RpcError('Method not found: __proto__', rpcCodes.methodNotFound),
    ])
    expect(errors).toEqual([['break', 'TypeError: a bug']])
  })

  test('waits for the first link, and is asked then', async () => {
    const { peer, clock } = await world({ far: { methods: arith } })
    const sum = outcome(peer.call('add', { a: 1, b: 2 }))
    await clock.advance(0)
    expect(sum.now).toBe('pending')
    await clock.advance(10)
    expect(sum.now).toBe(3)
  })

  test('fails at once when its link ends, with the cause; one that may be asked twice is asked again', async () => {
    const { peer, alive, clock, network, accepted } = await world({
      far: { methods: { ...arith, ...hanging } },
    })
    await alive()
    const lost = outcome(peer.call('hang'))
    const again = outcome(peer.call('hang', {}, { idempotent: true }))
    await clock.advance(10)
    void accepted[0]?.connection.stop()
    await clock.advance(5)
    expect(lost.now).toEqual(
      expect.objectContaining({ name: 'ConnectionError', cause: { kind: 'eof', by: 'peer' } }),
    )
    await expect(peer.call('add', { a: 1, b: 1 })).rejects.toMatchObject({ cause: { kind: 'eof' } })
    expect(again.now).toBe('pending')
    await clock.advance(500)
    expect([accepted.length, accepted[1]?.peer.counts.running, again.now]).toEqual([2, 1, 'pending'])
    expect(network.openLinks).toBe(2)
  })

  test('that may be asked twice is answered over the next link, once', async () => {
    let asked = 0
    const { peer, alive, clock, accepted } = await world({
      far: {
        methods: {
          slowAtFirst: () => {
            asked += 1
            return asked === 1 ? new Promise(() => {}) : 'at last'
          },
        },
      },
    })
    await alive()
    const answer = outcome(peer.call('slowAtFirst', [], { idempotent: true }))
    await clock.advance(10)
    void accepted[0]?.connection.stop()
    await clock.advance(500)
    expect([answer.now, asked, peer.counts]).toEqual([
      'at last',
      2,
      { called: 1, pending: 0, served: 0, running: 0, strays: 0 },
    ])
  })

  test('that is not answered in time is rejected, and taken back', async () => {
    const signals: AbortSignal[] = []
    const { peer, alive, clock, other } = await withOther({
      far: {
        methods: {
          hang: (_: unknown, { signal }: CallContext) =>
            new Promise((_resolve, reject) => {
              signals.push(signal)
              signal.addEventListener('abort', () => reject(signal.reason))
            }),
        },
      },
    })
    await alive()
    const late = outcome(peer.call('hang', {}, { timeoutMs: 50 }))
    await clock.advance(49)
    expect([late.now, other().counts.running]).toEqual(['pending', 1])
    await clock.advance(10)
    expect(late.now).toEqual(new DeadlineError('hang', 50, null))
    expect([signals[0]?.aborted, other().counts.running, peer.counts.strays]).toEqual([true, 0, 1])
  })

  test('that waited for a link in vain says why there was none', async () => {
    const { peer, alive, clock, close } = await world()
    await alive()
    close()
    await clock.advance(1_000)
    const late = outcome(peer.call('add', {}, { timeoutMs: 50, idempotent: true }))
    await clock.advance(60)
    expect(late.now).toMatchObject({ name: 'DeadlineError', cause: { kind: 'refused' } })
  })

  test('is given up with its signal, before it went as well as after', async () => {
    const { peer, alive, clock, other } = await withOther({ far: { methods: hanging } })
    const early = new AbortController()
    const late = new AbortController()
    const calls = [early, late].map(({ signal }) => outcome(peer.call('hang', {}, { signal })))
    early.abort(new Error('never mind'))
    await alive()
    expect(other().counts.served).toBe(1)
    late.abort(new Error('too late'))
    await clock.advance(10)
    expect(calls.map(({ now }) => now)).toEqual([new Error('never mind'), new Error('too late')])
    const aborted = outcome(peer.call('hang', {}, { signal: late.signal }))
    await clock.advance(0)
    expect(aborted.now).toEqual(new Error('too late'))
  })

  test('is rejected when too many wait, here or there', async () => {
    const { peer, alive, clock } = await world({
      near: { maxPending: 3 },
      far: { methods: hanging, maxRunning: 2 },
    })
    await alive()
    const calls = Array.from({ length: 4 }, () => outcome(peer.call('hang')))
    await clock.advance(10)
    expect(calls.map(({ now }) => now)).toEqual([
      'pending',
      'pending',
      expect.objectContaining({ name: 'RpcError', code: rpcCodes.server }),
      expect.objectContaining({
        name: 'ConnectionError',
        cause: expect.objectContaining({ kind: 'exhausted' }),
      }),
    ])
  })

  test('that cannot be said is rejected, and so is an answer too long for a frame', async () => {
    const { peer, alive, clock } = await world({
      far: { methods: { long: () => 'x'.repeat(2_000) } },
      maxFrameBytes: 1_000,
    })
    await alive()
    const calls = [peer.call('long', 7), peer.call('long', [1n]), peer.call('long', ['x'.repeat(2_000)])].map(
      outcome,
    )
    const answer = outcome(peer.call('long'))
    await clock.advance(10)
    for (const { now } of calls) expect(now).toBeInstanceOf(OptionError)
    expect(answer.now).toMatchObject({
      code: rpcCodes.internal,
      message: 'payload: a frame longer than 1000 bytes',
    })
  })
})

describe('A notification', () => {
  test('runs the method, and nothing comes back', async () => {
    const told: unknown[] = []
    const { peer, alive, clock } = await world({
      far: {
        methods: {
          tell: (params: unknown, { isNotification }: CallContext) => {
            told.push([params, isNotification])
            throw new Error('nobody hears of it')
          },
        },
      },
    })
    await alive()
    const sent = outcome(peer.notify('tell', ['news']))
    await clock.advance(10)
    expect([sent.now, told, peer.counts.strays]).toEqual([undefined, [[['news'], true]], 0])
  })

  test('is rejected where there is no link', async () => {
    const { peer, alive, connection, clock } = await world()
    await alive()
    void connection.stop()
    await clock.advance(3_000)
    await expect(peer.notify('tell')).rejects.toMatchObject({ cause: { kind: 'cancelled' } })
  })
})

test('A batch is one message, and what became of each is told in its order', async () => {
  const { peer, alive, clock, accepted } = await world({ far: { methods: arith } })
  await alive()
  const batch = peer.batch([
    { method: 'add', params: { a: 1, b: 1 } },
    { method: 'add', params: { a: 5, b: 5 }, isNotification: true },
    { method: 'sub' },
    { method: 'add', params: { a: 2, b: 2 } },
  ])
  await clock.advance(10)
  expect(await batch).toEqual([
    { status: 'fulfilled', value: 2 },
    { status: 'fulfilled', value: undefined },
    { status: 'rejected', reason: new RpcError('Method not found: sub', rpcCodes.methodNotFound) },
    { status: 'fulfilled', value: 4 },
  ])
  expect([accepted[0]?.connection.counts.frames, peer.connection.counts.frames]).toEqual([1, 1])
})

test('In Go’s dialect a batch goes one by one', async () => {
  const { peer, alive, clock, accepted } = await world({
    near: { dialect: 'go' },
    far: { dialect: 'go', methods: arith },
  })
  await alive()
  const batch = peer.batch([1, 2].map((a) => ({ method: 'add', params: { a, b: a } })))
  await clock.advance(10)
  expect(await batch).toEqual([2, 4].map((value) => ({ status: 'fulfilled', value })))
  expect(accepted[0]?.connection.counts.frames).toBe(2)
})

test('A client has the methods of its interface', async () => {
  interface Service {
    add(params: { a: number; b: number }): number
    nothing(): void
  }
  const { peer, alive, clock } = await world({
    far: { methods: { 'math.add': arith.add, 'math.nothing': () => {} } },
  })
  await alive()
  const client = peer.client<Service>({ prefix: 'math.' })
  const answers = Promise.all([client.add({ a: 1, b: 2 }, { timeoutMs: 100 }), client.nothing()])
  await clock.advance(10)
  const [sum, nothing] = await answers
  expect([sum.toFixed(1), nothing]).toEqual(['3.0', null])
})

test('A long message in chunks lets short ones pass, and arrives whole', async () => {
  const order: string[] = []
  const { peer, alive, clock } = await world({
    near: { chunkBytes: 1_024 },
    far: { chunkBytes: 1_024, methods: { long: () => '€'.repeat(100_000), ...arith } },
  })
  await alive()
  const long = peer.call<string>('long').then((text) => order.push(`long ${text.length}`))
  const short = peer.call('add', { a: 1, b: 1 }).then(() => order.push('short'))
  await clock.advance(1_000)
  await Promise.all([long, short])
  expect(order).toEqual(['short', 'long 100000'])
})

test('More chunks than may be held end the link', async () => {
  const { peer, alive, clock, connection } = await world({
    near: { chunkBytes: 1_024, maxMessageBytes: 10_000 },
    far: { chunkBytes: 1_024, methods: { long: () => 'x'.repeat(20_000) } },
  })
  await alive()
  const long = outcome(peer.call('long'))
  await clock.advance(50)
  expect(long.now).toMatchObject({ cause: { kind: 'protocol', by: 'peer' } })
  expect(connection.cause).toMatchObject({ kind: 'protocol' })
})

test('A peer that is let go of rejects what is under way, and leaves the connection as it is', async () => {
  const { peer, alive, clock, connection } = await world({ far: { methods: hanging } })
  await alive()
  const call = outcome(peer.call('hang'))
  await clock.advance(10)
  {
    using _ = peer
  }
  peer.close()
  await clock.advance(0)
  expect(call.now).toBeInstanceOf(ConnectionError)
  await expect(peer.call('hang')).rejects.toThrow('let go of')
  expect(connection.phase).toBe('alive')
})

test('What cannot be a peer, or a call, is refused by name', async () => {
  const { connection, peer } = await world()
  const options = (given: object) => () => rpc(connection, given)
  expect(options({ dialect: 'soap' })).toThrow('dialect')
  expect(options({ methods: { a: 1 } })).toThrow('methods.a')
  expect(options({ dialect: 'go', chunkBytes: 2_048 })).toThrow('chunkBytes')
  expect(options({ timeout: 5 })).toThrow('rpc.timeout')
  expect(() => Reflect.apply(rpc, null, [{}])).toThrow('connection')
  await expect(peer.call('a', [], { timeoutMs: 0 })).rejects.toThrow('call.timeoutMs')
  await expect(Reflect.apply(peer.call, peer, [7])).rejects.toThrow('method')
})

/** The same world, whose other end is asked for when it is there. */
async function withOther(options: Ends) {
  const made = await world(options)
  return { ...made, other: () => made.accepted.at(-1)?.peer ?? made.peer }
}
