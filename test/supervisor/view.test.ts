import { expect, test } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { Scene } from '../machines/support/scene.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'

test('A connection tells of its link and of all its links, whenever it is asked', async () => {
  const { clock, network, supervisor, toPeer } = testWorld()
  const peers = peerServer(network, pong)
  const connection = supervisor.connect('c', toPeer(), {
    heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 500 },
    backoff: { firstMs: 100, jitter: 'none' },
  })
  await clock.advance(1_500)
  peers[0]?.send('x')
  await clock.advance(10)
  expect(connection).toMatchObject({ endpoint: 'memory://peer:7373', generation: 1, held: 1, misses: 0 })
  expect(connection.lastRttMs).toBe(2)
  expect(connection.rttMs).toMatchObject({ p50: 2 })
  peers[0]?.link?.close()
  await clock.advance(50)
  expect(connection).toMatchObject({
    cause: { kind: 'eof' },
    silentMs: null,
    suspicion: null,
    isStale: false,
  })
  await clock.advance(500)
  expect(connection).toMatchObject({ generation: 2, counts: { frames: 1, reconnects: 1 } })
  expect(connection.quality.rttMs).toMatchObject({ p50: 2 })
})

test('A link is proven by the first bytes that come over it, each link anew', async () => {
  const { clock, network, supervisor, toPeer } = testWorld()
  const peers = peerServer(network)
  const connection = supervisor.connect('c', toPeer(), { backoff: { firstMs: 100, jitter: 'none' } })
  await clock.advance(10)
  expect(connection).toMatchObject({ phase: 'alive', isProven: false })
  peers[0]?.send('x')
  await clock.advance(10)
  expect(connection.isProven).toBe(true)
  peers[0]?.link?.close()
  await clock.advance(500)
  expect(connection).toMatchObject({ phase: 'alive', generation: 2, isProven: false })
})

test('An accepted one leads nowhere that anybody could dial', async () => {
  const scene = new Scene()
  const gateway = scene.listen()
  await scene.advance(1)
  const [peer] = [scene.dialIn()]
  await scene.advance(10)
  expect(gateway.connections[0]?.endpoint ?? null).toBeNull()
  expect(peer.isOpen).toBe(true)
})
