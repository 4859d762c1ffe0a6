import { Subject } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { type BreakerOptions, breaker, byDefault, cached } from '../../src/breaker/index.ts'
import type { Phase } from '../../src/index.ts'
import { type Cause, pingPong } from '../../src/index.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'

const backoff = { firstMs: 1_000, jitter: 'none' } as const
const fails = () => Promise.reject(new Error('no'))

/** A breaker on virtual time, and what it heeds in the hands of the test. */
function given(options: BreakerOptions = {}) {
  const clock = virtualClock()
  const phases = new Subject<{ phase: Phase; cause: Cause | null }>()
  const own = breaker({ id: 'prices', failures: 2, backoff, clock, of: { phase$: phases }, ...options })
  const seen: string[] = []
  own.phase$.subscribe(({ phase }) => seen.push(phase))
  const be = (phase: Phase, cause: Cause | null = null) => phases.next({ phase, cause })
  const call = () => own.call(() => 'yes')
  const fail = () => own.call(fails).catch((error: Error) => error.name)
  return { clock, own, seen, be, end: () => phases.complete(), call, fail }
}

describe('By the results of calls', () => {
  test('it opens after so many failures in a row, and makes no call any more', async () => {
    const { own, call, fail, clock } = given()
    expect([await fail(), await call(), await fail(), await fail()]).toEqual([
      'Error',
      'yes',
      'Error',
      'Error',
    ])
    expect(own).toMatchObject({ phase: 'open', retryAt: clock.wall() + 1_000 })
    await expect(call()).rejects.toMatchObject({
      name: 'BreakerError',
      message: 'prices is open',
      breaker: 'prices',
      retryAt: clock.wall() + 1_000,
      cause: new Error('no'),
    })
    own.stop()
  })

  test('after its open time one call is a probe, and its success closes it', async () => {
    const { own, seen, call, fail, clock } = given()
    await fail()
    await fail()
    await clock.advance(1_000)
    expect(own.phase).toBe('half-open')
    expect(await Promise.allSettled([call(), call()])).toMatchObject([
      { value: 'yes' },
      { reason: { message: 'prices is half-open, and its probes are under way' } },
    ])
    expect(seen).toEqual(['closed', 'open', 'half-open', 'closed'])
    expect(await call()).toBe('yes')
    expect(clock.pending).toBe(0)
  })

  test('each probe that fails doubles the open time', async () => {
    const { own, fail, clock } = given()
    await fail()
    await fail()
    await clock.advance(1_000)
    await fail()
    expect(own.store.getSnapshot()).toMatchObject({ by: 'probe', openings: 2, retryAt: clock.wall() + 2_000 })
    own.stop()
  })

  test('a probe that is never answered has failed', async () => {
    const { own, fail, clock } = given({ probeTimeoutMs: 500 })
    await fail()
    await fail()
    await clock.advance(1_000)
    const pass = own.admit()
    await clock.advance(500)
    expect(own.store.getSnapshot()).toMatchObject({ phase: 'open', by: 'probe-timeout' })
    pass.settle('success')
    expect(own.phase, 'it comes too late').toBe('open')
    own.stop()
  })

  test('what comes of a call means nothing once its time is over', async () => {
    const { own, fail, clock } = given()
    const [old, older] = [own.admit(), own.admit()]
    await fail()
    await fail()
    await clock.advance(1_000)
    old.settle('success')
    expect(own.phase, 'no probe has succeeded').toBe('half-open')
    own.admit().settle('success')
    older.settle('failure')
    await fail()
    expect(own.phase, 'that was one failure, not two').toBe('closed')
  })

  test('a call that says nothing about the peer is neither success nor failure', async () => {
    const { own, clock, fail } = given()
    const off = () => own.call(() => Promise.reject(AbortSignal.abort().reason)).catch(() => {})
    await fail()
    await off()
    expect(own.phase).toBe('closed')
    await fail()
    expect(own.phase, 'it was no success between the two').toBe('open')
    await clock.advance(1_000)
    await off()
    expect(own.phase).toBe('half-open')
    expect(await own.call(() => 'yes')).toBe('yes')
    expect(own.phase).toBe('closed')
  })

  test('only the first word on a call counts', () => {
    const { own } = given()
    const pass = own.admit()
    pass.settle('failure')
    pass.settle('failure')
    expect(own.phase).toBe('closed')
  })

  test('a share of the calls opens it, too', async () => {
    const { own, call, fail } = given({ failures: false, rate: { share: 0.25, minCalls: 4 } })
    await fail()
    await call()
    await call()
    expect(own.phase).toBe('closed')
    await call()
    await fail()
    expect(own.store.getSnapshot()).toMatchObject({ phase: 'open', by: 'rate' })
    own.stop()
  })

  test('calls are counted: those passed, those refused, those that failed, and how often it opened', async () => {
    const { own, call, fail, clock } = given()
    await call()
    await fail()
    await fail()
    await fail()
    expect(own.counts).toEqual({ passed: 3, refused: 1, failed: 2, opened: 1 })
    await clock.advance(1_000)
    await fail()
    expect(own.counts, 'a probe').toEqual({ passed: 4, refused: 1, failed: 3, opened: 2 })
    await clock.advance(2_000)
    await call()
    expect(own.counts).toEqual({ passed: 5, refused: 1, failed: 3, opened: 2 })
    own.stop()
  })

  test('what throws at once is a call that failed', async () => {
    const { own } = given({ failures: 1 })
    const work = (): string => {
      throw new Error('at once')
    }
    await expect(own.call(work)).rejects.toThrow('at once')
    expect(own.phase).toBe('open')
    own.stop()
  })

  test('a judge that throws is heard by the caller, and its probe has come to an end', async () => {
    const judge = (): never => {
      throw new Error('cannot judge')
    }
    const { own, clock } = given({ failures: 1, judge })
    await expect(own.call(fails)).rejects.toThrow('cannot judge')
    await clock.advance(1_000)
    await expect(own.call(fails)).rejects.toThrow('cannot judge')
    expect(own.store.getSnapshot()).toMatchObject({ phase: 'open', by: 'probe' })
    own.stop()
  })
})

describe('By the life of the peer', () => {
  test('it opens at once when that is dead, and says why', async () => {
    const { own, be, call } = given()
    be('alive')
    be('suspect')
    expect(own.phase, 'suspicion is no verdict').toBe('closed')
    be('dead', { kind: 'silent', by: 'peer' })
    expect(own.store.getSnapshot()).toMatchObject({ phase: 'open', by: 'peer' })
    await expect(call()).rejects.toMatchObject({ cause: { kind: 'silent' } })
    own.stop()
  })

  test('while that is dead no probe goes, however long; alive again it may be probed at once', async () => {
    const { own, be, call, clock } = given()
    be('dead')
    await clock.advance(3_600_000)
    for (const phase of ['backoff', 'connecting', 'backoff', 'connecting'] as const) be(phase)
    expect(own.phase).toBe('open')
    be('alive')
    expect(own.phase).toBe('half-open')
    await call()
    expect(own.phase).toBe('closed')
  })

  test('a probe that is out when that dies leaves it open', async () => {
    const { own, be, clock } = given({ failures: 1 })
    await own.call(fails).catch(() => {})
    await clock.advance(1_000)
    const probe = own.admit()
    be('dead')
    probe.settle('success')
    expect(own.store.getSnapshot()).toMatchObject({ phase: 'open', by: 'peer' })
    own.stop()
  })

  test('before the first dial has ended, calls pass', () => {
    const { own, be } = given()
    be('connecting')
    expect(own.phase).toBe('closed')
    be('alive')
    expect(own.phase).toBe('closed')
  })

  test('when that has ended for good it stops, and nothing is left', async () => {
    const { own, seen, be, end, call, clock } = given()
    be('failed')
    end()
    expect(seen).toEqual(['closed', 'open', 'stopped'])
    await expect(call()).rejects.toThrow('prices has stopped')
    expect(clock.pending).toBe(0)
    own.stop()
  })

  test('a real connection opens and closes it', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 }
    const connection = world.supervisor.connect('prices', world.toPeer(), { heartbeat })
    const own = breaker({ of: connection })
    const seen: string[] = []
    own.phase$.subscribe({ next: ({ phase }) => seen.push(phase), complete: () => seen.push('over') })
    await world.clock.advance(5_000)
    const thaw = world.network.freeze('peer')
    await world.clock.advance(10_000)
    expect(seen.slice(0, 2)).toEqual(['closed', 'open'])
    thaw()
    await world.clock.advance(60_000)
    expect(await own.call(() => 'yes')).toBe('yes')
    const stopped = world.supervisor.stop()
    await world.clock.advance(5_000)
    await stopped
    expect(seen.slice(-5)).toEqual(['half-open', 'closed', 'open', 'stopped', 'over'])
    expect(world.clock.pending).toBe(0)
  })
})

describe('What callers get instead', () => {
  test('the latest answer, its age with it, when the call fails or is not made', async () => {
    const { own, clock } = given({ failures: 1 })
    const fallback = cached<string>({ maxAgeMs: 5_000, clock, otherwise: byDefault('none') })
    const ask = (work: () => Promise<string> | string) => own.answer(work, { fallback, key: 'BTC' })
    expect(await ask(() => '7')).toEqual({ value: '7', from: 'call', ageMs: null })
    await clock.advance(100)
    expect(await ask(fails), 'failed').toEqual({ value: '7', from: 'cache', ageMs: 100 })
    await clock.advance(100)
    expect(await ask(() => '8'), 'not made').toEqual({ value: '7', from: 'cache', ageMs: 200 })
    expect(await own.call(() => '', { fallback, key: 'ETH' })).toBe('none')
    own.stop()
    await clock.advance(5_000)
    expect(await ask(() => '8'), 'too old').toMatchObject({ value: 'none', from: 'default' })
  })

  test('the error, where the error is the answer', async () => {
    const { own } = given({ judge: () => 'success' })
    const refused = own.call(() => Promise.reject(new Error('no such thing')), { fallback: byDefault(0) })
    await expect(refused).rejects.toThrow('no such thing')
  })

  test('the error, where the policy has nothing', async () => {
    const { own } = given()
    const fallback = cached<string>({ maxAgeMs: 1, clock: virtualClock() })
    await expect(own.call(fails, { fallback })).rejects.toThrow('no')
  })
})

test('Stopped, it passes nothing, is told of nothing, and tells nothing more', async () => {
  const { own, seen, be, clock, fail } = given({ failures: 1 })
  await fail()
  using _ = own
  own.stop()
  own.stop()
  be('dead')
  be('alive')
  expect(seen).toEqual(['closed', 'open', 'stopped'])
  expect(clock.pending).toBe(0)
  const late: string[] = []
  own.phase$.subscribe({ next: ({ phase }) => late.push(phase), complete: () => late.push('over') })
  expect(late).toEqual(['stopped', 'over'])
})

test('User interfaces and tools of XState see each phase', async () => {
  const inspected = new Set<string>()
  const { own, clock, fail } = given({ inspect: ({ type }) => inspected.add(type) })
  const shown: string[] = []
  const leave = own.store.subscribe(() => shown.push(own.store.getSnapshot().phase))
  await fail()
  await fail()
  await clock.advance(1_000)
  leave()
  own.stop()
  expect(shown).toEqual(['open', 'half-open'])
  expect(JSON.parse(JSON.stringify(own.store.getSnapshot()))).toEqual(own.store.getSnapshot())
  expect(inspected).toContain('@xstate.snapshot')
})
