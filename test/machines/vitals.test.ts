import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Connection,
  type ConnectOptions,
  type HeartbeatOptions,
  heartbeatWord,
  lengthPrefixed,
  listenOnly,
  pingPong,
} from '../../src/index.ts'
import type { Detector, DetectorLimits, DetectorRule } from '../../src/machines/detector/detector.ts'
import { fixed } from '../../src/machines/detector/fixed.ts'
import { lessons } from '../../src/machines/detector/lessons.ts'
import { acceptPlan, connectPlan, type Plan } from '../../src/machines/options.ts'
import { Vitals } from '../../src/machines/vitals.ts'
import { worldOf } from '../../src/machines/world.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { FakeLink, HintingTransport } from '../supervisor/fakes.ts'
import { whole } from '../support/carriers.ts'
import { pong } from '../support/world.ts'
import { drawing, fateOf, logged, Scene } from './support/scene.ts'

const TICK = 50
const EVERY = 1_000
const TIMEOUT = 500
const times: HeartbeatOptions = { everyMs: EVERY, timeoutMs: TIMEOUT, misses: 3 }
const heartbeat: HeartbeatOptions = { ...times, protocol: pingPong }
const BOUND = EVERY + 3 * TIMEOUT
const noRetry: ConnectOptions = { retry: () => false }
/** The first beat one full interval after the opening. */
const atTheEnd = drawing(0)

/** `actual` is `due`, or up to one tick later. */
function expectWithinATick(actual: number | undefined, due: number): void {
  expect(actual).toBeGreaterThanOrEqual(due - 0.5)
  expect(actual).toBeLessThanOrEqual(due + TICK + 0.5)
}

describe('a peer that is silent from t on', () => {
  test.each([
    { every: 1_000, timeout: 500, misses: 3 },
    { every: 1_000, timeout: 500, misses: 2 },
    { every: 1_000, timeout: 500, misses: 1 },
    { every: 500, timeout: 2_000, misses: 2 },
    { every: 3_000, timeout: 1_000, misses: 4 },
  ])('is suspect at t + every + timeout and dead at t + every + misses × timeout: %o', async (row) => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({
      heartbeat: { protocol: pingPong, everyMs: row.every, timeoutMs: row.timeout, misses: row.misses },
      ...noRetry,
    })
    await scene.advance(777)
    scene.peer.send('the last words')
    const t = scene.now + 1
    await scene.advance(30_000)
    expect(connection.cause).toEqual({ kind: 'silent', by: 'peer' })
    expectWithinATick(scene.timesOf('suspect')[0], t + row.every + row.timeout)
    expectWithinATick(scene.timesOf('dead')[0], t + row.every + row.misses * row.timeout)
    expect(scene.phases()).toEqual(['connecting', 'alive', 'suspect', 'dead', 'failed'])
    expect(connection.counts.misses).toBe(row.misses)
  })

  test('is probed once a timeout while it is suspect, after the beat that went out anyway', async () => {
    const scene = new Scene({ random: atTheEnd, latencyMs: 0 })
    const { log, answer } = logged(scene.clock)
    scene.serve(answer)
    scene.connect({ heartbeat, ...noRetry })
    await scene.advance(10_000)
    const [suspect] = scene.timesOf('suspect')
    const [dead] = scene.timesOf('dead')
    expect(suspect).toBe(1_500)
    expect(dead).toBe(2_500)
    expect(log).toEqual([
      ['ping', 1_000],
      ['ping', 1_500],
      ['ping', 2_000],
    ])
  })

  test('from the opening on is found by the same bound', async () => {
    const scene = new Scene()
    scene.serve()
    scene.connect({ heartbeat, ...noRetry })
    await scene.advance(10_000)
    expectWithinATick(scene.timesOf('dead')[0], (scene.timesOf('alive')[0] ?? 0) + BOUND)
  })

  test('is found by the same bound on a later link, whenever that began', async () => {
    for (const offset of [0, 7, 13, 29, 44, 49]) {
      const scene = new Scene()
      scene.serve()
      scene.connect({ heartbeat, backoff: { firstMs: 1_000 + offset, jitter: 'none', attempts: 2 } })
      await scene.advance(20_000)
      const [first, second] = scene.timesOf('alive')
      const [, dead] = scene.timesOf('dead')
      expect(second).toBeGreaterThan(first ?? Infinity)
      expectWithinATick(dead, (second ?? 0) + BOUND)
    }
  })

  test('is found by the same bound when it was accepted, after a time in which nobody was connected', async () => {
    const scene = new Scene()
    scene.listen({ heartbeat })
    await scene.advance(100)
    scene.dialIn()
    await scene.advance(20_000)
    await scene.advance(313)
    scene.dialIn()
    await scene.advance(20_000)
    const dead = scene.events.flatMap((event) =>
      event.kind === 'phase' && event.to === 'dead' ? [event] : [],
    )
    const alive = scene.events.flatMap((event) =>
      event.kind === 'phase' && event.to === 'alive' ? [event] : [],
    )
    expect(dead.map(({ cause }) => cause?.kind)).toEqual(['silent', 'silent'])
    for (const [index, { at }] of dead.entries()) expectWithinATick(at, (alive[index]?.at ?? 0) + BOUND)
  })

  test('is found by the same bound by one who only listens, and is sent nothing', async () => {
    const scene = new Scene()
    const { log, answer } = logged(scene.clock)
    scene.serve(answer)
    const connection = scene.connect({ heartbeat: { ...heartbeat, protocol: listenOnly }, ...noRetry })
    await scene.advance(100)
    for (let beat = 0; beat < 5; beat += 1) {
      scene.peer.send('anything')
      await scene.advance(EVERY)
    }
    expect(connection.phase).toBe('alive')
    const t = scene.now - EVERY + 1
    await scene.advance(10_000)
    expectWithinATick(scene.timesOf('suspect')[0], t + EVERY + TIMEOUT)
    expectWithinATick(scene.timesOf('dead')[0], t + BOUND)
    expect(log).toEqual([])
  })

  test('is never suspect where nobody judges', async () => {
    const scene = new Scene()
    const { log, answer } = logged(scene.clock)
    scene.serve(answer)
    const connection = scene.connect({ heartbeat: { ...heartbeat, detector: 'none' } })
    await scene.advance(60_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
    expect(connection.counts.misses).toBe(0)
    expect(log.length).toBeGreaterThanOrEqual(59)
  })
})

describe('a suspect that is heard', () => {
  test('is alive again, and all its misses are forgotten', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ heartbeat, ...noRetry })
    await scene.advance(2_300)
    expect(connection.phase).toBe('suspect')
    expect(connection.misses).toBe(2)
    scene.peer.send('here I am')
    const t = scene.now + 1
    await scene.advance(2)
    expect(connection.phase).toBe('alive')
    expect(connection.misses).toBe(0)
    await scene.advance(10_000)
    expectWithinATick(scene.timesOf('suspect')[1], t + EVERY + TIMEOUT)
    expectWithinATick(scene.timesOf('dead')[0], t + BOUND)
  })

  test('by bytes that are no whole frame is alive again, too', async () => {
    const scene = new Scene({ codec: lengthPrefixed() })
    scene.serve()
    const connection = scene.connect({ heartbeat, ...noRetry })
    await scene.advance(1_800)
    expect(connection.phase).toBe('suspect')
    scene.peer.link?.write(Uint8Array.of(0, 0))
    await scene.advance(2)
    expect(connection.phase).toBe('alive')
  })

  test('again and again is never convicted', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ heartbeat, ...noRetry })
    for (let round = 0; round < 20; round += 1) {
      await scene.advance(2_400)
      expect(connection.phase).toBe('suspect')
      scene.peer.send('still here')
      await scene.advance(2)
      expect(connection.phase).toBe('alive')
    }
    expect(scene.timesOf('dead')).toEqual([])
  })

  test('is not revived by bytes of the link before', async () => {
    const scene = new Scene({ latencyMs: 1 })
    scene.serve()
    const connection = scene.connect({ heartbeat, backoff: { firstMs: 100, jitter: 'none' } })
    await scene.advance(500)
    const old = scene.peer
    const heal = scene.network.cut('us', 'peer')
    old.send('held up on the way')
    await scene.until(connection, 'backoff')
    heal()
    await scene.until(connection, 'suspect')
    expect(connection.generation).toBeGreaterThanOrEqual(2)
    old.send('a voice from the past')
    await scene.advance(20)
    expect(connection.phase).toBe('suspect')
    expect(connection.counts.frames).toBe(0)
  })
})

describe('beats', () => {
  test('begin within one interval of the opening, wherever chance puts the first', async () => {
    for (const draw of [0, 0.25, 0.5, 0.999]) {
      const scene = new Scene({ random: drawing(draw), latencyMs: 0 })
      const { log, answer } = logged(scene.clock, pong)
      scene.serve(answer)
      scene.connect({ heartbeat })
      await scene.advance(1_100)
      expectWithinATick(log[0]?.[1], EVERY * (1 - draw))
    }
  })

  test('go out every interval without drift, for an hour', async () => {
    const scene = new Scene({ random: atTheEnd, latencyMs: 0 })
    const { log, answer } = logged(scene.clock, pong)
    scene.serve(answer)
    const connection = scene.connect({ heartbeat: { ...heartbeat, everyMs: 990 } })
    await scene.advance(990 * 1_000 + TICK)
    expect(log).toHaveLength(1_000)
    for (const [index, [, at]] of log.entries()) expectWithinATick(at, 990 * (index + 1))
    expect(connection.counts.beats).toBe(1_000)
  })

  test('of many connections that opened together are spread over the interval', async () => {
    const scene = new Scene()
    const { log, answer } = logged(scene.clock, pong)
    scene.serve(answer)
    for (let index = 0; index < 200; index += 1) {
      scene.supervisor.connect(`c${index}`, scene.toPeer(), { heartbeat })
    }
    await scene.advance(1_060)
    const perTick = new Map<number, number>()
    for (const [, at] of log) perTick.set(at, (perTick.get(at) ?? 0) + 1)
    expect(log.length).toBeGreaterThanOrEqual(190)
    expect(Math.max(...perTick.values())).toBeLessThan(30)
  })

  test.each([
    { after: 'a stall of several intervals', strike: ({ clock }: Scene) => clock.stall(6_000) },
    { after: 'a sleep of this process', strike: ({ clock }: Scene) => clock.stall(60_000) },
    { after: 'a sleep of this machine', strike: ({ clock }: Scene) => clock.jumpWall(60_000) },
    {
      after: 'all have opened together, where beats are left out',
      strike() {},
      skipWhenHeard: true,
    },
    {
      after: 'a stall at whose end all are heard, where beats are left out',
      strike({ clock, peers }: Scene) {
        for (const peer of peers) peer.send('news')
        clock.stall(6_000)
      },
      skipWhenHeard: true,
    },
  ])(
    'of many connections are spread over the interval again after $after',
    async ({ strike, skipWhenHeard = false }) => {
      const scene = new Scene()
      const { log, answer } = logged(scene.clock, pong)
      scene.serve(answer)
      for (let index = 0; index < 200; index += 1) {
        scene.supervisor.connect(`c${index}`, scene.toPeer(), { heartbeat: { ...heartbeat, skipWhenHeard } })
      }
      await scene.advance(3_000)
      strike(scene)
      // What was due meanwhile, and the probes, may go out together: this once.
      await scene.advance(500)
      const from = scene.now
      await scene.advance(10 * EVERY)
      const later = log.filter(([, at]) => at > from)
      const perTick = new Map<number, number>()
      for (const [, at] of later) perTick.set(at, (perTick.get(at) ?? 0) + 1)
      // Those that are left out come a round trip later each time, and with the next tick.
      expect(later.length).toBeGreaterThan(1_750)
      expect(later.length).toBeLessThan(2_100)
      expect(Math.max(...perTick.values())).toBeLessThan(40)
    },
  )

  test('are left out while the peer is heard, if asked, and come back with its silence', async () => {
    const scene = new Scene({ latencyMs: 0 })
    const { log, answer } = logged(scene.clock, pong)
    scene.serve(answer)
    scene.connect({ heartbeat: { ...heartbeat, skipWhenHeard: true } })
    await scene.advance(1)
    for (let at = 0; at < 10_000; at += 400) {
      scene.peer.send('prices')
      await scene.advance(400)
    }
    // One of the phase of its own, or all that opened together would beat together ever after.
    expect(log).toHaveLength(1)
    const heard = scene.now - 400
    await scene.advance(1_000)
    expect(log).toHaveLength(2)
    expectWithinATick(log[1]?.[1], heard + EVERY)
  })

  test('keep going out while the peer talks, unless asked otherwise', async () => {
    const scene = new Scene({ latencyMs: 0 })
    const { log, answer } = logged(scene.clock, pong)
    scene.serve(answer)
    scene.connect({ heartbeat })
    await scene.advance(1)
    for (let at = 0; at < 10_000; at += 400) {
      scene.peer.send('prices')
      await scene.advance(400)
    }
    expect(log.length).toBeGreaterThanOrEqual(9)
  })

  test('stop with the connection', async () => {
    const scene = new Scene()
    const { log, answer } = logged(scene.clock, pong)
    scene.serve(answer)
    scene.connect({ heartbeat })
    await scene.advance(5_000)
    expect(await scene.stop()).toMatchObject({ links: 0, dials: 0, timers: 0 })
    const before = log.length
    await scene.advance(10_000)
    expect(log).toHaveLength(before)
  })
})

describe('a stall of this process', () => {
  test.each([100, 200, 400, 1_000, 6_000, 29_000])(
    'of %d ms, whenever it begins, makes no peer that answers even suspect',
    async (stall) => {
      for (let from = 1_000; from < 2_050; from += 35) {
        const scene = new Scene({ random: atTheEnd, latencyMs: 10 })
        scene.serve(pong)
        const connection = scene.connect({ heartbeat: { ...heartbeat, misses: 1 }, ...noRetry })
        await scene.advance(from)
        scene.clock.stall(stall)
        await scene.advance(10_000)
        expect([from, scene.phases()]).toEqual([from, ['connecting', 'alive']])
        expect(connection.counts.misses).toBe(0)
      }
    },
  )

  test('with tight deadlines makes no peer that answers even suspect', async () => {
    for (const everyMs of [50, 100, 150, 300]) {
      for (let from = 400; from < 800; from += 9) {
        const scene = new Scene({ latencyMs: 2 })
        scene.serve(pong)
        scene.connect({
          heartbeat: { protocol: pingPong, everyMs, timeoutMs: everyMs, misses: 1 },
          ...noRetry,
        })
        await scene.advance(from)
        scene.clock.stall(6_000)
        await scene.advance(1_000)
        expect([everyMs, from, scene.phases()]).toEqual([everyMs, from, ['connecting', 'alive']])
      }
    }
  })

  test('is told once, with what was lost', async () => {
    const scene = new Scene()
    scene.serve(pong)
    scene.connect({ heartbeat })
    await scene.advance(1_000)
    scene.clock.stall(6_000)
    await scene.advance(1_000)
    const stalls = scene.events.flatMap((event) => (event.kind === 'stall' ? [event.lostMs] : []))
    expect(stalls).toHaveLength(1)
    expect(stalls[0]).toBeGreaterThan(5_850)
    expect(stalls[0]).toBeLessThanOrEqual(6_000)
  })

  test('leaves a peer that is really dead to be found within one more full deadline, with a probe sent', async () => {
    for (let from = 500; from < 3_400; from += 130) {
      const scene = new Scene({ random: atTheEnd, latencyMs: 0 })
      const { log, answer } = logged(scene.clock)
      const mute = { now: false }
      scene.serve((frame) => {
        answer(frame)
        return mute.now ? undefined : pong(frame)
      })
      const connection = scene.connect({ heartbeat, ...noRetry })
      await scene.advance(1_010)
      mute.now = true
      await scene.advance(from)
      const wasDead = connection.phase === 'failed'
      scene.clock.stall(6_000)
      const woken = scene.now
      await scene.advance(10_000)
      if (wasDead) continue
      const [dead] = scene.timesOf('dead')
      expect([from, dead ?? Infinity]).toEqual([
        from,
        expect.toSatisfy((at: number) => at <= woken + BOUND + TICK),
      ])
      const probe = log.find(([, at]) => at >= woken)?.[1] ?? Infinity
      expect([from, (dead ?? 0) - probe]).toEqual([from, expect.toSatisfy((ms: number) => ms >= TIMEOUT)])
    }
  })

  test('after a first one leaves the answer to the probe unjudged until it was read', async () => {
    const scene = new Scene({ random: atTheEnd, latencyMs: 225 })
    let pings = 0
    scene.serve(() => {
      pings += 1
      // Only what is asked after the first stall is answered.
      return pings > 1 ? 'pong' : undefined
    })
    const connection = scene.connect({ heartbeat: { ...heartbeat, misses: 1 }, ...noRetry })
    await scene.until(connection, 'alive')
    await scene.advance(1_450)
    scene.clock.stall(6_000)
    const woken = scene.now
    while (pings < 2 && scene.now < woken + 1_000) await scene.advance(1)
    // The probe has arrived, and its answer comes while we do not run.
    await scene.advance(215)
    scene.clock.stall(6_000)
    await scene.advance(400)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
  })

  test('is not charged to bytes that wait to be written', async () => {
    const scene = new Scene({ windowBytes: 100, latencyMs: 1 })
    scene.serve()
    const connection = scene.connect({ writeTimeoutMs: 1_000, ...noRetry })
    await scene.advance(500)
    scene.peer.link?.pause()
    const sent = fateOf(connection.send('x'.repeat(150)))
    await scene.advance(930)
    scene.peer.link?.resume()
    scene.clock.stall(6_000)
    await scene.advance(3_000)
    expect(connection.phase).toBe('alive')
    expect(sent.state).toBe('done')
  })

  test('does not save a peer that was cut off before from being found', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, ...noRetry })
    await scene.advance(3_000)
    scene.network.freeze('peer')
    scene.clock.stall(60_000)
    await scene.advance(BOUND + 2 * TICK)
    expect(connection.cause).toEqual({ kind: 'silent', by: 'peer' })
  })

  test('after stall, whatever comes between, makes no peer that answers suspect', async () => {
    const stalls = fc.array(
      fc.record({ run: fc.integer({ min: 60, max: 900 }), stall: fc.integer({ min: 101, max: 9_000 }) }),
      { minLength: 1, maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(stalls, fc.integer({ min: 0, max: 20 }), async (all, latencyMs) => {
        const scene = new Scene({ latencyMs })
        scene.serve(pong)
        scene.connect({ heartbeat: { ...heartbeat, misses: 1 }, ...noRetry })
        await scene.advance(100)
        for (const { run, stall } of all) {
          await scene.advance(run)
          scene.clock.stall(stall)
        }
        await scene.advance(3_000)
        expect(scene.phases()).toEqual(['connecting', 'alive'])
      }),
      { numRuns: 40 },
    )
  })

  test('is not charged to other deadlines of the peer’s: a frame under way, the first frame, a read', async () => {
    const scene = new Scene({ codec: lengthPrefixed() })
    scene.serve()
    const connection = scene.connect({ frameTimeoutMs: 2_000, readTimeoutMs: 3_000, ...noRetry })
    await scene.advance(500)
    scene.peer.link?.write(Uint8Array.of(0, 0, 0, 2, 65))
    await scene.advance(1_900)
    scene.peer.link?.write(Uint8Array.of(66))
    scene.clock.stall(60_000)
    await scene.advance(1_000)
    expect(connection.phase).toBe('alive')
    expect(connection.counts.frames).toBe(1)
  })
})

describe('a process that is blocked for 100 ms of every 200', () => {
  async function halfBlocked(scene: Scene, ms: number): Promise<void> {
    for (let ran = 0; ran < ms; ran += 200) {
      await scene.advance(100)
      scene.clock.stall(100)
    }
  }

  test.each([0, 1, 15, 40])(
    'takes no peer for dead that answers after %d ms of travel',
    async (latencyMs) => {
      const scene = new Scene({ latencyMs })
      scene.serve(pong)
      scene.connect({ heartbeat, ...noRetry })
      await scene.advance(100)
      await halfBlocked(scene, 120_000)
      expect(scene.timesOf('dead')).toEqual([])
      expect(scene.timesOf('suspect')).toEqual([])
    },
  )

  test.each([
    { every: 1_000, timeout: 500, misses: 3 },
    { every: 1_000, timeout: 500, misses: 1 },
    { every: 300, timeout: 300, misses: 2 },
    { every: 150, timeout: 150, misses: 3 },
    { every: 60, timeout: 60, misses: 3 },
    { every: 10_000, timeout: 5_000, misses: 3 },
  ])('still finds a dead one within twice the bound: %o', async ({ every, timeout, misses }) => {
    const bound = every + misses * timeout
    for (const phase of [0, 30, 70, 100, 130, 170]) {
      const scene = new Scene()
      scene.serve(pong)
      const connection = scene.connect({
        heartbeat: { protocol: pingPong, everyMs: every, timeoutMs: timeout, misses },
        ...noRetry,
      })
      await scene.advance(100 + phase)
      await halfBlocked(scene, 2 * every)
      scene.network.freeze('peer')
      const t = scene.now
      await halfBlocked(scene, 3 * bound + 1_000)
      expect(connection.cause).toEqual({ kind: 'silent', by: 'peer' })
      const [dead] = scene.timesOf('dead')
      expect([phase, (dead ?? Infinity) - t]).toEqual([
        phase,
        expect.toSatisfy((ms: number) => ms <= 2 * bound + 200),
      ])
    }
  })
})

describe('a process that is blocked nearly all the time, and runs a moment between', () => {
  /** Some of these fall in step with the tick, so that no tick is ever on time. */
  const rhythms = [
    { run: 20, block: 300 },
    { run: 1, block: 299 },
    { run: 40, block: 110 },
    { run: 0, block: 150 },
  ]

  async function choked(
    scene: Scene,
    ms: number,
    { run, block }: { run: number; block: number },
  ): Promise<void> {
    for (let ran = 0; ran < ms; ran += run + block) {
      await scene.advance(run)
      scene.clock.stall(block)
    }
  }

  test.each(rhythms)('takes no peer for dead that answers: %o', async (rhythm) => {
    const scene = new Scene()
    scene.serve(pong)
    scene.connect({ heartbeat, ...noRetry })
    await scene.advance(100)
    await choked(scene, 300_000, rhythm)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
  })

  test.each(rhythms)('still finds a dead one, late as that may be: %o', async (rhythm) => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, ...noRetry })
    await scene.advance(3_000)
    scene.network.freeze('peer')
    await choked(scene, 32 * BOUND, rhythm)
    expect(connection.cause).toEqual({ kind: 'silent', by: 'peer' })
  })

  test.each(rhythms)('still gives up a dial that nobody answers: %o', async (rhythm) => {
    const scene = new Scene()
    scene.serve(pong)
    scene.network.cut('us', 'peer')
    const connection = scene.connect({ connectTimeoutMs: 1_000, ...noRetry })
    await choked(scene, 32 * 1_000, rhythm)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'connect' })
  })
})

describe('a pause that the user asked for', () => {
  test('is no attention: nobody is suspected for what was not read', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat: { ...heartbeat, misses: 1 }, ...noRetry })
    await scene.advance(3_010)
    connection.pause()
    await scene.advance(60_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
    connection.resume()
    await scene.advance(10_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
  })

  test('leaves a peer that died meanwhile to be found within one more full deadline', async () => {
    for (const pause of [300, 1_700, 30_000]) {
      const scene = new Scene()
      const connection = scene.connect({ heartbeat, ...noRetry })
      scene.serve(pong)
      await scene.until(connection, 'alive')
      await scene.advance(3_210)
      connection.pause()
      scene.peer.answer = () => undefined
      await scene.advance(pause)
      connection.resume()
      const resumed = scene.now
      await scene.advance(BOUND + 2 * TICK)
      expect([pause, connection.cause]).toEqual([pause, { kind: 'silent', by: 'peer' }])
      expect(scene.timesOf('dead')[0]).toBeGreaterThanOrEqual(resumed + TIMEOUT)
    }
  })

  test('that begins just before a verdict leaves the peer a probe and a full timeout after it', async () => {
    const scene = new Scene({ random: atTheEnd })
    const { log, answer } = logged(scene.clock)
    scene.serve(answer)
    const connection = scene.connect({ heartbeat: { ...heartbeat, misses: 1 }, ...noRetry })
    await scene.until(connection, 'alive')
    await scene.advance(1_450)
    connection.pause()
    await scene.advance(3_333)
    connection.resume()
    const resumed = scene.now
    await scene.advance(3_000)
    expect(connection.cause?.kind).toBe('silent')
    const [dead = 0] = scene.timesOf('dead')
    const probe = log.find(([, at]) => at >= resumed)?.[1] ?? Infinity
    expect(dead - probe).toBeGreaterThanOrEqual(TIMEOUT - 2)
  })

  test('that begins when a verdict is due, but before anybody looked, puts it off', async () => {
    for (let from = 1_480; from < 1_560; from += 7) {
      const scene = new Scene({ random: atTheEnd })
      scene.serve()
      const connection = scene.connect({ heartbeat: { ...heartbeat, misses: 1 }, ...noRetry })
      await scene.advance(from)
      if (connection.phase !== 'alive') continue
      connection.pause()
      await scene.advance(10_000)
      expect([from, connection.phase]).toEqual([from, 'alive'])
      connection.resume()
      await scene.advance(3_000)
      expect([from, connection.cause?.kind]).toEqual([from, 'silent'])
    }
  })

  test('during a long dial is not charged afterwards: a peer that dies later is found by the bound', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const arrived = scene.network.delay('us', 'peer', 2_000)
    const connection = scene.connect({ heartbeat, ...noRetry })
    connection.pause()
    await scene.until(connection, 'alive')
    expect(scene.now).toBeGreaterThan(4_000)
    arrived()
    connection.resume()
    scene.network.freeze('peer')
    const t = scene.now
    await scene.advance(10_000)
    expect(scene.timesOf('dead')[0]).toBeLessThanOrEqual(t + BOUND + TIMEOUT + TICK)
  })

  test('during the handshake is not charged twice: a peer that dies later is found by the bound', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, onOpen: () => scene.pass(5_000), ...noRetry })
    await scene.advance(100)
    connection.pause()
    await scene.advance(5_000)
    expect(connection.phase).toBe('alive')
    connection.resume()
    scene.network.freeze('peer')
    const t = scene.now
    await scene.advance(10_000)
    expect(connection.cause).toEqual({ kind: 'silent', by: 'peer' })
    expect(scene.timesOf('dead')[0]).toBeLessThanOrEqual(t + BOUND + TIMEOUT + TICK)
  })

  test('while it dials does not keep hooks from hearing the peer: the link is theirs first', async () => {
    const scene = new Scene()
    scene.serve((frame) => (frame === 'hello' ? 'welcome' : undefined))
    const connection = scene.connect({
      onOpen: async (link) => {
        await link.send('hello')
        await link.receive()
      },
      ...noRetry,
    })
    connection.pause()
    await scene.advance(1_000)
    expect(connection.phase).toBe('alive')
    scene.peer.send('business')
    await scene.advance(1_000)
    expect(connection.held).toBe(0)
    connection.resume()
    await scene.advance(5)
    expect(connection.held).toBe(1)
  })

  test('stops the clock of the read deadline and of a frame under way', async () => {
    const scene = new Scene({ codec: lengthPrefixed() })
    scene.serve()
    const connection = scene.connect({ readTimeoutMs: 2_000, frameTimeoutMs: 1_500, ...noRetry })
    await scene.advance(500)
    scene.peer.link?.write(Uint8Array.of(0, 0, 0, 2, 65))
    await scene.advance(1_000)
    connection.pause()
    await scene.advance(30_000)
    expect(connection.phase).toBe('alive')
    connection.resume()
    await scene.advance(400)
    expect(connection.phase).toBe('alive')
    await scene.advance(200)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'frame' })
  })
})

describe('a probe that is asked for', () => {
  const patient: HeartbeatOptions = { ...heartbeat, everyMs: 60_000 }

  test('finds a dead peer by the misses alone, whatever is left of the interval', async () => {
    const scene = new Scene({ random: atTheEnd })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat: patient, ...noRetry })
    await scene.advance(1_000)
    scene.network.freeze('peer')
    const t = scene.now
    connection.probe()
    await scene.advance(5_000)
    expectWithinATick(scene.timesOf('suspect')[0], t + TIMEOUT + TICK)
    expectWithinATick(scene.timesOf('dead')[0], t + 3 * TIMEOUT + TICK)
  })

  test('during a handshake asks nothing: the link is not ours yet', async () => {
    const scene = new Scene({ random: atTheEnd })
    scene.serve()
    const connection = scene.connect({ heartbeat: patient, onOpen: () => scene.pass(2_000) })
    await scene.advance(1_000)
    connection.probe()
    await scene.advance(10_000)
    expect(scene.peer.got).toEqual([])
    expect(scene.phases()).toEqual(['connecting', 'alive'])
  })

  test('during a pause convicts nobody for what was not read', async () => {
    const scene = new Scene({ random: atTheEnd })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat: { ...patient, misses: 1 }, ...noRetry })
    await scene.advance(1_000)
    connection.pause()
    connection.probe()
    await scene.advance(20_000)
    expect(scene.peer.got).toEqual(['ping'])
    expect(scene.phases()).toEqual(['connecting', 'alive'])
    connection.resume()
    await scene.advance(20_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
  })

  test('before or during a pause still finds a dead peer, with a full timeout of hearing again', async () => {
    for (const early of [true, false]) {
      const scene = new Scene({ random: atTheEnd })
      scene.serve()
      const connection = scene.connect({ heartbeat: { ...patient, misses: 1 }, ...noRetry })
      await scene.advance(1_000)
      if (early) connection.probe()
      await scene.advance(100)
      connection.pause()
      if (!early) connection.probe()
      await scene.advance(20_000)
      connection.resume()
      const resumed = scene.now
      expect(connection.phase).toBe('alive')
      await scene.advance(2 * TIMEOUT + 2 * TICK)
      expect(connection.cause).toEqual({ kind: 'silent', by: 'peer' })
      expect(scene.timesOf('dead')[0]).toBeGreaterThanOrEqual(resumed + TIMEOUT - TICK)
    }
  })

  test('straight after a stall is the probe that the stall asks for, not one more', async () => {
    const scene = new Scene({ random: atTheEnd })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat: { ...patient, misses: 1 }, ...noRetry })
    await scene.advance(1_000)
    scene.clock.stall(20_000)
    connection.probe()
    await scene.advance(20_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
    expect(scene.peer.got).toEqual(['ping'])
  })
})

describe('how long a peer was not heard', () => {
  test('is told while a link is open, and not otherwise', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ heartbeat: { ...heartbeat, detector: 'none' } })
    expect(connection.silentMs).toBeNull()
    await scene.advance(400)
    scene.peer.send('hello')
    await scene.advance(1_001)
    expect(connection.silentMs).toBeCloseTo(1_000, 0)
    void connection.stop()
    expect(connection.silentMs).toBeNull()
    await scene.advance(100)
  })

  test('is told of a connection without a heartbeat as well', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect()
    await scene.advance(400)
    scene.peer.send('hello')
    await scene.advance(30_001)
    expect(connection.silentMs).toBeCloseTo(30_000, 0)
  })
})

describe('the deadline', () => {
  test('of the dial passes when nobody answers it', async () => {
    const scene = new Scene()
    scene.serve()
    scene.network.cut('us', 'peer')
    const connection = scene.connect({ connectTimeoutMs: 3_000, ...noRetry })
    await scene.advance(5_000)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'connect' })
    expectWithinATick(scene.timesOf('dead')[0], 3_000)
    expect(scene.network.pendingDials).toBe(0)
  })

  test('of the dial is the same for every attempt', async () => {
    const scene = new Scene()
    scene.serve()
    scene.network.cut('us', 'peer')
    scene.connect({
      connectTimeoutMs: 3_000,
      backoff: { firstMs: 1_037, jitter: 'none', attempts: 3, factor: 1 },
    })
    await scene.advance(20_000)
    const began = scene.timesOf('connecting')
    const dead = scene.timesOf('dead')
    expect(dead).toHaveLength(3)
    for (const [index, at] of dead.entries()) expectWithinATick(at, (began[index] ?? 0) + 3_000)
  })

  test('of the handshake passes when a hook takes too long', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({
      handshakeTimeoutMs: 2_000,
      onOpen: () => new Promise(() => {}),
      ...noRetry,
    })
    await scene.advance(1_990)
    expect(connection.phase).toBe('connecting')
    await scene.advance(2_000)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'handshake' })
    expectWithinATick(scene.timesOf('dead')[0], 2_002)
  })

  test('of the first frame passes when none comes', async () => {
    const scene = new Scene()
    scene.listen({ firstFrameTimeoutMs: 1_500 })
    await scene.advance(100)
    const peer = scene.dialIn()
    await scene.advance(1_400)
    expect(peer.causes).toEqual([])
    await scene.advance(1_000)
    const causes = scene.events.flatMap((event) =>
      event.kind === 'phase' && event.to === 'dead' ? [event.cause] : [],
    )
    expect(causes).toEqual([{ kind: 'timeout', by: 'peer', of: 'handshake' }])
    expect(peer.causes).toEqual([{ kind: 'eof', by: 'peer' }])
  })

  test('of the first frame is kept by a whole frame, not by its beginning', async () => {
    const scene = new Scene({ codec: lengthPrefixed() })
    const listener = scene.listen({ firstFrameTimeoutMs: 1_500, frameTimeoutMs: 10_000 })
    await scene.advance(100)
    const slow = scene.dialIn()
    const quick = scene.dialIn()
    await scene.advance(100)
    slow.link?.write(Uint8Array.of(0, 0, 0, 5, 65))
    quick.link?.write(Uint8Array.of(0, 0, 0, 1, 65))
    await scene.advance(10)
    expect(listener.connections.map(({ phase }) => phase)).toEqual(['connecting', 'alive'])
    await scene.advance(3_000)
    expect(listener.connections.map(({ phase }) => phase)).toEqual(['alive'])
  })

  test('of a frame passes although bytes of it keep trickling in', async () => {
    const scene = new Scene({ codec: lengthPrefixed() })
    scene.serve()
    const connection = scene.connect({ heartbeat, frameTimeoutMs: 4_000, ...noRetry })
    await scene.advance(500)
    const begun = scene.now + 1
    scene.peer.link?.write(Uint8Array.of(0, 0, 0, 200))
    for (let byte = 0; byte < 30 && connection.phase !== 'failed'; byte += 1) {
      await scene.advance(200)
      scene.peer.link?.write(Uint8Array.of(65))
    }
    expect(scene.timesOf('suspect')).toEqual([])
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'frame' })
    expectWithinATick(scene.timesOf('dead')[0], begun + 4_000)
  })

  test('of a frame passes on time where nothing else is due, and not once the frame is complete', async () => {
    const scene = new Scene({ codec: lengthPrefixed() })
    scene.serve()
    const connection = scene.connect({ frameTimeoutMs: 1_000, ...noRetry })
    await scene.advance(500)
    scene.peer.link?.write(Uint8Array.of(0, 0))
    await scene.advance(500)
    scene.peer.link?.write(Uint8Array.of(0, 1, 65))
    await scene.advance(30_000)
    expect(connection.phase).toBe('alive')
    const begun = scene.now + 1
    scene.peer.link?.write(Uint8Array.of(0, 0))
    await scene.advance(2_000)
    expectWithinATick(scene.timesOf('dead')[0], begun + 1_000)
  })

  test('of a frame starts anew with each frame that begins', async () => {
    const scene = new Scene({ codec: lengthPrefixed() })
    scene.serve()
    const connection = scene.connect({ frameTimeoutMs: 1_000, ...noRetry })
    await scene.advance(500)
    for (let frame = 0; frame < 10; frame += 1) {
      // The end of one frame and the beginning of the next, always something pending.
      scene.peer.link?.write(frame === 0 ? Uint8Array.of(0, 0, 0, 1) : Uint8Array.of(65, 0, 0, 0, 1))
      await scene.advance(700)
    }
    expect(connection.phase).toBe('alive')
    expect(connection.counts.frames).toBe(9)
    await scene.advance(1_000)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'frame' })
  })

  test.each([
    { name: 'readTimeoutMs', cause: { kind: 'timeout', by: 'peer', of: 'read' } },
    { name: 'idleMs', cause: { kind: 'timeout', by: 'us', of: 'idle' } },
  ])('$name passes when nothing was read, heartbeats included, for so long', async ({ name, cause }) => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ [name]: 4_000, ...noRetry })
    await scene.advance(500)
    for (let word = 0; word < 5; word += 1) {
      scene.peer.send('word')
      await scene.advance(3_900)
    }
    expect(connection.phase).toBe('alive')
    const heard = scene.now - 3_900 + 1
    await scene.advance(2_000)
    expect(connection.cause).toEqual(cause)
    expectWithinATick(scene.timesOf('dead')[0], heard + 4_000)
    // In order: the peer sees us leave, not a reset.
    expect(scene.peer.causes).toEqual([{ kind: 'eof', by: 'peer' }])
  })

  test('of an idle connection is moved on by heartbeats', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, idleMs: 3_000, ...noRetry })
    await scene.advance(30_000)
    expect(connection.phase).toBe('alive')
  })

  test('of the age passes whatever comes, from the dial on', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, maxAgeMs: 10_000, ...noRetry })
    await scene.advance(100)
    for (let at = 0; at < 11_000; at += 100) {
      scene.peer.send('still talking')
      await scene.advance(100)
    }
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'us', of: 'age' })
    expectWithinATick(scene.timesOf('dead')[0], 10_000)
  })

  test('of the age begins anew with each link', async () => {
    const scene = new Scene()
    scene.serve(pong)
    scene.connect({ heartbeat, maxAgeMs: 10_000, backoff: { firstMs: 500, jitter: 'none' } })
    await scene.advance(35_000)
    const began = scene.timesOf('connecting')
    const dead = scene.timesOf('dead')
    expect(dead.length).toBeGreaterThanOrEqual(3)
    for (const [index, at] of dead.entries()) expectWithinATick(at, (began[index] ?? 0) + 10_000)
  })

  test('of the age passes on accepted connections, whether or not the peer is still sending', async () => {
    const scene = new Scene()
    const listener = scene.listen({ maxAgeMs: 10_000 })
    await scene.advance(100)
    const peer = scene.dialIn()
    for (let at = 0; at < 12_000; at += 500) {
      await scene.advance(500)
      if (peer.causes.length === 0) peer.send('still sending')
    }
    expect(listener.size).toBe(0)
    const [id] = scene.events.flatMap((event) => (event.kind === 'phase' ? [event.id] : []))
    expect(scene.phases(id)).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    expectWithinATick(scene.timesOf('dead', id)[0], (scene.timesOf('connecting', id)[0] ?? 0) + 10_000)
  })

  test('of the age is measured by the clock: a stall counts', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ maxAgeMs: 10_000, ...noRetry })
    await scene.advance(1_000)
    scene.clock.stall(20_000)
    await scene.advance(60)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'us', of: 'age' })
  })

  test('of a write passes when the peer does not read', async () => {
    const scene = new Scene({ windowBytes: 1_000 })
    scene.serve()
    const connection = scene.connect({ writeTimeoutMs: 3_000, ...noRetry })
    await scene.advance(500)
    scene.peer.link?.pause()
    const sent = fateOf(connection.send('x'.repeat(5_000)))
    await scene.advance(2_900)
    expect(connection.phase).toBe('alive')
    await scene.advance(1_000)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'write' })
    expect(sent).toMatchObject({ state: 'failed', error: { cause: { kind: 'timeout', of: 'write' } } })
    expectWithinATick(scene.timesOf('dead')[0], 3_500)
  })

  test('of a write does not pass while bytes go out, however slowly', async () => {
    const scene = new Scene({ windowBytes: 100 })
    scene.serve()
    const connection = scene.connect({ writeTimeoutMs: 1_000, ...noRetry })
    await scene.advance(500)
    scene.peer.link?.pause()
    const sent = connection.send('x'.repeat(999))
    for (let sip = 0; sip < 12; sip += 1) {
      scene.peer.link?.resume()
      await scene.advance(0)
      scene.peer.link?.pause()
      await scene.advance(800)
    }
    await sent
    expect(connection.phase).toBe('alive')
    await scene.advance(5_000)
    expect(connection.phase).toBe('alive')
  })

  test('of a write passes on bytes of a hook, too', async () => {
    const scene = new Scene({ windowBytes: 1_000 })
    scene.serve()
    scene.network.mute('peer')
    const connection = scene.connect({
      writeTimeoutMs: 1_000,
      handshakeTimeoutMs: 30_000,
      onOpen: (link) => link.send('x'.repeat(5_000)),
      ...noRetry,
    })
    await scene.advance(5_000)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'write' })
  })

  test('of a write passes on bytes that were stuck since the handshake', async () => {
    const scene = new Scene({ windowBytes: 1_000 })
    scene.serve()
    scene.network.mute('peer')
    const connection = scene.connect({
      writeTimeoutMs: 1_000,
      onOpen: async (link) => {
        link.send('x'.repeat(5_000)).catch(() => {})
        await scene.pass(2_000)
      },
      ...noRetry,
    })
    await scene.advance(10_000)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'write' })
  })

  test('of a write or the verdict of silence, whichever is first, ends a frozen peer with a full buffer', async () => {
    for (const { writeTimeoutMs, kind } of [
      { writeTimeoutMs: 500, kind: 'timeout' },
      { writeTimeoutMs: 10_000, kind: 'silent' },
    ]) {
      const scene = new Scene({ windowBytes: 100 })
      scene.serve(pong)
      const connection = scene.connect({ heartbeat, writeTimeoutMs, ...noRetry })
      await scene.advance(1_500)
      scene.network.freeze('peer')
      connection.send('x'.repeat(500)).catch(() => {})
      await scene.advance(20_000)
      expect(connection.cause?.kind).toBe(kind)
    }
  })

  test('of the close passes when the peer does not say goodbye in turn', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ closeTimeoutMs: 1_500 })
    await scene.advance(500)
    scene.network.freeze('peer')
    const stopped = connection.stop()
    await scene.advance(1_400)
    expect(connection.phase).toBe('dead')
    await scene.advance(300)
    expect(connection.phase).toBe('stopped')
    expect(connection.cause).toEqual({ kind: 'cancelled', by: 'us' })
    expectWithinATick(scene.timesOf('stopped')[0], 2_000)
    await stopped
  })

  test('that is switched off never passes', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({
      frameTimeoutMs: false,
      writeTimeoutMs: false,
      handshakeTimeoutMs: false,
    })
    await scene.advance(600_000)
    expect(connection.phase).toBe('alive')
    // Nothing is due, so nothing ticks.
    expect(scene.clock.pending).toBe(0)
  })
})

test('a connection that has stopped leaves no deadline behind, however far off', async () => {
  const scene = new Scene()
  scene.serve()
  const connection = scene.connect({ heartbeat, maxAgeMs: 3_600_000, idleMs: 60_000 })
  await scene.advance(1_000)
  expect(scene.clock.pending).toBeGreaterThan(0)
  void connection.stop()
  await scene.advance(10)
  expect(connection.phase).toBe('stopped')
  expect(scene.clock.pending).toBe(0)
})

describe('a link that is proven', () => {
  const backoff = { firstMs: 100, factor: 2, maxMs: 100_000, jitter: 'none', stableMs: 5_000 } as const

  test('starts attempts over after the stable time, not before', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, backoff })
    for (let link = 0; link < 4; link += 1) {
      await scene.until(connection, 'alive')
      await scene.advance(3_000)
      scene.network.reset('us', 'peer')
      await scene.advance(1)
    }
    expect(scene.delays).toEqual([100, 200, 400, 800])
    await scene.until(connection, 'alive')
    await scene.advance(7_000)
    scene.network.reset('us', 'peer')
    await scene.advance(1)
    expect(scene.delays.at(-1)).toBe(100)
  })

  test('counts the stable time from its first bytes, not from its opening', async () => {
    for (const { listens, delays } of [
      { listens: 4_900, delays: [100, 200] },
      { listens: 5_100, delays: [100, 100] },
    ]) {
      const scene = new Scene()
      scene.serve()
      const connection = scene.connect({ backoff })
      for (let link = 0; link < 2; link += 1) {
        await scene.until(connection, 'alive')
        // A long silence on an open link proves nothing.
        await scene.advance(20_000)
        scene.peer.send('first words')
        await scene.advance(1 + listens)
        scene.network.reset('us', 'peer')
        await scene.advance(2)
      }
      expect(scene.delays).toEqual(delays)
    }
  })

  test('is never one whose peer accepts and says nothing: the back-off grows for ever', async () => {
    const scene = new Scene()
    scene.serve(pong)
    scene.network.mute('peer')
    scene.connect({ heartbeat, backoff: { ...backoff, maxMs: 3_200 } })
    await scene.advance(60_000)
    expect(scene.delays.slice(0, 8)).toEqual([100, 200, 400, 800, 1_600, 3_200, 3_200, 3_200])
    expect(scene.timesOf('alive').length).toBeGreaterThan(8)
  })

  test('is one of a listener as well', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ heartbeat: { ...heartbeat, protocol: listenOnly }, backoff })
    for (let link = 0; link < 3; link += 1) {
      await scene.until(connection, 'alive')
      await scene.advance(2)
      for (let beat = 0; beat < 8; beat += 1) {
        scene.peer.send('beat')
        await scene.advance(1_000)
      }
      scene.network.reset('us', 'peer')
      await scene.advance(2)
    }
    expect(scene.delays).toEqual([100, 100, 100])
  })

  test('that sends a greeting and drops us escalates', async () => {
    const scene = new Scene()
    const peers = scene.serve()
    const connection = scene.connect({ backoff })
    for (let link = 0; link < 5; link += 1) {
      await scene.until(connection, 'alive')
      await scene.advance(2)
      peers.at(-1)?.send('welcome')
      await scene.advance(50)
      peers.at(-1)?.link?.close()
      await scene.until(connection, 'backoff')
    }
    expect(scene.delays).toEqual([100, 200, 400, 800, 1_600])
  })

  test('and is suspect when its stable time is over is stable only after it was heard again', async () => {
    const scene = new Scene({ random: atTheEnd })
    scene.serve()
    const connection = scene.connect({
      heartbeat: { ...heartbeat, misses: 100 },
      backoff: { ...backoff, stableMs: 3_000 },
    })
    for (const { heardAgain, delays } of [
      { heardAgain: false, delays: [100] },
      { heardAgain: false, delays: [100, 200] },
      { heardAgain: true, delays: [100, 200, 100] },
    ]) {
      await scene.until(connection, 'alive')
      await scene.advance(2)
      scene.peer.send('proof')
      await scene.advance(4_000)
      expect(connection.phase).toBe('suspect')
      for (let word = 0; heardAgain && word < 7; word += 1) {
        scene.peer.send('here')
        await scene.advance(1_000)
      }
      scene.network.reset('us', 'peer')
      await scene.advance(2)
      expect(scene.delays).toEqual(delays)
    }
  })
})

test('a peer that beats without answering is alive by its beats', async () => {
  const scene = new Scene()
  scene.serve((frame) => (frame === 'HEARTBEAT' ? 'HEARTBEAT' : undefined))
  const connection = scene.connect({ heartbeat: { ...heartbeat, protocol: heartbeatWord } })
  await scene.advance(20_000)
  expect(scene.phases()).toEqual(['connecting', 'alive'])
  expect(connection.rttMs).toBeNull()
  expect(connection.counts.frames).toBe(0)
})

describe('a detector that learns', () => {
  /** Judges as `fixed` does, and writes down what it was taught. */
  function pupil(): { rule: DetectorRule; taught: number[] } {
    const taught: number[] = []
    const detector = (limits: DetectorLimits): Detector => ({
      ...fixed.detector(limits),
      learn: (lateMs) => taught.push(lateMs),
    })
    return {
      rule: { name: 'pupil', teacher: lessons, shortestMs: ({ suspectMs }) => suspectMs, detector },
      taught,
    }
  }

  test.each([
    { by: 'a stall of ours', strike: ({ clock }: Scene) => clock.stall(6_000) },
    { by: 'a sleep', strike: ({ clock }: Scene) => clock.jumpWall(60_000) },
  ])('is taught no answer that was late by $by', async ({ strike }) => {
    const { rule, taught } = pupil()
    for (let from = 3_000; from < 4_000; from += 35) {
      const scene = new Scene({ latencyMs: 30 })
      scene.serve(pong)
      scene.connect({ heartbeat: { ...heartbeat, detector: rule } })
      await scene.advance(from)
      strike(scene)
      await scene.advance(3_000)
    }
    expect(taught.length).toBeGreaterThan(100)
    expect(Math.max(...taught)).toBeLessThanOrEqual(60 + 1)
  })

  test('is taught by the answers to the transport’s own pings', async () => {
    const { rule, taught } = pupil()
    const scene = new Scene({ random: atTheEnd })
    const transport = new HintingTransport()
    scene.supervisor.connect('a', transport, { heartbeat: { ...times, detector: rule } })
    await scene.advance(0)
    const [link] = transport.links
    for (const lateMs of [20, 70, 400]) {
      const pings = link?.pinged ?? 0
      while (link?.pinged === pings) await scene.advance(1)
      await scene.advance(lateMs)
      link?.owner?.heard()
      link?.owner?.ponged(true)
    }
    expect(taught.map((ms) => Math.round(ms))).toEqual([20, 70, 400])
  })

  test.each([
    { opens: 'at once', options: {} },
    { opens: 'with its first frame', options: { firstFrameTimeoutMs: 5_000 } },
  ])('is taught by the beats of a peer that dialled us and is alive $opens', async ({ options }) => {
    const { rule, taught } = pupil()
    const scene = new Scene()
    scene.listen({ heartbeat: { ...heartbeat, protocol: listenOnly, detector: rule }, ...options })
    const peer = scene.dialIn()
    await scene.advance(10)
    for (let beats = 0; beats < 10; beats += 1) {
      peer.send('beat')
      await scene.advance(1_200)
    }
    // The first one had its time from the opening on.
    expect(taught.map((ms) => Math.round(ms))).toEqual([...Array(9)].map(() => 200))
  })
})

describe('a sleep', () => {
  const judged: HeartbeatOptions = { protocol: pingPong, everyMs: EVERY, timeoutMs: TIMEOUT, misses: 2 }
  const boundMs = EVERY + 2 * TIMEOUT

  /** Of the machine, whose clock that never goes back stands still; and of this process alone. */
  const SLEEPS = [
    { of: 'this machine', sleep: ({ clock }: Scene) => clock.jumpWall(60_000) },
    { of: 'this process', sleep: ({ clock }: Scene) => clock.stall(60_000) },
  ]

  /** When each phase was entered, by the clock that never goes back. */
  function entries(scene: Scene, connection: Connection): (readonly [string, number])[] {
    const log: (readonly [string, number])[] = []
    connection.phase$.subscribe(({ phase }) => log.push([phase, scene.now]))
    return log
  }

  test.each(SLEEPS)('of $of makes a peer suspect at once, with a probe, and no worse', async ({ sleep }) => {
    for (let from = 1_000; from < 2_050; from += 35) {
      const scene = new Scene({ random: atTheEnd, latencyMs: 103 })
      scene.serve(pong)
      const connection = scene.connect({ heartbeat: judged, ...noRetry })
      await scene.advance(from)
      const got = scene.peer.got.length
      sleep(scene)
      const wokenAt = scene.now
      const log = entries(scene, connection)
      await scene.advance(5_000)
      expect([from, log.map(([phase]) => phase)]).toEqual([from, ['alive', 'suspect', 'alive']])
      expect(log[1]?.[1]).toBeLessThanOrEqual(wokenAt + TICK)
      expect(log[2]?.[1]).toBeLessThanOrEqual(wokenAt + TICK + 206)
      expect(scene.peer.got.length).toBeGreaterThan(got)
      expect(connection.quality).toMatchObject({ misses: 0, suspicions: 1, verdicts: 0, stalls: 1 })
    }
  })

  test.each(SLEEPS)(
    'of $of leaves a peer that is gone one whole deadline of our time, and no more',
    async (row) => {
      for (const misses of [1, 2, 4]) {
        const scene = new Scene({ random: atTheEnd })
        scene.serve(pong)
        const connection = scene.connect({ heartbeat: { ...judged, misses }, ...noRetry })
        await scene.advance(1_300)
        scene.network.cut('us', 'peer')
        row.sleep(scene)
        const wokenAt = scene.now
        const log = entries(scene, connection)
        await scene.advance(10_000)
        expect(log.map(([phase]) => phase)).toEqual(['alive', 'suspect', 'dead', 'failed'])
        expect(log[2]?.[1]).toBeGreaterThanOrEqual(wokenAt + misses * TIMEOUT)
        expect(log[2]?.[1]).toBeLessThanOrEqual(wokenAt + misses * TIMEOUT + 2 * TICK)
      }
    },
  )

  test('after another, while the peer is suspect, gives it a new deadline', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat: judged, ...noRetry })
    await scene.advance(1_300)
    const heal = scene.network.cut('us', 'peer')
    scene.clock.jumpWall(60_000)
    await scene.advance(2 * TIMEOUT - 2 * TICK)
    expect(connection.phase).toBe('suspect')
    scene.clock.jumpWall(60_000)
    await scene.advance(TIMEOUT - 2 * TICK)
    expect(connection.phase).toBe('suspect')
    heal()
    await scene.advance(2 * TIMEOUT)
    expect(scene.phases()).toEqual(['connecting', 'alive', 'suspect', 'alive'])
  })

  test('shorter than the bound is a stall like any other, and says that it was a sleep', async () => {
    const scene = new Scene()
    scene.serve(pong)
    scene.connect({ heartbeat: { ...judged, everyMs: 60_000 } })
    await scene.advance(1_000)
    scene.clock.jumpWall(60_000)
    await scene.advance(1_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
    const stalls = scene.events.filter((event) => event.kind === 'stall')
    expect(stalls).toEqual([expect.objectContaining({ kind: 'stall', lostMs: 60_000, slept: true })])
    expect(scene.supervisor.stalls).toEqual({
      count: 1,
      lostMs: 60_000,
      longestMs: 60_000,
      latestAt: stalls[0]?.at,
    })
  })

  test.each([
    { ms: boundMs - TICK - 1, phases: ['connecting', 'alive'] },
    { ms: boundMs, phases: ['connecting', 'alive', 'suspect', 'alive'] },
  ])('of $ms ms is one or not by the bound of 2000 ms, by no other measure', async ({ ms, phases }) => {
    const scene = new Scene()
    scene.serve(pong)
    scene.connect({ heartbeat: judged })
    await scene.advance(3_000)
    scene.clock.jumpWall(ms)
    await scene.advance(3_000)
    expect(scene.phases()).toEqual(phases)
  })

  test('is told once, though wheels of several ticks notice it', async () => {
    const scene = new Scene()
    scene.serve(pong)
    scene.connect({ heartbeat: judged })
    scene.supervisor.connect('tight', scene.toPeer(), {
      heartbeat: { protocol: pingPong, everyMs: 100, timeoutMs: 90 },
    })
    await scene.advance(1_000)
    scene.clock.jumpWall(60_000)
    await scene.advance(1_000)
    scene.clock.stall(6_000)
    await scene.advance(1_000)
    expect(scene.supervisor.stalls).toMatchObject({ count: 2 })
  })

  test('is not what a clock is that was set back', async () => {
    const scene = new Scene()
    scene.serve(pong)
    scene.connect({ heartbeat: judged, ...noRetry })
    await scene.advance(1_000)
    scene.clock.jumpWall(-3_600_000)
    await scene.advance(20_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
    expect(scene.supervisor.stalls).toMatchObject({ count: 0, latestAt: null })
  })

  test('makes a peer that only beats by itself suspect until its next beat', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ heartbeat: { ...judged, protocol: listenOnly }, ...noRetry })
    await scene.advance(500)
    scene.clock.stall(60_000)
    await scene.advance(2 * TICK)
    expect(connection.phase).toBe('suspect')
    scene.peer.send('beat')
    await scene.advance(100)
    expect(connection.phase).toBe('alive')
    await scene.advance(boundMs - 200)
    expect(connection.phase).not.toBe('dead')
  })

  test('during a pause makes nobody suspect who was not read', async () => {
    const scene = new Scene({ random: atTheEnd })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat: judged, ...noRetry })
    await scene.advance(1_500)
    connection.pause()
    await scene.advance(500)
    scene.clock.jumpWall(60_000)
    await scene.advance(5_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
    connection.resume()
    await scene.advance(5_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
  })

  test('charges nobody whose heartbeat is not judged', async () => {
    const scene = new Scene()
    scene.serve()
    scene.connect({ heartbeat: { ...judged, detector: 'none' } })
    await scene.advance(500)
    scene.clock.stall(60_000)
    await scene.advance(10_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
  })
})

test('a suspect that is heard again is judged as any alive peer is, though its next miss was far off', async () => {
  for (const protocol of [listenOnly, pingPong]) {
    const scene = new Scene({ random: atTheEnd })
    scene.serve()
    const connection = scene.connect({
      heartbeat: { protocol, everyMs: EVERY, timeoutMs: TIMEOUT, suspect: { forMs: 60_000, probes: 1 } },
    })
    await scene.until(connection, 'suspect')
    await scene.advance(1_700)
    scene.peer.send('42')
    await scene.until(connection, 'alive')
    const heardAt = scene.now
    await scene.until(connection, 'suspect')
    expect(scene.now).toBeGreaterThanOrEqual(heardAt + EVERY + TIMEOUT)
    expect(scene.now).toBeLessThanOrEqual(heardAt + EVERY + TIMEOUT + TICK)
  }
})

describe('business data', () => {
  const watched: ConnectOptions = { heartbeat, staleAfterMs: 5_000, ...noRetry }
  const staleness = (scene: Scene) =>
    scene.events.filter((event) => event.kind === 'stale' || event.kind === 'fresh')

  test('that stops is told of once, though every ping is answered, and so is its return', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect(watched)
    connection.frames$.subscribe()
    await scene.advance(4_000)
    scene.peer.send('42')
    await scene.advance(4_900)
    expect(connection.isStale).toBe(false)
    await scene.advance(200)
    expect(connection.isStale).toBe(true)
    expect(connection.phase).toBe('alive')
    await scene.advance(30_000)
    scene.peer.send('43')
    await scene.advance(100)
    expect(connection.isStale).toBe(false)
    expect(staleness(scene).map(({ kind }) => kind)).toEqual(['stale', 'fresh'])
    const [silentMs = NaN] = staleness(scene).map((event) => (event.kind === 'stale' ? event.silentMs : NaN))
    expect(silentMs).toBeGreaterThanOrEqual(5_000)
    expect(silentMs).toBeLessThanOrEqual(5_000 + TICK)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
  })

  test('that never comes is missed from the opening on', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect(watched)
    await scene.advance(5_100)
    expect(connection.isStale).toBe(true)
  })

  test('that stops ends the link, if asked, and the next one is watched anew', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({
      heartbeat,
      staleAfterMs: 5_000,
      whenStale: 'end',
      backoff: { jitter: 'none' },
    })
    await scene.advance(5_100)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'stale' })
    await scene.advance(1_000)
    expect(connection.phase).toBe('alive')
    expect(connection.isStale).toBe(false)
    await scene.advance(5_100)
    expect(scene.timesOf('dead')).toHaveLength(2)
  })

  test('is not missed while there is no link, nor called stale any more', async () => {
    for (const after of [3_000, 5_100]) {
      const scene = new Scene()
      scene.serve(pong)
      const connection = scene.connect({ heartbeat, staleAfterMs: 5_000, backoff: { jitter: 'none' } })
      await scene.advance(after)
      scene.peer.link?.destroy()
      await scene.advance(10)
      // The next dial is not answered.
      scene.network.cut('us', 'peer')
      await scene.advance(100)
      expect([after, connection.phase, connection.isStale]).toEqual([after, 'backoff', false])
      await scene.advance(9_000)
      expect([after, connection.phase, connection.isStale]).toEqual([after, 'connecting', false])
      expect(staleness(scene)).toHaveLength(after < 5_000 ? 0 : 1)
    }
  })

  test('is not missed while we did not read, or did not run', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect(watched)
    await scene.advance(3_000)
    connection.pause()
    await scene.advance(20_000)
    connection.resume()
    await scene.advance(1_000)
    scene.clock.stall(20_000)
    await scene.advance(500)
    expect(staleness(scene)).toEqual([])
    await scene.advance(1_000)
    expect(staleness(scene)).toHaveLength(1)
  })

  test('is watched without any heartbeat, and what is ignored is data all the same', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ heartbeat: 'none', frames: 'ignore', staleAfterMs: 5_000 })
    for (let round = 0; round < 3; round += 1) {
      await scene.advance(4_000)
      scene.peer.send('42')
    }
    await scene.advance(1_000)
    expect(connection.isStale).toBe(false)
    await scene.advance(5_000)
    expect(connection.isStale).toBe(true)
  })

  test('heartbeats are none of it', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ ...watched, heartbeat: { ...heartbeat, protocol: pingPong } })
    for (let round = 0; round < 6; round += 1) {
      await scene.advance(1_000)
      scene.peer.send('ping')
    }
    expect(connection.isStale).toBe(true)
  })
})

describe('the quality of watching', () => {
  test('has what a peer that falls silent twice went through', async () => {
    const scene = new Scene({ random: atTheEnd })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, backoff: { jitter: 'none' } })
    await scene.advance(3_000)
    for (let round = 0; round < 2; round += 1) {
      const heal = scene.network.cut('us', 'peer')
      await scene.advance(BOUND + EVERY)
      heal()
      await scene.advance(5_000)
    }
    const { quality } = connection
    expect(quality).toMatchObject({ misses: 6, suspicions: 2, verdicts: 2, stalls: 0 })
    expect(quality.rttMs?.p50).toBeCloseTo(2, 0)
    expect(quality.detectionMs?.p50).toBeGreaterThanOrEqual(BOUND)
    expect(quality.detectionMs?.p99).toBeLessThanOrEqual(BOUND + TICK)
    expect(scene.supervisor.quality).toEqual(quality)
    await scene.stop()
    expect(scene.supervisor.quality).toEqual(quality)
    expect(connection.quality).toEqual(quality)
  })

  test('counts a stall as survived once the peer was heard again', async () => {
    const scene = new Scene({ latencyMs: 40 })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat })
    await scene.advance(3_000)
    scene.clock.stall(3_000)
    await scene.advance(TICK)
    expect(connection.quality.stalls).toBe(0)
    await scene.advance(1_000)
    expect(connection.quality.stalls).toBe(1)
    scene.network.cut('us', 'peer')
    scene.clock.stall(3_000)
    await scene.advance(BOUND + 2 * TIMEOUT)
    expect(connection.quality).toMatchObject({ stalls: 1, verdicts: 1 })
  })

  test('knows how suspicious a silence is, up to the verdict', async () => {
    const scene = new Scene({ random: atTheEnd })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, ...noRetry })
    await scene.advance(2_010)
    expect(connection.suspicion).toBe(0)
    scene.network.cut('us', 'peer')
    const levels: number[] = []
    for (let step = 0; step < 5; step += 1) {
      await scene.advance(250)
      levels.push(connection.suspicion ?? NaN)
    }
    expect(levels).toEqual([...levels].sort((a, b) => a - b))
    expect(levels[0]).toBeLessThan(0.2)
    expect(levels.at(-1)).toBeGreaterThan(0.75)
    expect(levels.at(-1)).toBeLessThan(1)
    await scene.advance(2 * TIMEOUT)
    expect(connection.suspicion).toBeNull()
  })
})

/** The vital signs of links that are but told of; `told` is what their owner hears, `visits` when they were looked at. */
function alone(options: ConnectOptions = {}, plan = connectPlan(options, whole), clock = virtualClock()) {
  const told: [what: string, at: number][] = []
  const visits: number[] = []
  const world = worldOf(
    clock,
    () => 0,
    () => {},
  )
  class Watched extends Vitals {
    override visit(now: number): number {
      visits.push(now)
      return super.visit(now)
    }
  }
  const say = (what: string) => told.push([what, clock.now()])
  const vitals = new Watched(plan, world, {
    report: (event) => say(event.type === 'deadline.passed' ? event.of : event.type),
    beat: () => say('beat'),
    releaseHeld: () => say('released'),
    staleFor: (ms) => say(ms === null ? 'fresh' : 'stale'),
  })
  const pass = (ms: number) => clock.advanceSync(ms)
  const when = (what: string) => told.flatMap(([each, at]) => (each === what ? [at] : []))
  return { vitals, clock, wheels: world.wheels, told, visits, pass, when }
}

/** The same, of a link that is open. */
function open(options: ConnectOptions = {}, ...rest: [plan?: Plan]) {
  const bench = alone(options, ...rest)
  bench.vitals.dialling()
  bench.vitals.open()
  return bench
}

describe('the stable time of a link', () => {
  const beats: HeartbeatOptions = { ...heartbeat, misses: 100 }
  const stableIn = (stableMs: number): ConnectOptions => ({ backoff: { stableMs } })

  test('is told of once, and looked at no more', () => {
    const { vitals, when, visits, pass, wheels } = open(stableIn(5_000))
    pass(100)
    vitals.heard()
    pass(60_000)
    const [at, ...more] = when('link.stabilised')
    expectWithinATick(at, 5_100)
    expect([more, wheels.armed]).toEqual([[], 0])
    expect(visits.length).toBeLessThan(4)
  })

  test('does not begin anew with a suspicion that is refuted', () => {
    const { vitals, when, pass } = open({ heartbeat: beats, ...stableIn(3_000) })
    pass(100)
    vitals.heard()
    pass(1_900)
    expect(when('peer.silent')).toHaveLength(1)
    vitals.heard()
    pass(1_400)
    expect(when('peer.heard')).toEqual([2_000])
    expectWithinATick(when('link.stabilised')[0], 3_100)
  })

  test('that ends while the peer is suspect is waited for once more, and not cut short by a sign of life', () => {
    const { vitals, when, pass, visits } = open({ heartbeat: beats, ...stableIn(3_000) })
    pass(100)
    vitals.heard()
    pass(3_900)
    const before = visits.length
    for (let word = 0; word < 4; word += 1) {
      vitals.heard()
      pass(900)
    }
    expectWithinATick(when('link.stabilised')[0], 6_100)
    expect(visits.length - before).toBeLessThan(16)
  })

  test('is not over before the link is open, however soon its first bytes came', () => {
    const { vitals, when, pass } = alone(stableIn(100))
    vitals.dialling()
    vitals.shaking()
    pass(50)
    vitals.heard()
    pass(950)
    expect(when('link.stabilised')).toEqual([])
    vitals.open()
    pass(200)
    expect(when('link.stabilised')).toHaveLength(1)
  })

  test('is nothing to wait for where the peer dialled us: nobody counts attempts', () => {
    const { vitals, told, wheels, pass } = open({}, acceptPlan({}, whole))
    vitals.heard()
    expect(wheels.armed).toBe(0)
    pass(60_000)
    expect(told).toEqual([])
  })
})

describe('bytes that wait to be written', () => {
  /** How many wait, and how many have left. */
  class Slow extends FakeLink {
    override buffered = 0
    override flushed = 0
  }

  function writing() {
    const link = new Slow()
    return { link, ...open({ writeTimeoutMs: 1_000, connectTimeoutMs: false }) }
  }

  test('have their deadline from the first of them on, though more are written all the while', () => {
    const { vitals, link, when, pass } = writing()
    link.buffered = 10
    for (let write = 0; write < 30; write += 1) {
      vitals.written(link)
      pass(100)
    }
    expectWithinATick(when('write')[0], 1_000)
  })

  test('have it anew while some leave, and none any more once they are stuck', () => {
    const { vitals, link, when, pass } = writing()
    link.buffered = 10
    vitals.written(link)
    pass(500)
    link.flushed = 5
    pass(4_500)
    expectWithinATick(when('write')[0], 2_000)
  })

  test('have none once all have left', () => {
    const { vitals, link, told, wheels, pass } = writing()
    vitals.written(link)
    expect(wheels.armed).toBe(0)
    link.buffered = 10
    vitals.written(link)
    expect(wheels.armed).toBe(1)
    pass(500)
    link.buffered = 0
    link.flushed = 10
    pass(600)
    expect([told, wheels.armed]).toEqual([[], 0])
  })
})

describe('a time in which nobody reads', () => {
  test('begins once, however often that is said', () => {
    const { vitals, pass } = open()
    pass(1_000)
    vitals.heard()
    vitals.deaf()
    pass(500)
    vitals.deaf()
    pass(500)
    vitals.hearing()
    expect(vitals.silentMs).toBe(0)
  })

  test('is not over where none had begun', () => {
    const { vitals, pass } = open()
    vitals.heard()
    pass(1_000)
    vitals.hearing()
    expect(vitals.silentMs).toBe(1_000)
  })

  test.each([0, 1, 2])('may begin at any moment: here at %i ms', (at) => {
    const { vitals, pass } = open()
    pass(at)
    vitals.heard()
    vitals.deaf()
    pass(1_000)
    vitals.hearing()
    expect(vitals.silentMs).toBe(0)
  })
})

describe('one deadline takes the place of another:', () => {
  test('that of the first frame that of the dial', () => {
    const { vitals, told, pass } = alone({ connectTimeoutMs: 300, firstFrameTimeoutMs: 1_000 })
    vitals.dialling()
    pass(200)
    vitals.awaitingFrame()
    pass(3_000)
    expect(told[0]?.[0]).toBe('handshake')
    expectWithinATick(told[0]?.[1], 1_200)
  })

  test('that of the hooks that of the first frame', () => {
    const { vitals, told, pass } = alone({ firstFrameTimeoutMs: 300, handshakeTimeoutMs: 1_000 })
    vitals.dialling()
    vitals.awaitingFrame()
    pass(100)
    vitals.shaking()
    pass(3_000)
    expectWithinATick(told[0]?.[1], 1_100)
  })
})

describe('stalls that a link has lived through', () => {
  test('are those since it opened', () => {
    const { vitals, clock, pass } = alone()
    vitals.dialling()
    pass(100)
    clock.stall(600)
    pass(100)
    vitals.open()
    expect(vitals.survived).toBe(0)
  })

  test('are lived through with the first bytes after them, in the very tick that notices them, too', () => {
    const { vitals, clock, pass } = open({ heartbeat })
    pass(100)
    clock.stall(600)
    pass(0)
    expect(vitals.survived).toBe(0)
    vitals.heard()
    expect(vitals.survived).toBe(1)
  })
})

describe('without a heartbeat', () => {
  test('nothing is missed, and nothing suspicious', () => {
    const { vitals, pass } = open()
    pass(60_000)
    expect([vitals.misses, vitals.suspicion]).toEqual([0, 0])
  })

  const detector: DetectorRule = { ...fixed, teacher: lessons }
  test.each<{ situation: string; options: ConnectOptions; closes?: boolean }>([
    { situation: 'that nobody asked for', options: {} },
    { situation: 'of which nobody judges', options: { heartbeat: { ...heartbeat, detector: 'none' } } },
    { situation: 'that come late', options: { heartbeat: { ...heartbeat, detector } }, closes: true },
  ])('or the need of one, answers $situation teach nobody', ({ options, closes = false }) => {
    const { vitals, pass } = open(options)
    if (closes) vitals.closing(true)
    pass(10)
    vitals.heard()
    vitals.answered()
    expect(vitals.misses).toBe(0)
  })
})

test('a detector that throws when the wheel comes by ends that life alone', () => {
  let isBroken = false
  const rule: DetectorRule = {
    ...fixed,
    teacher: lessons,
    detector: ({ suspectMs, deadMs }) => ({
      get suspectMs() {
        if (isBroken) throw new Error('boom')
        return suspectMs
      },
      deadMs,
      learn() {},
      suspicion: () => 0,
    }),
  }
  const { vitals, told, pass } = open({ heartbeat: { ...heartbeat, detector: rule } })
  vitals.heard()
  isBroken = true
  pass(5_000)
  expect(told.at(-1)?.[0]).toBe('hook.crashed')
})

describe('business data over a link that takes the place of another', () => {
  function replaced(before: ConnectOptions, after: ConnectOptions) {
    const clock = virtualClock()
    const [old, fresh] = [before, after].map((options) => alone(options, connectPlan(options, whole), clock))
    if (old === undefined || fresh === undefined) throw new Error('two of two')
    for (const { vitals } of [old, fresh]) {
      vitals.dialling()
      vitals.open()
    }
    return { old, fresh, clock }
  }

  test.each<{ was: ConnectOptions; is: ConnectOptions; stale: boolean }>([
    { was: { staleAfterMs: 1_000 }, is: {}, stale: false },
    { was: {}, is: { staleAfterMs: 1_000 }, stale: true },
  ])('may be watched where it was not, and the other way round: $was, $is', ({ was, is, stale }) => {
    const { old, fresh, clock } = replaced(was, is)
    fresh.vitals.succeed(old.vitals)
    clock.advanceSync(2_000)
    expect(fresh.vitals.isStale).toBe(stale)
  })

  test('is not missed for the time in which the old one was not read', () => {
    const watched = { staleAfterMs: 2_000 }
    const { old, fresh, clock } = replaced(watched, watched)
    fresh.vitals.fresh()
    clock.advanceSync(500)
    old.vitals.deaf()
    clock.advanceSync(2_900)
    const next = alone(watched, connectPlan(watched, whole), clock)
    next.vitals.dialling()
    next.vitals.open()
    next.vitals.succeed(old.vitals)
    clock.advanceSync(10_000)
    expectWithinATick(next.when('stale')[0], 3_400 + 1_500)
  })

  test('is looked for when it is due, and not at each tick', () => {
    const { visits, when, pass } = open({ staleAfterMs: 60_000, connectTimeoutMs: false })
    pass(59_000)
    // The wheel comes by once a turn.
    expect(visits.length).toBeLessThan(4)
    pass(1_100)
    expect(when('stale')).toHaveLength(1)
  })
})
