import { expect, test } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { pong } from '../support/world.ts'
import { Scene } from './support/scene.ts'

test('Of a session whose link is open all can be read: what came, how long ago, how suspicious that is', async () => {
  const scene = new Scene()
  const [peer] = [scene.serve(pong)]
  const { session } = scene.connect({
    heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 500 },
    staleAfterMs: 3_000,
  })
  await scene.advance(1_500)
  peer[0]?.send('business')
  await scene.advance(100)
  expect(session.isProven).toBe(true)
  expect(session.counts).toMatchObject({ frames: 1, misses: 0, reconnects: 0 })
  expect(session.inbox.held).toBe(1)
  expect(session.rtt?.summary()).toMatchObject({ p50: 2 })
  expect(session.silentMs).toBeLessThan(100)
  expect(session.suspicion).toBeLessThan(0.2)
  expect([session.isStale, session.misses, session.survived, session.detectionMs]).toEqual([
    false,
    0,
    0,
    null,
  ])
  for (const one of scene.peers) one.answer = () => undefined
  await scene.advance(4_500)
  expect(session.quality).toMatchObject({ suspicions: 1, verdicts: 1 })
  expect(session.detectionMs).toBeGreaterThan(1_500)
})

test('Of one that has no link yet hardly anything', () => {
  const { session } = new Scene().connect()
  expect([session.isProven, session.rtt, session.silentMs, session.suspicion]).toEqual([
    false,
    null,
    null,
    null,
  ])
  expect(session.quality).toMatchObject({ misses: 0, verdicts: 0, rttMs: null })
})
