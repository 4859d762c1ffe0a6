/** Heartbeat by short links: each beat is a link of its own, and who is alive is whoever keeps coming. */
import { describe, expect } from 'vitest'
import { type FeedEvent, raw } from '../../src/index.ts'
import { byAddress, byFirstFrame, identities } from '../../src/supervisor/identity/index.ts'
import { expectInTime, expectUndoubted, ROUNDING_MS } from './support/bounds.ts'
import { lasting, until } from './support/until.ts'
import { test, type World } from './support/world.ts'

const socket = { codec: raw() }
const visits = { everyMs: 300, timeoutMs: 500, misses: 2 }
const suspectMs = visits.everyMs + visits.timeoutMs
/** What a visitor that comes every 100 ms has left until it is missed. */
const leftMs = suspectMs - 100
const deadMs = visits.everyMs + visits.misses * visits.timeoutMs

type Told = Extract<FeedEvent, { kind: 'identity' }>

const told = (world: World, identity: string): Told[] =>
  world.feed.filter((event) => event.kind === 'identity').filter((event) => event.identity === identity)

/** The latest phase of an identity, once it is that. */
const becomes = (world: World, identity: string, phase: Told['to']): Promise<Told> =>
  until(`${identity} is ${phase}`, () => {
    const latest = told(world, identity).at(-1)
    return latest?.to === phase ? latest : null
  })

describe.concurrent('a server that is visited', () => {
  test('knows visitors by the name they give: alive while they come, dead when they stop, and not before', async ({
    world,
  }) => {
    const table = identities({
      by: byFirstFrame(({ text }) => /^heartbeat (\S+)$/.exec(text)?.[1] ?? null),
      visits,
    })
    const { port, gateway } = await world.gateway({ identity: table }, socket)
    const clients = ['one', 'two'].map((name) =>
      world.stranger('visiting-client', { port, everyMs: 100, says: `heartbeat ${name}` }),
    )
    const [first, second] = clients
    await first?.says(/^visited/, 8)
    await second?.says(/^visited/, 8)
    await expectUndoubted(world, clients, leftMs, () =>
      expect([...table].map(({ identity, phase }) => `${identity} ${phase}`).sort()).toEqual([
        'one alive',
        'two alive',
      ]),
    )
    first?.tell('quiet')
    const [, lastVisitAt] = (await first?.says(/^quiet (\d+)$/)) ?? []
    const dead = await becomes(world, 'one', 'dead')
    const suspect = told(world, 'one').findLast(({ to }) => to === 'suspect')
    expect(dead).toMatchObject({ id: 'gateway', cause: { kind: 'silent', by: 'peer' } })
    for (const [at, bound] of [
      [suspect?.at ?? 0, suspectMs],
      [dead.at, deadMs],
    ] as const) {
      expect(at - Number(lastVisitAt)).toBeGreaterThanOrEqual(bound - ROUNDING_MS)
      expectInTime(world, Number(lastVisitAt), at, bound)
    }
    await expectUndoubted(world, clients, leftMs, () =>
      expect(told(world, 'two').map(({ to }) => to)).toEqual(['alive']),
    )
    first?.tell('talk')
    await becomes(world, 'one', 'alive')
    await until('nobody stays', () => gateway.size === 0)
    expect(table.get('two')?.visits).toBeGreaterThanOrEqual(8)
  })

  test('knows visitors by their address, where they say nothing but heartbeat', async ({ world }) => {
    const table = identities({ by: byAddress, visits })
    const { port } = await world.gateway({ identity: table }, socket)
    const clients = ['127.0.0.2', '127.0.0.3'].map((from) =>
      world.stranger('visiting-client', { port, everyMs: 100, from }),
    )
    await Promise.all(clients.map((client) => client.says(/^visited/, 5)))
    await expectUndoubted(world, clients, leftMs, () =>
      expect([...table].map(({ identity }) => identity).sort()).toEqual(['127.0.0.2', '127.0.0.3']),
    )
    await clients[0]?.kill()
    expect(await becomes(world, '127.0.0.2', 'dead')).toMatchObject({ cause: { kind: 'silent' } })
    await expectUndoubted(world, clients.slice(1), leftMs, () =>
      expect(table.get('127.0.0.3')?.phase).toBe('alive'),
    )
  })

  test('holds nobody to be dead whose visits came while the server itself was stopped', async ({ world }) => {
    const stalling = world.ours('visited', visits)
    const [, port] = await stalling.says(/^ready (\d+)$/)
    const client = world.stranger('visiting-client', { port: port ?? '', everyMs: 100, says: 'one' })
    await stalling.says(/^one alive$/)
    stalling.freeze()
    await lasting(2 * deadMs)
    const seen = client.said(/^visited/).length
    stalling.thaw()
    // Those that waited at its door, and as many after them.
    await client.says(/^visited/, seen + 24)
    await expectUndoubted(world, [client], leftMs, () =>
      expect(stalling.said(/^one .*/).map(([line]) => line)).toEqual(['one alive']),
    )
    await client.kill()
    await stalling.says(/^one dead$/)
  })
})
