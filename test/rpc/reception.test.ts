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
