/** `HEARTBEAT` over TLS, against plain `node:tls` in other processes: the whole of it, both ways. */
import { describe, expect } from 'vitest'
import {
  type Connection,
  type HeartbeatProtocol,
  heartbeatWord,
  type ListenerHandle,
  type ListenOptions,
  raw,
} from '../../src/index.ts'
import { tls } from '../../src/transport/tls.ts'
import { freePort } from '../support/free-port.ts'
import { authority } from '../transport/support/certificates.ts'
import { expectFound, expectUndoubted, lastTime, ROUNDING_MS, timesOf } from './support/bounds.ts'
import type { Program } from './support/program.ts'
import { until } from './support/until.ts'
import { framesOf, test, type World } from './support/world.ts'

const { ca, issue } = await authority()
const credentials = await issue()

describe.concurrent('a TLS server that reads heartbeats', () => {
  const pace = { everyMs: 300, timeoutMs: 300, misses: 2 }
  const reading = { ...heartbeatWord, beat: null }
  const options = { heartbeat: { protocol: reading, ...pace } }

  test('tells heartbeats and business apart, glued or not, and answers nothing', async ({ world }) => {
    const { gateway, port } = await listen(world, options)
    const accepted = world.accepted(gateway)
    const client = world.stranger('word-client', { port, ca, everyMs: 200 })
    const connection = await accepted
    const frames = framesOf(connection)
    const [, localPort] = await client.says(/^open (\d+)$/)
    expect(connection.peer).toBe(`127.0.0.1:${localPort}`)
    for (const text of ['order 42', 'HEART of gold']) {
      client.tell(`send ${text}`)
      await until(`${text} has come`, () => frames.join('').endsWith(text))
    }
    const { beats } = connection.counts
    client.tell('glue order 43')
    await until('order 43 has come', () => frames.join('').endsWith('order 43'))
    expect(frames.join('')).toBe('order 42HEART of goldorder 43')
    expect(connection.counts.beats).toBeGreaterThan(beats)
    expect(client.said(/^got/)).toEqual([])
  })

  test('disconnects a client that is over its time, and keeps the healthy one', async ({ world }) => {
    const { gateway, port } = await listen(world, options)
    const accepted = world.accepted(gateway)
    const client = world.stranger('word-client', { port, ca, everyMs: 100 })
    const connection = await accepted
    const healthy = world.stranger('word-client', { port, ca, everyMs: 100 })
    await until('both are there', () => gateway.size === 2)
    await until('it has beaten', () => connection.counts.beats > 0)
    client.tell('quiet')
    const [, lastBeatAt] = await client.says(/^quiet (\d+)$/)
    await expectFound(world, connection.id, Number(lastBeatAt), pace)
    await client.says(/^closed$/)
    await world.enters(connection.id, 'stopped')
    await expectUndoubted(world, [healthy], pace.everyMs + pace.timeoutMs - 100, () =>
      expect([gateway.size, gateway.connections[0]?.counts.misses]).toEqual([1, 0]),
    )
  })

  test('finds a client that is frozen, and hears one that leaves at once', async ({ world }) => {
    const { gateway, port } = await listen(world, options)
    for (const end of ['frozen', 'gone']) {
      const accepted = world.accepted(gateway)
      const client = world.stranger('word-client', { port, ca, everyMs: 100 })
      const { id } = await accepted
      await client.says(/^open/)
      if (end === 'frozen') client.freeze()
      else client.tell('end')
      const dead = await world.enters(id, 'dead')
      expect(dead.cause?.kind).toBe(end === 'frozen' ? 'silent' : 'closed')
    }
  })

  test('shows in its feed who came to nothing, and why', async ({ world }) => {
    const { port } = await listen(world, options)
    const client = world.stranger('word-client', { port, everyMs: 100 })
    await client.says(/^closed$/)
    const rejected = await until('it is told of', () => world.feed.find(({ kind }) => kind === 'rejected'))
    expect(rejected).toMatchObject({ id: 'gateway', why: expect.stringMatching(/^TLS handshake failed/) })
  })
})

describe.concurrent('a TLS client that sends heartbeats', () => {
  const sending: HeartbeatProtocol = { ...heartbeatWord, answers: [] }
  const asking: HeartbeatProtocol = { beat: 'HEARTBEAT', pong: 'ALIVE' }

  test('sends the bare word, at its interval', async ({ world }) => {
    const { peer, endpoint } = await serverOf(world)
    dial(world, endpoint, { heartbeat: { protocol: sending, everyMs: 200, detector: 'none' } })
    const began = await world.enters('client', 'connecting')
    await until('five beats have come', () => beatsOf(peer) >= 5)
    expect(bytesOf(peer)).toMatch(/^(HEARTBEAT)+$/)
    const lastAt = lastTime(peer.said(/^got (\d+)/))
    expect(lastAt - began.at).toBeGreaterThanOrEqual((beatsOf(peer) - 1) * 200 - ROUNDING_MS)
  })

  test('comes back to a server that was killed by growing delays, which start over', async ({ world }) => {
    const port = await freePort()
    const { peer, endpoint } = await serverOf(world, { port, greets: 'welcome' })
    dial(world, endpoint, {
      heartbeat: { protocol: sending, everyMs: 100, detector: 'none' },
      backoff: { firstMs: 50, maxMs: 300, jitter: 'none', stableMs: 50 },
      frames: 'ignore',
    })
    await peer.says(/^got/, 4)
    await peer.kill('SIGKILL')
    const dead = await world.enters('client', 'dead')
    expect(['closed', 'reset']).toContain(dead.cause?.kind)
    await until('four dials have failed', () => world.retries('client').length >= 5)
    expect(
      world
        .retries('client')
        .slice(0, 5)
        .map(({ delayMs }) => delayMs),
    ).toEqual([50, 100, 200, 300, 300])
    const [, ...refused] = world.phases('client').filter(({ to }) => to === 'dead')
    for (const { cause } of refused) expect(cause?.kind).toBe('refused')
    const { peer: back } = await serverOf(world, { port, greets: 'welcome' })
    await world.enters('client', 'alive', 2)
    await back.says(/^got/, 4)
    const failed = world.retries('client').length
    back.tell('end')
    await until('it has ended again', () => world.retries('client').length > failed)
    expect(world.retries('client').at(-1)).toMatchObject({ attempt: 1, delayMs: 50 })
    await world.enters('client', 'alive', 3)
  })

  test('finds a server that is frozen; until it is thawed no handshake with it is done in time', async ({
    world,
  }) => {
    const pace = { everyMs: 300, timeoutMs: 300, misses: 2 }
    const { peer, endpoint } = await serverOf(world, { answers: 'ALIVE' })
    const connection = dial(world, endpoint, {
      heartbeat: { protocol: asking, ...pace },
      backoff: { firstMs: 40, maxMs: 40, jitter: 'none' },
      connectTimeoutMs: 300,
      frames: 'ignore',
    })
    await peer.says(/^got/, 3)
    await until('answers have come', () => connection.rttMs !== null)
    peer.freeze()
    await expectFound(world, 'client', () => timesOf(peer.said(/^got (\d+)/)), pace)
    const late = await world.enters('client', 'dead', 2)
    expect(late).toMatchObject({ from: 'connecting', cause: { kind: 'timeout', by: 'peer', of: 'connect' } })
    peer.thaw()
    await world.enters('client', 'alive', 2)
  })

  test('gives up on a server whose certificate it does not trust, at once', async ({ world }) => {
    const { endpoint } = await serverOf(world)
    const { ca: another } = await authority('Another')
    world.supervisor.connect('client', tls(endpoint, { codec: raw(), ca: another }))
    const dead = await world.enters('client', 'dead')
    expect(dead.cause).toMatchObject({ kind: 'tls', of: 'certificate' })
    await world.enters('client', 'failed')
    expect(world.path('client')).toEqual(['connecting', 'dead', 'failed'])
  })
})

async function listen(
  world: World,
  options: ListenOptions,
): Promise<{ gateway: ListenerHandle; port: number }> {
  const listener = tls.listen({ port: 0 }, { codec: raw(), credentials })
  const gateway = world.supervisor.listen('gateway', listener, options)
  return { gateway, port: Number(new URL(await gateway.ready).port) }
}

function dial(
  world: World,
  endpoint: string,
  options: Parameters<World['supervisor']['connect']>[2],
): Connection {
  return world.supervisor.connect('client', tls(endpoint, { codec: raw(), ca }), options)
}

async function serverOf(
  world: World,
  settings: Record<string, string | number> = {},
): Promise<{ peer: Program; endpoint: string }> {
  const { peer, endpoint } = await world.server('word-server', { ...credentials, ...settings })
  return { peer, endpoint: endpoint.replace('tcp:', 'tls:') }
}

function bytesOf(server: Program): string {
  return server
    .said(/^got \d+ (.*)$/)
    .map(([, json]) => String(JSON.parse(json ?? '')))
    .join('')
}

function beatsOf(server: Program): number {
  return bytesOf(server).split('HEARTBEAT').length - 1
}
