/** Links that are replaced under traffic, and connections that move between two servers: real sockets, real processes. */
import { describe, expect } from 'vitest'
import { type Connection, lines, type Transport } from '../../src/index.ts'
import { rotation } from '../../src/machines/rotation.ts'
import { failover } from '../../src/transport/failover.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { websocket } from '../../src/transport/websocket.ts'
import { until } from './support/until.ts'
import { framesOf, test, type World } from './support/world.ts'

const ROTATIONS = 20

/** How many frames may wait for their answers. */
const WINDOW = 8

/** Sends frame after frame, as the answers to those before come in, until told to stop. */
function traffic(connection: Connection, frames: readonly string[]) {
  const state = { sent: 0, isOver: false }
  const run = async (): Promise<number> => {
    while (!state.isOver) {
      await connection.send(`m${state.sent}`)
      state.sent += 1
      await until('answers come', () => state.sent - frames.length < WINDOW)
    }
    return state.sent
  }
  const done = run()
  return {
    /** Resolves with how many were sent; rejects as soon as one send did. */
    stop(): Promise<number> {
      state.isOver = true
      return done
    },
  }
}

describe.concurrent('20 rotations under traffic', () => {
  test.for<[string, string, (endpoint: string) => Transport, string]>([
    ['TCP', 'tcp', (endpoint) => tcp(endpoint, { codec: lines() }), 'fin'],
    ['WebSocket', 'websocket', (endpoint) => websocket(endpoint.replace('tcp:', 'ws:')), '1000'],
  ])(
    'over %s lose no frame and double none, no send is rejected, and each link ends in order',
    async ([, of, dial, goodbye], { world }) => {
      const { peer, endpoint } = await world.server('numbering-server', { of })
      const connection = world.supervisor.connect('c', dial(endpoint), {
        heartbeat: 'none',
        rotation: rotation({ provenWithinMs: 50, overlapMs: 100 }),
      })
      const frames = framesOf(connection)
      await world.enters('c', 'alive')
      const sending = traffic(connection, frames)
      for (let round = 1; round <= ROTATIONS; round += 1) {
        const before = frames.length
        // This server speaks only when spoken to: a link is proven by the time it stays open.
        await connection.rotate()
        await until('business goes on', () => frames.length > before + 10)
      }
      const sent = await sending.stop()
      await until(`all ${sent} answers have come`, () => frames.length === sent)
      const numbers = frames.map((frame) => Number(frame.split(' ')[0])).sort((a, b) => a - b)
      const texts = frames.map((frame) => Number(frame.split(' m')[1])).sort((a, b) => a - b)
      expect(numbers).toEqual(Array.from({ length: sent }, (_, index) => index + 1))
      expect(texts).toEqual(Array.from({ length: sent }, (_, index) => index))
      expect(world.path('c')).toEqual(['connecting', 'alive'])
      expect(connection.counts).toMatchObject({ frames: sent, reconnects: 0 })
      await peer.says(/^closed/, ROTATIONS)
      expect(peer.said(/^open$/)).toHaveLength(ROTATIONS + 1)
      expect(new Set(peer.said(/^closed (.*)$/).map(([, how]) => how))).toEqual(new Set([goodbye]))
    },
  )
})

describe.concurrent('Two servers', () => {
  test('of which the preferred one is killed and comes back: the connection moves over, and back again', async ({
    world,
  }) => {
    const { a, b, connection } = await pair(world)
    await a.peer.kill('SIGKILL')
    await until('it has moved over', () => connection.phase === 'alive' && connection.endpoint === b.endpoint)
    await connection.send('on b')
    await world.server('numbering-server', { port: a.port })
    const before = world.path('c').length
    await until('it is back', () => connection.endpoint === a.endpoint)
    await connection.send('on a')
    expect(world.path('c').slice(before)).toEqual([])
    expect(world.feed.findLast(({ kind }) => kind === 'rotated')).toMatchObject({ route: a.endpoint })
    await b.peer.says(/^closed fin$/)
  })
})

async function pair(world: World) {
  const a = await world.serverAtHome('numbering-server')
  const b = await world.server('numbering-server')
  const both = failover([tcp(a.endpoint, { codec: lines() }), tcp(b.endpoint, { codec: lines() })], {
    failedForMs: 100,
    backAfterMs: 200,
  })
  const connection = world.supervisor.connect('c', both, {
    backoff: { firstMs: 50, maxMs: 200, jitter: 'none' },
    rotation: rotation({ provenWithinMs: 100, overlapMs: 0 }),
  })
  const frames = framesOf(connection)
  await world.enters('c', 'alive')
  expect(connection.endpoint).toBe(a.endpoint)
  await connection.send('first')
  await until('it has answered', () => frames.length === 1)
  return { a, b, connection }
}
