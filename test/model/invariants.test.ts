/**
 * Three promises of failure detection, each for every detector, protocol and preset there is, under random times,
 * traffic, stalls and sleeps:
 *
 * 5. a peer silent from t on is dead by t + the bound + one tick, if this process ran;
 * 6. time in which this process did not run is never charged to the peer;
 * 7. any inbound bytes on the current link refute suspicion; bytes of an older link never do.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Connection, type HeartbeatOptions, listenOnly, pingPong, presets } from '../../src/index.ts'
import { adaptive, phi } from '../../src/machines/detector/index.ts'
import { Scene } from '../machines/support/scene.ts'
import { pong } from '../support/world.ts'

/** The coarsest tick, and the longest gap between two of them that is no stall. */
const TICK_MS = 50
const CAP_MS = 250
const LATENCY_MS = 2

const DETECTORS = [
  { judge: 'fixed', detector: 'fixed' },
  { judge: 'phi', detector: phi() },
  { judge: 'adaptive', detector: adaptive() },
] as const

const pace = fc.record({
  everyMs: fc.integer({ min: 200, max: 5_000 }),
  timeoutMs: fc.integer({ min: 200, max: 4_000 }),
  suspect: fc.integer({ min: 0, max: 6 }).chain((probes) =>
    fc.record({
      probes: fc.constant(probes),
      forMs: probes === 0 ? fc.constant(0) : fc.integer({ min: 50 * probes, max: 6_000 }),
    }),
  ),
  listens: fc.boolean(),
  /** One way, as a share of `timeoutMs`: a round trip takes up to four fifths of it. */
  latency: fc.double({ min: 0.001, max: 0.4, noNaN: true }),
})

type Pace = typeof pace extends fc.Arbitrary<infer T> ? T : never

interface Life {
  readonly scene: Scene
  readonly connection: Connection
  readonly boundMs: number
}

/** A connection whose peer answers, or beats by itself; with as much time behind it as a learner wants. */
async function alive(
  { listens, latency, ...times }: Pace,
  detector: HeartbeatOptions['detector'],
  seed: number,
): Promise<Life> {
  const latencyMs = latency * times.timeoutMs
  const scene = new Scene({ latencyMs })
  scene.serve(pong)
  const protocol = listens ? listenOnly : pingPong
  const connection = scene.connect({
    heartbeat: { protocol, ...times, ...(detector === undefined ? {} : { detector }) },
    writeTimeoutMs: false,
    retry: () => false,
  })
  await scene.advance(4 * latencyMs + 10)
  if (listens) beating(scene, times.everyMs)
  await scene.advance(times.everyMs * (seed % 30))
  return { scene, connection, boundMs: times.everyMs + times.timeoutMs + times.suspect.forMs }
}

/** The peer sends a frame of its own each interval, for as long as it runs, from now on. */
function beating({ clock, peer }: Scene, everyMs: number): void {
  const beat = (): void => {
    peer.send('beat')
    clock.after(everyMs, beat)
  }
  beat()
}

/** Runs until the connection is dead; answers when that was, by the clock. */
async function untilDead({ scene, connection }: Life, latestMs: number): Promise<number> {
  const began = scene.now
  while (connection.phase !== 'failed' && scene.now < began + latestMs) await scene.advance(10)
  return scene.now
}

const hardship = fc.array(
  fc.record({
    runMs: fc.integer({ min: 0, max: 4_000 }),
    what: fc.constantFrom('stall', 'freeze', 'sleep', 'suspend', 'clock set back', 'business'),
    ms: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 400, max: 90_000 })),
  }),
  { maxLength: 8 },
)

/** One of the things that keep this process, or this machine, from running, or look like it. */
async function strike({ scene }: Life, what: string, ms: number): Promise<void> {
  if (what === 'stall') scene.clock.stall(ms)
  else if (what === 'sleep') scene.clock.jumpWall(ms)
  else if (what === 'clock set back') scene.clock.jumpWall(-ms)
  else if (what === 'business') scene.peer.send('42 hello')
  else {
    const thaw = scene.network.freeze('us')
    // A machine that sleeps has no network either.
    const heal = what === 'suspend' ? scene.network.cut('us', 'peer') : () => {}
    await scene.advance(ms)
    heal()
    thaw()
  }
}

describe.each(DETECTORS)('with the detector $judge', ({ detector }) => {
  test('invariant 5: a peer silent from t on is dead by t + the bound + one tick', async () => {
    await fc.assert(
      fc.asyncProperty(pace, fc.nat(1_000), fc.nat(5_000), async (times, seed, more) => {
        const life = await alive(times, detector, seed)
        await life.scene.advance(more)
        expect(life.connection.phase).toBe('alive')
        life.scene.network.cut('us', 'peer')
        const silentFrom = life.scene.now
        const deadAt = await untilDead(life, life.boundMs * 3)
        expect(life.connection.cause).toEqual({ kind: 'silent', by: 'peer' })
        // Looked at every 10 ms.
        expect(deadAt - silentFrom).toBeLessThanOrEqual(life.boundMs + TICK_MS + 10)
        expect(life.connection.quality.verdicts).toBe(1)
      }),
      { numRuns: 40, seed: 5 },
    )
  })

  test('invariant 5: nor do stalls and sleeps put the verdict off by more than one bound of running time', async () => {
    await fc.assert(
      fc.asyncProperty(pace, fc.nat(1_000), hardship, async (times, seed, blows) => {
        const life = await alive(times, detector, seed)
        life.scene.network.cut('us', 'peer')
        for (const { runMs, what, ms } of blows.filter(({ what }) => what !== 'business')) {
          await life.scene.advance(runMs)
          await strike(life, what, ms)
        }
        const awakeFrom = life.scene.now
        const deadAt = await untilDead(life, life.boundMs * 3)
        expect(life.connection.phase).toBe('failed')
        expect(deadAt - awakeFrom).toBeLessThanOrEqual(life.boundMs + 2 * TICK_MS + 10)
      }),
      { numRuns: 40, seed: 6 },
    )
  })

  test('invariant 6: no stall and no sleep is ever charged to a peer that is there', async () => {
    await fc.assert(
      fc.asyncProperty(pace, fc.nat(1_000), hardship, async (times, seed, blows) => {
        const life = await alive(times, detector, seed)
        for (const { runMs, what, ms } of blows) {
          await life.scene.advance(runMs)
          await strike(life, what, ms)
        }
        await life.scene.advance(2 * life.boundMs + CAP_MS)
        expect(life.connection.phase).toBe('alive')
        expect(life.connection.generation).toBe(1)
        expect(life.connection.quality.verdicts).toBe(0)
      }),
      { numRuns: 40, seed: 7 },
    )
  })

  test('invariant 7: whatever comes over the link refutes a suspicion, however grown', async () => {
    const suspects = pace.filter(({ suspect }) => suspect.forMs >= 200)
    let refuted = 0
    await fc.assert(
      fc.asyncProperty(
        suspects,
        fc.nat(1_000),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.constantFrom('business', 'pong', 'ping', ''),
        async (times, seed, share, bytes) => {
          // What is sent to refute it must not come too late.
          const life = await alive({ ...times, latency: 0.001 }, detector, seed)
          const { scene, connection } = life
          const heal = scene.network.cutOneWay('us', 'peer')
          // Who beats by itself goes on beating: it has to be hushed.
          const { peer } = scene
          const link = peer.link
          peer.link = null
          while (connection.phase === 'alive') await scene.advance(5)
          const level = connection.suspicion ?? 0
          while ((connection.suspicion ?? 1) < level + share * (1 - level)) await scene.advance(5)
          if (connection.phase !== 'suspect') return
          peer.link = link
          peer.send(bytes)
          await scene.advance(scene.latencyMs + 1)
          expect(connection.phase).toBe('alive')
          expect(connection.misses).toBe(0)
          expect(connection.suspicion).toBe(0)
          refuted += 1
          heal()
        },
      ),
      { numRuns: 40, seed: 8 },
    )
    // The others were convicted within the last step.
    expect(refuted).toBeGreaterThan(35)
  })
})

test('invariant 7: bytes of an older link refute nothing', async () => {
  const scene = new Scene({ latencyMs: LATENCY_MS })
  const answers = { on: true }
  scene.serve((frame) => (answers.on ? pong(frame) : undefined))
  const connection = scene.connect({
    heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 3 },
    backoff: { firstMs: 100, jitter: 'none' },
  })
  await scene.advance(2_000)
  const [old] = scene.peers
  // The peer goes on sending over its link, and does not know that we have let it go.
  const heal = scene.network.cut('us', 'peer')
  while (connection.phase !== 'backoff') await scene.advance(10)
  answers.on = false
  for (let sent = 0; sent < 50; sent += 1) old?.send('42 late')
  heal()
  await scene.until(connection, 'suspect')
  expect(connection.generation).toBeGreaterThanOrEqual(2)
  for (let sent = 0; sent < 50; sent += 1) old?.send('43 late')
  const { frames } = connection.counts
  await scene.advance(100)
  expect(connection.phase).toBe('suspect')
  expect(connection.counts.frames).toBe(frames)
  await scene.until(connection, 'dead')
  expect(connection.cause).toEqual({ kind: 'silent', by: 'peer' })
})

describe.each(Object.entries(presets))('with the preset %s', (_, preset) => {
  test('a peer that falls silent is dead within the bound, and one that answers never is', async () => {
    const scene = new Scene({ latencyMs: LATENCY_MS })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat: { ...preset, protocol: pingPong }, retry: () => false })
    const { everyMs = 10_000, timeoutMs = 5_000, suspect: { forMs = 2 * timeoutMs } = {} } = preset
    const boundMs = everyMs + timeoutMs + forMs
    for (let round = 0; round < 20; round += 1) {
      await scene.advance(boundMs / 3)
      scene.clock.stall(round % 2 === 0 ? boundMs / 2 : 2 * boundMs)
    }
    await scene.advance(boundMs)
    expect(connection.phase).toBe('alive')
    scene.network.cut('us', 'peer')
    const silentFrom = scene.now
    const deadAt = await untilDead({ scene, connection, boundMs }, 3 * boundMs)
    expect(deadAt - silentFrom).toBeLessThanOrEqual(boundMs + TICK_MS + 10)
  })
})
