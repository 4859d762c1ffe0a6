/** `HEARTBEAT`, raw and without a newline, on the connection that carries the business too. */
import { describe, expect } from 'vitest'
import { heartbeatWord, raw } from '../../src/index.ts'
import { expectFound, expectUndoubted, lastTime, ROUNDING_MS } from './support/bounds.ts'
import type { Program } from './support/program.ts'
import { until } from './support/until.ts'
import { framesOf, nowhere, test, transport } from './support/world.ts'

const socket = { codec: raw() }
/** Recognised, never answered, and none are sent. */
const reading = { ...heartbeatWord, beat: null }

describe.concurrent('a server that reads heartbeats', () => {
  const pace = { everyMs: 300, timeoutMs: 300, misses: 2 }
  const options = { heartbeat: { protocol: reading, ...pace } }
  /** What a client that beats every 100 ms has left until it is missed. */
  const leftMs = pace.everyMs + pace.timeoutMs - 100

  test('keeps a table of its clients, and when each was heard', async ({ world }) => {
    const { gateway, port } = await world.gateway(options, socket)
    const clients = [1, 2].map(() => world.stranger('word-client', { port, everyMs: 100 }))
    const addresses = await Promise.all(
      clients.map(async (client) => `127.0.0.1:${(await client.says(/^open (\d+)$/))[1]}`),
    )
    await until('both are there', () => gateway.size === 2)
    expect(gateway.connections.map(({ peer }) => peer).sort()).toEqual(addresses.sort())
    await until('both have beaten', () => {
      clients[0]?.tell('send .')
      return gateway.connections.every(({ counts }) => counts.beats > 0)
    })
    await expectUndoubted(world, clients, leftMs, () => {
      for (const { silentMs } of gateway.connections)
        expect(silentMs).toBeLessThan(pace.everyMs + pace.timeoutMs)
    })
  })

  test('tells heartbeats and business apart, glued or not, and answers nothing', async ({ world }) => {
    const { gateway, port } = await world.gateway(options, socket)
    const accepted = world.accepted(gateway)
    const client = world.stranger('word-client', { port, everyMs: 200 })
    const connection = await accepted
    const frames = framesOf(connection)
    for (const text of ['order 42', 'order 43', 'HEART of gold']) {
      client.tell(`send ${text}`)
      await until(`${text} has come`, () => frames.join('').endsWith(text))
    }
    const beats = connection.counts.beats
    client.tell('glue order 44')
    await until('order 44 has come', () => frames.join('').endsWith('order 44'))
    expect(frames.join('')).toBe('order 42order 43HEART of goldorder 44')
    expect(connection.counts.beats).toBeGreaterThan(beats)
    expect(client.said(/^got/)).toEqual([])
  })

  test('disconnects a client that is over its time, and takes it off the table', async ({ world }) => {
    const { gateway, port } = await world.gateway(options, socket)
    const accepted = world.accepted(gateway)
    const client = world.stranger('word-client', { port, everyMs: 100 })
    const connection = await accepted
    const healthy = world.stranger('word-client', { port, everyMs: 100 })
    await until('both are there', () => gateway.size === 2)
    await healthy.says(/^open/)
    await until('it has beaten', () => connection.counts.beats > 0)
    client.tell('quiet')
    const [, lastBeatAt] = await client.says(/^quiet (\d+)$/)
    await expectFound(world, connection.id, Number(lastBeatAt), pace)
    await client.says(/^closed$/)
    await world.enters(connection.id, 'stopped')
    expect(gateway.connections).not.toContain(connection)
    expect(world.supervisor.find(connection.id)).toBeUndefined()
    await expectUndoubted(world, [healthy], leftMs, () => {
      expect(gateway.size).toBe(1)
      expect(gateway.connections[0]?.counts.misses).toBe(0)
    })
  })
})

describe.concurrent('a client that sends heartbeats', () => {
  const sending = { ...heartbeatWord, answers: [] }

  test('sends the bare word, at its interval', async ({ world }) => {
    const { peer, endpoint } = await world.server('word-server')
    world.supervisor.connect('client', transport(endpoint, socket), {
      heartbeat: { protocol: sending, everyMs: 200, detector: 'none' },
    })
    const began = await world.enters('client', 'connecting')
    await until('six beats have come', () => beatsOf(peer) >= 6)
    expect(bytesOf(peer)).toMatch(/^(HEARTBEAT)+$/)
    const lastAt = lastTime(peer.said(/^got (\d+)/))
    expect(lastAt - began.at).toBeGreaterThanOrEqual((beatsOf(peer) - 1) * 200 - ROUNDING_MS)
  })

  test('comes back by growing delays, which start over after a link that held', async ({ world }) => {
    const endpoint = await nowhere()
    world.supervisor.connect('client', transport(endpoint, socket), {
      heartbeat: { protocol: sending, everyMs: 200, detector: 'none' },
      backoff: { firstMs: 50, maxMs: 300, jitter: 'none', stableMs: 300 },
      frames: 'ignore',
    })
    await until('five dials have failed', () => world.retries('client').length >= 5)
    expect(delaysOf(world.retries('client').slice(0, 5))).toEqual([50, 100, 200, 300, 300])
    const { port } = new URL(endpoint)
    const back = world.stranger('word-server', { port, greets: 'welcome' })
    await world.enters('client', 'alive')
    const failed = world.retries('client').length
    await back.says(/^got/, 6)
    back.tell('reset')
    expect(await world.enters('client', 'dead', failed + 1)).toMatchObject({ cause: { kind: 'reset' } })
    await world.enters('client', 'backoff', failed + 1)
    expect(world.retries('client').at(-1)).toMatchObject({ attempt: 1, delayMs: 50 })
    await world.enters('client', 'alive', 2)
  })

  test('does not take a link for a success that opened and was dropped: its delays grow on', async ({
    world,
  }) => {
    const { endpoint } = await world.server('word-server', { drops: 'yes' })
    world.supervisor.connect('client', transport(endpoint, socket), {
      backoff: { firstMs: 40, maxMs: 60_000, jitter: 'none', stableMs: 30 },
    })
    await until('five links have opened and ended', () => world.retries('client').length >= 5)
    expect(delaysOf(world.retries('client').slice(0, 5))).toEqual([40, 80, 160, 320, 640])
    expect(world.path('client').filter((phase) => phase === 'alive').length).toBeGreaterThanOrEqual(5)
  })

  test('spreads its delays by chance, inside the envelope, and waits them out', async ({ world }) => {
    const endpoint = await nowhere()
    const ids = Array.from({ length: 20 }, (_, index) => `client ${index}`)
    for (const [index, id] of ids.entries()) {
      // An address for each: of those that dial the same one, a canary alone would dial.
      const alone = endpoint.replace('127.0.0.1', `127.0.0.${index + 2}`)
      world.supervisor.connect(id, transport(alone, socket), {
        backoff: { firstMs: 60, maxMs: 200, jitter: 'full' },
      })
    }
    await until('each has dialled four times', () => ids.every((id) => world.retries(id).length >= 4))
    for (const id of ids) {
      const retries = world.retries(id)
      const dials = world.phases(id).filter(({ to }) => to === 'connecting')
      for (const [index, { attempt, at, delayMs }] of retries.entries()) {
        expect(attempt).toBe(index + 1)
        expect(delayMs).toBeGreaterThanOrEqual(0)
        expect(delayMs).toBeLessThanOrEqual([60, 120][index] ?? 200)
        const next = dials[index + 1]
        if (next !== undefined) expect(next.at - at).toBeGreaterThanOrEqual(delayMs - ROUNDING_MS)
      }
    }
    const first = ids.map((id) => world.retries(id)[0]?.delayMs ?? -1)
    expect(new Set(first).size).toBeGreaterThan(5)
  })

  test('gives up reading after twice its interval, a timeout and no other error', async ({ world }) => {
    const { endpoint } = await world.server('word-server', { greets: 'welcome' })
    world.supervisor.connect('client', transport(endpoint, socket), {
      heartbeat: { protocol: sending, everyMs: 250, detector: 'none' },
      readTimeoutMs: 500,
      frames: 'ignore',
    })
    const alive = await world.enters('client', 'alive')
    const dead = await world.enters('client', 'dead')
    expect(dead).toMatchObject({ cause: { kind: 'timeout', by: 'peer', of: 'read' } })
    expect(dead.at - alive.at).toBeGreaterThanOrEqual(500 - ROUNDING_MS)
  })
})

function delaysOf(retries: readonly { readonly delayMs: number }[]): number[] {
  return retries.map(({ delayMs }) => delayMs)
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
