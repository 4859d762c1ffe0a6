/** `ping` and `pong` over WebSocket, with plain `ws` at the other end: as text, and as the protocol has them itself. */
import { describe, expect } from 'vitest'
import {
  type ListenerHandle,
  type ListenOptions,
  pingPong,
  protocolPing,
  supervise,
} from '../../src/index.ts'
import { websocket } from '../../src/transport/websocket.ts'
import { websocketServer } from '../../src/transport/websocket-server.ts'
import { expectFound, expectInTime, expectUndoubted, timesOf } from './support/bounds.ts'
import { nowMs } from './support/monotonic.ts'
import type { Program } from './support/program.ts'
import { until } from './support/until.ts'
import { framesOf, nowhere, test, type World } from './support/world.ts'

const pace = { everyMs: 300, timeoutMs: 300, misses: 3 }
const text = { protocol: pingPong, ...pace }

async function server(world: World): Promise<{ peer: Program; endpoint: string; port: number }> {
  const { peer, endpoint } = await world.server('websocket-server')
  return { peer, endpoint: endpoint.replace('tcp:', 'ws:'), port: Number(new URL(endpoint).port) }
}

async function gateway(
  world: World,
  options: ListenOptions = {},
): Promise<{ gateway: ListenerHandle; port: number }> {
  const gateway = world.supervisor.listen('gateway', websocketServer({ port: 0 }), options)
  return { gateway, port: Number(new URL(await gateway.ready).port) }
}

describe.concurrent('text ping and pong, dialled', () => {
  test('are sent, answered and never handed up, while business shares the connection', async ({ world }) => {
    const { peer, endpoint } = await server(world)
    const connection = world.supervisor.connect('c', websocket(endpoint), { heartbeat: text })
    const frames = framesOf(connection)
    await peer.says(/^ping/, 3)
    await connection.send('question')
    await peer.says(/^got question$/)
    peer.tell('send order 42')
    await until('the order has come', () => frames.length > 0)
    await peer.says(/^ping/, 5)
    await expectUndoubted(world, [peer], pace.timeoutMs, () =>
      expect([frames, connection.counts.misses, peer.said(/^asked/)]).toEqual([['order 42'], 0, []]),
    )
    expect(connection.rttMs?.p50).toBeGreaterThan(0)
  })

  test('a peer that is frozen is suspect, then dead, in its time; thawed, it is dialled and alive again', async ({
    world,
  }) => {
    const { peer, endpoint } = await server(world)
    world.supervisor.connect('c', websocket(endpoint), {
      heartbeat: text,
      connectTimeoutMs: 500,
      backoff: { firstMs: 50, maxMs: 100, jitter: 'none' },
    })
    await peer.says(/^ping/, 2)
    peer.freeze()
    await expectFound(world, 'c', () => timesOf(peer.said(/^ping (\d+)$/)), pace)
    await world.enters('c', 'backoff')
    // Its kernel still connects, and nobody answers the upgrade.
    const second = await world.enters('c', 'dead', 2)
    expect(second).toMatchObject({ from: 'connecting', cause: { kind: 'timeout', of: 'connect' } })
    peer.thaw()
    await world.enters('c', 'alive', 2)
    await peer.says(/^ping/, 4)
  })

  test('a peer that is killed is a reset, found at once', async ({ world }) => {
    const { peer, endpoint } = await server(world)
    world.supervisor.connect('c', websocket(endpoint), { heartbeat: text })
    await peer.says(/^ping/, 2)
    const killedAt = nowMs()
    await peer.kill('SIGKILL')
    const dead = await world.enters('c', 'dead')
    expect(dead).toMatchObject({ from: 'alive', cause: { kind: 'reset', by: 'network' } })
    expectInTime(world, killedAt, dead.at, 0)
  })

  test('a peer that closes for a restart is dialled again; one that lets nobody in is not', async ({
    world,
  }) => {
    const { peer, endpoint } = await server(world)
    const connection = world.supervisor.connect('c', websocket(endpoint), {
      heartbeat: text,
      backoff: { firstMs: 50, jitter: 'none' },
    })
    await peer.says(/^open$/)
    await world.enters('c', 'alive')
    peer.tell('close 1012')
    expect(await world.enters('c', 'dead')).toMatchObject({
      cause: { kind: 'closed', code: 1012, planned: true },
    })
    await world.enters('c', 'alive', 2)
    await peer.says(/^open$/, 2)
    peer.tell('close 4401')
    await world.enters('c', 'failed')
    expect(connection.cause).toMatchObject({ kind: 'auth', by: 'peer' })
  })

  test('end with the signal that was given: the peer hears a goodbye, and nothing is left', async ({
    world,
  }) => {
    const { peer, endpoint } = await server(world)
    const outside = new AbortController()
    const supervisor = supervise({ signal: outside.signal })
    const connection = supervisor.connect('c', websocket(endpoint), { heartbeat: text })
    await peer.says(/^ping/, 2)
    outside.abort()
    expect(await supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
    expect([connection.phase, connection.cause]).toEqual(['stopped', { kind: 'cancelled', by: 'us' }])
    await peer.says(/^closed 1000$/)
  })
})

describe.concurrent('text ping and pong, accepted', () => {
  test('come from both sides: each is answered, and a client that falls silent is found', async ({
    world,
  }) => {
    const { gateway: gate, port } = await gateway(world, { heartbeat: text })
    const accepted = world.accepted(gate)
    const client = world.stranger('websocket-client', { port, everyMs: 100 })
    const connection = await accepted
    const frames = framesOf(connection)
    await client.says(/^pong$/, 3)
    client.tell('send order 42')
    await until('the order has come', () => frames.length > 0)
    client.tell('quiet')
    await client.says(/^ping$/, 2)
    const before = world.path(connection.id)
    await expectUndoubted(world, [client], pace.timeoutMs, () =>
      expect([frames, connection.counts.misses, before]).toEqual([['order 42'], 0, ['connecting', 'alive']]),
    )
    client.freeze()
    await world.enters(connection.id, 'dead')
    expect(world.path(connection.id)).toEqual(['connecting', 'alive', 'suspect', 'dead'])
    await world.enters(connection.id, 'stopped')
    expect([connection.cause?.kind, gate.size]).toEqual(['silent', 0])
  })

  test('a client that is killed is a reset', async ({ world }) => {
    const { gateway: gate, port } = await gateway(world, { heartbeat: text })
    const accepted = world.accepted(gate)
    const client = world.stranger('websocket-client', { port, everyMs: 100 })
    const connection = await accepted
    await client.says(/^pong$/)
    await client.kill('SIGKILL')
    expect(await world.enters(connection.id, 'dead')).toMatchObject({ cause: { kind: 'reset' } })
  })

  test('a supervisor that stops says goodbye to its clients: going away', async ({ world }) => {
    const { gateway: gate, port } = await gateway(world, { heartbeat: text })
    const client = world.stranger('websocket-client', { port })
    await client.says(/^open$/)
    await gate.stop()
    await client.says(/^closed 1001$/)
  })

  test('who is one too many is answered 503 before the upgrade', async ({ world }) => {
    const { port } = await gateway(world, { maxConnections: 1 })
    const first = world.stranger('websocket-client', { port })
    await first.says(/^open$/)
    const second = world.stranger('websocket-client', { port })
    await second.says(/^answered 503$/)
    expect(world.feed.filter(({ kind }) => kind === 'rejected')).toHaveLength(1)
  })
})

describe.concurrent('the protocol’s own ping, which nobody asked for', () => {
  test('goes out by default where only its pace is said, and its answers give round-trip times', async ({
    world,
  }) => {
    const { peer, endpoint } = await server(world)
    const connection = world.supervisor.connect('c', websocket(endpoint), { heartbeat: pace })
    const frames = framesOf(connection)
    await peer.says(/^asked/, 4)
    peer.tell('send business')
    await until('business has come', () => frames.length > 0)
    await until('a round trip was measured', () => connection.rttMs !== null)
    await expectUndoubted(world, [peer], pace.timeoutMs, () =>
      expect([frames, connection.counts.misses, peer.said(/^(got|ping)/)]).toEqual([['business'], 0, []]),
    )
    expect(connection.rttMs?.p50).toBeGreaterThan(0)
  })

  test('finds a peer that is wedged, as client and as server', async ({ world }) => {
    const { peer, endpoint } = await server(world)
    world.supervisor.connect('c', websocket(endpoint), { heartbeat: pace })
    await peer.says(/^asked/, 2)
    peer.tell('wedge')
    await peer.says(/^wedged$/)
    expect(await world.enters('c', 'dead')).toMatchObject({ from: 'suspect', cause: { kind: 'silent' } })

    const { gateway: gate, port } = await gateway(world, { heartbeat: pace })
    const accepted = world.accepted(gate)
    const client = world.stranger('websocket-client', { port })
    const connection = await accepted
    await client.says(/^asked/, 2)
    client.freeze()
    await expectFound(world, connection.id, () => timesOf(client.said(/^asked (\d+)$/)), pace)
  })

  test('is there with no heartbeat option at all', async ({ world }) => {
    const { endpoint } = await server(world)
    const { gateway: gate, port } = await gateway(world)
    const connection = world.supervisor.connect('c', websocket(endpoint))
    const accepted = world.accepted(gate)
    world.stranger('websocket-client', { port })
    for (const one of [connection, await accepted]) {
      await until('it is alive', () => one.phase === 'alive')
      // Asked for out of turn: the interval is long.
      one.probe()
      await until('its ping was answered', () => one.rttMs !== null)
    }
  })

  test('goes with the texts of clients that cannot ping, on a server that is told to expect either', async ({
    world,
  }) => {
    const either = { ...protocolPing, answers: [{ ping: 'ping', pong: 'pong' }] }
    const { gateway: gate, port } = await gateway(world, { heartbeat: { protocol: either, ...pace } })
    const accepted = world.accepted(gate)
    const client = world.stranger('websocket-client', { port, everyMs: 100 })
    const connection = await accepted
    const frames = framesOf(connection)
    await client.says(/^pong$/, 5)
    client.tell('send order 42')
    await until('the order has come', () => frames.length > 0)
    client.tell('quiet')
    await client.says(/^asked/, 3)
    await expectUndoubted(world, [client], pace.timeoutMs, () =>
      expect([frames, connection.counts.misses]).toEqual([['order 42'], 0]),
    )
  })
})

test('nothing is left of a connection, however it ended, and the process exits by itself', async ({
  world,
}) => {
  const [well, closing, wedged, mute] = await Promise.all([
    world.server('websocket-server'),
    world.server('websocket-server', { at: '1012' }),
    world.server('websocket-server', { at: 'wedge' }),
    world.server('mute-server'),
  ])
  const us = world.ours('websocket-ends', {
    well: well.endpoint.replace('tcp:', 'ws:'),
    closing: closing.endpoint.replace('tcp:', 'ws:'),
    wedged: wedged.endpoint.replace('tcp:', 'ws:'),
    mute: mute.endpoint.replace('tcp:', 'ws:'),
    nobody: (await nowhere()).replace('tcp:', 'ws:'),
  })
  await us.says(/^through$/)
  const left = us.said(/^left (.*): (.*)$/).map(([, way, what]) => ({ way, what }))
  expect(left.filter(({ what }) => what !== 'nothing')).toEqual([])
  expect(left).toHaveLength(10)
  expect(await us.ended()).toEqual({ code: 0, signal: null })
  expect(us.complaints).toBe('')
})
