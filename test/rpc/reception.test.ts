/** What our peer is told by one that knows nothing of us: JSON, written by hand. */
import { afterEach, describe, expect, test } from 'vitest'
import { type RpcOptions, rpc, rpcCodes } from '../../src/rpc/index.ts'
import { Peer, peerServer, type TestWorld, testWorld } from '../support/world.ts'

const worlds: TestWorld[] = []
afterEach(async () => {
  for (const { supervisor, clock } of worlds.splice(0)) {
    const stopped = supervisor.stop({ now: true })
    await clock.advance(5_000)
    await stopped
  }
})

/** A dialled connection of ours, and the stranger at its other end. */
async function scene(options: RpcOptions = {}) {
  const world = testWorld()
  worlds.push(world)
  const peers = peerServer(world.network)
  const connection = world.supervisor.connect('calls', world.toPeer())
  const peer = rpc(connection, {
    methods: { add: ({ a, b }: { a: number; b: number }) => a + b, note: () => {} },
    ...options,
  })
  await world.clock.advance(10)
  const [stranger = new Peer()] = peers
  return {
    peer,
    connection,
    async says(text: string): Promise<unknown[]> {
      const before = stranger.got.length
      stranger.send(text)
      await world.clock.advance(10)
      return stranger.got.slice(before).map((got) => JSON.parse(got))
    },
  }
}

describe('A stranger who speaks JSON-RPC 2.0', () => {
  test('is answered as the examples of the specification have it', async () => {
    const { says } = await scene()
    const invalid = {
      jsonrpc: '2.0',
      id: null,
      error: { code: rpcCodes.invalidRequest, message: 'Invalid Request' },
    }
    expect(await says('{"jsonrpc":"2.0","method":"add","params":{"a":1,"b":2},"id":"x"}')).toEqual([
      { jsonrpc: '2.0', id: 'x', result: 3 },
    ])
    expect(await says('{"jsonrpc":"2.0","method":"note"}')).toEqual([])
    expect(await says('{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]')).toEqual([
      { jsonrpc: '2.0', id: null, error: { code: rpcCodes.parse, message: 'Parse error' } },
    ])
    expect(await says('{"jsonrpc":"2.0","method":1,"params":"bar"}')).toEqual([invalid])
    expect(await says('[]')).toEqual([invalid])
    expect(await says('[1]')).toEqual([[invalid]])
    expect(await says('[{"jsonrpc":"2.0","method":"note"},{"jsonrpc":"2.0","method":"note"}]')).toEqual([])
    expect(
      await says(
        '[{"jsonrpc":"2.0","method":"add","params":{"a":1,"b":1},"id":1},{"jsonrpc":"2.0","method":"note"},2]',
      ),
    ).toEqual([[{ jsonrpc: '2.0', id: 1, result: 2 }, invalid]])
  })

  test('may answer what nobody asked, twice, or too late: that is counted', async () => {
    const { says, peer } = await scene()
    const answer = peer.call('there')
    expect(await says('{"jsonrpc":"2.0","id":1,"result":"first"}')).toHaveLength(1)
    await says('{"jsonrpc":"2.0","id":1,"result":"second"}')
    await says('{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"of what?"}}')
    expect([await answer, peer.counts]).toEqual([
      'first',
      { called: 1, pending: 0, served: 0, running: 0, strays: 2 },
    ])
  })
})

test('Chunks that nobody asked for are no JSON', async () => {
  const { says, connection } = await scene()
  expect(await says('\0\0\0\0\0\0{}')).toMatchObject([{ error: { code: rpcCodes.parse } }])
  expect(connection.phase).toBe('alive')
})

test('A chunk that is none ends the link', async () => {
  const { says, connection } = await scene({ chunkBytes: 1_024 })
  await says('\0\x09')
  expect(connection.cause).toMatchObject({ kind: 'protocol', by: 'peer' })
})

describe('A stranger who reads slowly', () => {
  const ASKED = '{"jsonrpc":"2.0","method":"long","id":1}'
  const slow = async () => {
    const world = testWorld()
    worlds.push(world)
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('calls', world.toPeer(), {
      heartbeat: 'none',
      writeTimeoutMs: false,
    })
    let ran = 0
    const methods = {
      long: () => {
        ran += 1
        return 'x'.repeat(100_000)
      },
    }
    const peer = rpc(connection, { methods, maxMessageBytes: 1_024 })
    await world.clock.advance(10)
    const [stranger = new Peer()] = peers
    stranger.link?.pause()
    return {
      peer,
      connection,
      stranger,
      ran: () => ran,
      async reads(): Promise<void> {
        stranger.link?.resume()
        await world.clock.advance(2_000)
      },
      async asks(times: number): Promise<void> {
        for (let time = 0; time < times; time += 1) stranger.send(ASKED)
        await world.clock.advance(50)
      },
    }
  }

  test('is answered as much as may wait for it, and after that runs nothing before it has read', async () => {
    const { connection, stranger, ran, asks, reads } = await slow()
    for (let round = 0; round < 100; round += 1) await asks(2)
    const before = ran()
    // Eight megabytes, and those that were under way.
    expect(before).toBeGreaterThan(80)
    expect(before).toBeLessThan(100)
    await reads()
    const refused = stranger.got.filter((got) => got.length < 1_000)
    expect(refused).toHaveLength(200 - before)
    expect(refused[0]).toContain('"too many answers wait to be read"')
    await asks(1)
    expect([ran() - before, connection.phase]).toEqual([1, 'alive'])
  })

  test('and asks on without end is left', async () => {
    const { connection, asks } = await slow()
    for (let round = 0; round < 50; round += 1) await asks(2)
    for (let round = 0; round < 11; round += 1) await asks(1_000)
    expect(connection.cause).toMatchObject({ kind: 'exhausted', by: 'us' })
  })
})

test('Of a batch no more run than may run at once, even of what does not wait', async () => {
  const { says } = await scene({ maxRunning: 2 })
  const call = (id: number) => ({ jsonrpc: '2.0', method: 'add', params: { a: id, b: 0 }, id })
  expect(await says(JSON.stringify([call(1), call(2), call(3)]))).toMatchObject([
    [{ result: 1 }, { result: 2 }, { id: 3, error: { code: rpcCodes.server } }],
  ])
  expect(await says(JSON.stringify(call(4)))).toMatchObject([{ result: 4 }])
})

test('Answers of a batch do not wait for the notifications in it', async () => {
  const { says } = await scene({ methods: { add: () => 1, hang: () => new Promise(() => {}) } })
  const batch = [
    { jsonrpc: '2.0', method: 'hang' },
    { jsonrpc: '2.0', method: 'add', id: 1 },
  ]
  expect(await says(JSON.stringify(batch))).toEqual([[{ jsonrpc: '2.0', id: 1, result: 1 }]])
})
