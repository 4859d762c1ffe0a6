/** Heartbeats both ways on one connection, and idle connections kept open by them through what stands in between. */
import { describe, expect } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { expectUndoubted } from './support/bounds.ts'
import { until } from './support/until.ts'
import { framesOf, test, transport } from './support/world.ts'

const pace = { everyMs: 400, timeoutMs: 300, misses: 2 }
const heartbeat = { protocol: pingPong, ...pace }

describe.concurrent('heartbeats both ways', () => {
  test('go from a client to the server and from the server to the client', async ({ world }) => {
    const { gateway, port } = await world.gateway({ heartbeat })
    const accepted = world.accepted(gateway)
    const client = world.stranger('both-ways', { port, everyMs: 200, boundMs: 2_000 })
    const connection = await accepted
    await Promise.all([client.says(/^asked$/, 4), client.says(/^answered$/, 4)])
    await expectUndoubted(world, [client], pace.timeoutMs, () => {
      expect(connection.counts).toMatchObject({ frames: 0, misses: 0 })
      expect(client.said(/^(silent|line)/)).toEqual([])
    })
    expect(connection.rttMs).not.toBeNull()
  })

  test('let the server find a client that froze', async ({ world }) => {
    const { gateway, port } = await world.gateway({ heartbeat })
    const accepted = world.accepted(gateway)
    const client = world.stranger('both-ways', { port, everyMs: 200 })
    const { id } = await accepted
    await client.says(/^answered$/, 2)
    client.freeze()
    expect(await world.enters(id, 'dead')).toMatchObject({ from: 'suspect', cause: { kind: 'silent' } })
    await until('it is forgotten', () => gateway.size === 0)
  })

  test('let the client find a server that froze', async ({ world }) => {
    const { peer, endpoint } = await world.server('both-ways', { everyMs: 200 })
    world.supervisor.connect('c', transport(endpoint), { heartbeat })
    await peer.says(/^answered$/, 2)
    peer.freeze()
    expect(await world.enters('c', 'dead')).toMatchObject({ from: 'suspect', cause: { kind: 'silent' } })
  })

  test('let the peer find us when we freeze as its client', async ({ world }) => {
    const { peer, endpoint } = await world.server('both-ways', { everyMs: 200, boundMs: 1_500 })
    const us = world.ours('beating', { dial: endpoint })
    await peer.says(/^asked$/, 3)
    expect(peer.said(/^silent$/)).toEqual([])
    us.freeze()
    await peer.says(/^silent$/)
  })

  test('let the peer find us when we freeze as its server', async ({ world }) => {
    const us = world.ours('beating')
    const [, port = ''] = await us.says(/^ready (\d+)$/)
    const peer = world.stranger('both-ways', { port, everyMs: 200, boundMs: 1_500 })
    await peer.says(/^asked$/, 3)
    expect(peer.said(/^silent$/)).toEqual([])
    us.freeze()
    await peer.says(/^silent$/)
  })
})

describe.concurrent('an idle connection through a box that closes idle ones', () => {
  test('stays open by its heartbeat', async ({ world }) => {
    const { peer, endpoint } = await world.server('answering-server', { tell: 'pings' })
    const box = await world.server('middlebox', { to: Number(new URL(endpoint).port), idleMs: 1_000 })
    world.supervisor.connect('beating', transport(box.endpoint), {
      heartbeat: { protocol: pingPong, everyMs: 300, timeoutMs: 600, misses: 3 },
    })
    world.supervisor.connect('mute', transport(box.endpoint), { backoff: { attempts: 1 } })
    expect(await world.enters('mute', 'dead')).toMatchObject({ cause: { kind: 'eof' } })
    await peer.says(/^ping/, 10)
    await expectUndoubted(world, [peer, box.peer], 600, () => {
      expect(world.path('beating')).toEqual(['connecting', 'alive'])
      expect(box.peer.said(/^cut/)).toHaveLength(1)
    })
  })

  test('stays open for those that it accepted, too', async ({ world }) => {
    const { gateway, port } = await world.gateway({
      heartbeat: { protocol: pingPong, everyMs: 300, timeoutMs: 600, misses: 3 },
    })
    const box = await world.server('middlebox', { to: port, idleMs: 1_000 })
    const accepted = world.accepted(gateway)
    const client = world.stranger('line-client', { port: Number(new URL(box.endpoint).port) })
    const connection = await accepted
    framesOf(connection)
    await client.says(/^got/, 4)
    client.tell('send pong')
    await client.says(/^got/, 5)
    await expectUndoubted(world, [client, box.peer], 600, () => {
      expect(world.path(connection.id)).not.toContain('dead')
      expect(box.peer.said(/^cut/)).toEqual([])
    })
  })
})
