/** Short and long connections, told apart by deadlines; raw bytes, no frames, no heartbeat. */
import { describe, expect } from 'vitest'
import { raw } from '../../src/index.ts'
import { expectInTime, expectUndoubted, ROUNDING_MS } from './support/bounds.ts'
import { until } from './support/until.ts'
import { framesOf, test, transport } from './support/world.ts'

const socket = { codec: raw() }

describe.concurrent('a short connection', () => {
  test('is closed when its time is over, though its client goes on sending', async ({ world }) => {
    const { gateway, port } = await world.gateway({ maxAgeMs: 1_000, frames: 'ignore' }, socket)
    const accepted = world.accepted(gateway)
    const client = world.stranger('chatty-client', { port })
    const { id } = await accepted
    const [begun] = world.phases(id)
    const dead = await world.enters(id, 'dead')
    expect(dead).toMatchObject({ from: 'alive', cause: { kind: 'timeout', by: 'us', of: 'age' } })
    const ageMs = dead.at - (begun?.at ?? 0)
    expect(ageMs).toBeGreaterThanOrEqual(1_000 - ROUNDING_MS)
    expectInTime(world, begun?.at ?? Number.NaN, dead.at, 1_000)
    await client.says(/^closed$/)
    expect(client.said(/^sent/).length).toBeGreaterThan(0)
    await world.enters(id, 'stopped')
    expect(gateway.size).toBe(0)
  })

  test('is closed when its time is over, though its client says nothing', async ({ world }) => {
    const { gateway, port } = await world.gateway({ maxAgeMs: 300 }, socket)
    const accepted = world.accepted(gateway)
    const client = world.stranger('line-client', { port })
    const { id } = await accepted
    expect(await world.enters(id, 'dead')).toMatchObject({ cause: { kind: 'timeout', of: 'age' } })
    await client.says(/^eof$/)
    await client.says(/^closed$/)
  })
})

describe.concurrent('a long connection', () => {
  /** Ten times as fast as the real client: five seconds of silence are half a second here. */
  const PACE = 10
  const IDLE_MS = 5_000 / PACE

  test('lives while data comes, however it is cut, and is dropped in the silence, which is the reason told', async ({
    world,
  }) => {
    const { gateway, port } = await world.gateway({ idleMs: IDLE_MS }, socket)
    const accepted = world.accepted(gateway)
    const client = world.stranger('hello-client', { port, pace: PACE })
    const connection = await accepted
    const frames = framesOf(connection)
    const [, lastWordAt] = await client.says(/^silent (\d+)$/)
    const dead = await world.enters(connection.id, 'dead')
    expect(dead).toMatchObject({ cause: { kind: 'timeout', by: 'us', of: 'idle' } })
    await expectUndoubted(world, [client], IDLE_MS - 2_000 / PACE, () =>
      expect(dead.at - Number(lastWordAt)).toBeGreaterThanOrEqual(IDLE_MS - ROUNDING_MS),
    )
    expectInTime(world, Number(lastWordAt), dead.at, IDLE_MS)
    await client.says(/^eof$/)
    expect(client.said(/^again$/)).toEqual([])
    const hellos = Array.from({ length: 10 }, (_, count) => `${count} Hello I'm MyHeartbeat Client.`)
    expect(frames.join('')).toBe(hellos.join(''))
    await world.enters(connection.id, 'stopped')
    expect(world.path(connection.id)).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    expect(gateway.size).toBe(0)
  })

  test('that is used outlives any number of idle times', async ({ world }) => {
    const { gateway, port } = await world.gateway({ idleMs: IDLE_MS, frames: 'ignore' }, socket)
    const client = world.stranger('chatty-client', { port, everyMs: 50 })
    const { id } = await world.accepted(gateway)
    await client.says(/^sent 40$/)
    await expectUndoubted(world, [client], IDLE_MS - 50, () =>
      expect(world.path(id)).toEqual(['connecting', 'alive']),
    )
  })
})

describe.concurrent('deadlines for reading and writing', () => {
  test('are set apart: one that only reads runs into that for reading', async ({ world }) => {
    const { peer, endpoint } = await world.server('mute-server')
    const connection = world.supervisor.connect('reader', transport(endpoint, socket), {
      readTimeoutMs: 400,
      writeTimeoutMs: false,
      backoff: { attempts: 1 },
    })
    const alive = await world.enters('reader', 'alive')
    await connection.send('a word')
    const dead = await world.enters('reader', 'dead')
    expect(dead).toMatchObject({ cause: { kind: 'timeout', by: 'peer', of: 'read' } })
    expect(dead.at - alive.at).toBeGreaterThanOrEqual(400 - ROUNDING_MS)
    await peer.says(/^eof$/)
  })

  test('are set apart: one whose bytes nobody takes runs into that for writing', async ({ world }) => {
    const { endpoint } = await world.server('deaf-server')
    const connection = world.supervisor.connect('writer', transport(endpoint, socket), {
      readTimeoutMs: false,
      writeTimeoutMs: 400,
      backoff: { attempts: 1 },
    })
    await world.enters('writer', 'alive')
    const sending = connection.send('x'.repeat(12 * 1024 * 1024))
    await expect(sending).rejects.toMatchObject({ cause: { kind: 'timeout', by: 'peer', of: 'write' } })
    expect(await world.enters('writer', 'dead')).toMatchObject({ cause: { kind: 'timeout', of: 'write' } })
  })

  test('are set apart: with both, each direction has its own', async ({ world }) => {
    const { endpoint } = await world.server('mute-server')
    const connection = world.supervisor.connect('both', transport(endpoint, socket), {
      readTimeoutMs: 800,
      writeTimeoutMs: 300,
      backoff: { attempts: 1 },
    })
    await world.enters('both', 'alive')
    // It reads, so that all of this goes out; it never says a word.
    await connection.send('x'.repeat(4 * 1024 * 1024))
    expect(await world.enters('both', 'dead')).toMatchObject({ cause: { kind: 'timeout', of: 'read' } })
  })
})

describe.concurrent('clients that hold connections without closing them', () => {
  test('cannot take more than the limit, nor keep what they took', async ({ world }) => {
    const { gateway, port } = await world.gateway(
      { idleMs: 400, maxConnections: 20, closeTimeoutMs: 300 },
      socket,
    )
    const holders = world.stranger('holders', { port, count: 100 })
    await holders.says(/^open 100$/)
    await until(
      'eighty are turned away',
      () => world.feed.filter(({ kind }) => kind === 'rejected').length === 80,
    )
    expect(gateway.size).toBeLessThanOrEqual(20)
    const [rejected] = world.feed.filter((event) => event.kind === 'rejected')
    expect(rejected).toMatchObject({ why: 'the limit of connections is 20' })
    // They do not answer the FIN by theirs, so their sockets have to be destroyed.
    await until('the others have lost theirs', () => gateway.size === 0)
    await holders.says(/^left 100$/)
    const accepted = world.accepted(gateway)
    const client = world.stranger('line-client', { port })
    await client.says(/^open/)
    expect((await accepted).phase).toBe('alive')
  })
})
