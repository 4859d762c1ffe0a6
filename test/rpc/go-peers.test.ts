/** Both ways with a peer that knows nothing of us: Go's `net/rpc/jsonrpc`, as a server and as a client. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type HeartbeatOptions, jsonValues, type Supervisor, supervise } from '../../src/index.ts'
import { goBeat, RpcError, rpc, rpcCodes } from '../../src/rpc/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { GET_GO, GoPrograms, lacksGo } from './support/go.ts'

interface Args {
  readonly A: number
  readonly B: number
}

interface Arith {
  Multiply(args: Args): number
  Divide(args: Args): { Quo: number; Rem: number }
  Hold(count: number): number
  Never(args: Args): void
  Die(args: Args): void
  Long(length: number): string
}

const beating: HeartbeatOptions = { protocol: goBeat, everyMs: 100, timeoutMs: 5_000 }
const WITHOUT = lacksGo ? ` (Go is missing: ${GET_GO})` : ''

describe.skipIf(lacksGo)(`Go's net/rpc/jsonrpc${WITHOUT}`, () => {
  const go = new GoPrograms()
  const binaries = { server: '', client: '' }
  let fleet: Supervisor

  beforeAll(() => {
    binaries.server = go.build('arith-server')
    binaries.client = go.build('arith-client')
  }, 120_000)
  afterAll(() => go.remove())
  beforeEach(() => {
    fleet = supervise({ name: 'calls' })
  })
  afterEach(async () => {
    await fleet.stop()
    await go.end()
  })

  async function server() {
    const program = go.start(binaries.server)
    const codec = jsonValues({ maxFrameBytes: 2 ** 25 })
    const target = tcp(`tcp://127.0.0.1:${await program.line()}`, { codec })
    const connection = fleet.connect('arith', target, { heartbeat: beating, retry: () => false })
    const peer = rpc(connection, { dialect: 'go' })
    return { program, connection, peer, arith: peer.client<Arith>({ prefix: 'Arith.' }) }
  }

  test('answers calls of ours, many at once, and says what is wrong with others', async () => {
    const { arith, peer } = await server()
    expect(await arith.Multiply({ A: 7, B: 8 })).toBe(56)
    expect(await arith.Divide({ A: 17, B: 5 })).toEqual({ Quo: 3, Rem: 2 })
    await expect(arith.Divide({ A: 1, B: 0 })).rejects.toEqual(
      new RpcError('divide by zero', rpcCodes.server),
    )
    await expect(peer.call('Arith.Nothing')).rejects.toMatchObject({
      code: rpcCodes.methodNotFound,
      message: "rpc: can't find method Arith.Nothing",
    })
    const all = await Promise.all(Array.from({ length: 50 }, () => arith.Hold(50)))
    expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, nth) => nth + 1))
    expect(peer.counts.strays).toBe(0)
  })

  test('takes a call that wants no answer, and goes on', async () => {
    const { arith, peer } = await server()
    await peer.notify('Arith.Multiply', { A: 1, B: 2 })
    expect(await arith.Multiply({ A: 2, B: 2 })).toBe(4)
    expect(peer.counts.strays).toBe(0)
  })

  test('answers a call that it does not know, which is a sign of life', async () => {
    const program = go.start(binaries.server)
    const socket = connect(Number(await program.line()), '127.0.0.1')
    try {
      socket.write(typeof goBeat.beat === 'string' ? goBeat.beat : '')
      const [answer] = await once(socket, 'data')
      expect(JSON.parse(String(answer))).toMatchObject({
        result: null,
        error: expect.stringContaining('rpc: '),
      })
      const { pong } = goBeat
      expect(typeof pong === 'function' && pong(answer)).toBe(true)
    } finally {
      socket.destroy()
    }
  })

  test('that dies in the middle of calls fails all of them at once, with the cause', async () => {
    const { arith } = await server()
    await arith.Multiply({ A: 1, B: 1 })
    const hanging = Array.from({ length: 20 }, () => arith.Never({ A: 1, B: 1 }))
    const ends = await Promise.allSettled([...hanging, arith.Die({ A: 1, B: 1 })])
    for (const end of ends) {
      expect(end).toMatchObject({ status: 'rejected', reason: { name: 'ConnectionError' } })
      expect(['eof', 'reset']).toContain(end.status === 'rejected' ? end.reason.cause.kind : null)
    }
  })

  test('whose long answer no beat can interrupt stays alive by its bytes', async () => {
    const { arith, connection } = await server()
    await arith.Multiply({ A: 1, B: 1 })
    const long = arith.Long(20_000_000)
    expect((await long).length).toBe(20_000_000)
    expect([connection.phase, connection.generation]).toEqual(['alive', 1])
  })

  test('calls us, many at once, and is told when we go away', async () => {
    const door = fleet.listen('door', tcp.listen({ port: 0 }, { codec: jsonValues() }), { heartbeat: 'none' })
    door.accepted$.subscribe((connection) =>
      rpc(connection, {
        dialect: 'go',
        methods: {
          'Arith.Multiply': ({ A, B }: Args) => A * B,
          'Arith.Divide': ({ A, B }: Args) => {
            if (B === 0) throw new Error('divide by zero')
            return A / B
          },
          'Arith.Nothing': () => {},
          'Arith.Hang': () => new Promise(() => {}),
        },
      }),
    )
    const client = go.start(binaries.client, new URL(await door.ready).host)
    expect(await client.line()).toBe('multiply 56 <nil>')
    expect(await client.line()).toBe('divide divide by zero')
    expect(await client.line()).toBe('nothing <nil>')
    expect(await client.line()).toBe("unknown rpc: can't find method Arith.Unknown")
    expect(await client.line()).toBe('sum 328350')
    expect(await client.line()).toBe('hanging')
    await door.stop()
    expect(await client.line()).toMatch(/^hang (unexpected EOF|connection is shut down|EOF)$/)
  })
})
