import { Subject } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { breaker } from '../../../src/breaker/index.ts'
import type { Cause, Phase } from '../../../src/index.ts'
import { isBreaker, shownBreaker } from '../../../src/inspector/beside/breaker.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'

function scene() {
  const clock = virtualClock()
  const peer = new Subject<{ phase: Phase; cause: Cause | null }>()
  const backoff = { firstMs: 1_000, jitter: 'none' } as const
  const own = breaker({ id: 'prices', failures: 2, backoff, clock, of: { phase$: peer } })
  const fail = () => own.call(() => Promise.reject(new Error('no answer'))).catch(() => {})
  const facts = (): Record<string, string | number> =>
    Object.fromEntries(
      shownBreaker('guard', own).facts.map((one) => [one.label, 'at' in one ? one.at : one.value]),
    )
  return { clock, own, peer, fail, facts }
}

describe('A breaker is shown', () => {
  test('closed, with what it has passed', async () => {
    const { own, fail, facts, clock } = scene()
    await own.call(() => 'yes')
    await fail()
    expect(isBreaker(own)).toBe(true)
    expect(shownBreaker('guard', own)).toMatchObject({
      name: 'guard',
      kind: 'breaker',
      phase: 'closed',
      tone: 'green',
      since: Math.round(clock.wall()),
      rows: [],
      chart: { name: 'breaker', state: 'closed', from: null, event: null },
    })
    expect(facts()).toEqual({ id: 'prices', opened: '0 times', passed: '2', failed: '1', refused: '0' })
    own.stop()
  })

  test('open, with why, when it probes next, and what it has refused', async () => {
    const { own, fail, facts, clock } = scene()
    await fail()
    await fail()
    await fail()
    expect(shownBreaker('guard', own)).toMatchObject({
      phase: 'open',
      tone: 'red',
      chart: { state: 'open', from: 'closed', event: 'failures.exceeded' },
    })
    expect(facts()).toEqual({
      id: 'prices',
      'next probe': Math.round(clock.wall() + 1_000),
      opened: 'once',
      'opened last by': 'failures in a row',
      because: 'no answer',
      passed: '2',
      failed: '2',
      refused: '1',
    })
    own.stop()
  })

  test('on each way that it goes on, by the arrow that it took, as far as that is known', async () => {
    const { own, fail, facts, clock, peer } = scene()
    const arrow = () => {
      const { from, event, state } = shownBreaker('guard', own).chart ?? {}
      return `${from} ${event} ${state}`
    }
    await fail()
    await fail()
    await clock.advance(1_000)
    expect(arrow()).toBe('open null half-open')
    await fail()
    expect(arrow()).toBe('half-open probe.failed open')
    expect(facts()).toMatchObject({
      opened: '2 times',
      'in a row': '2 times',
      'opened last by': 'a probe that failed',
    })
    await clock.advance(2_000)
    await own.call(() => 'yes')
    expect(arrow()).toBe('half-open probes.succeeded closed')
    peer.next({ phase: 'dead', cause: { kind: 'silent', by: 'peer' } })
    expect(arrow()).toBe('closed peer.lost open')
    expect(facts()['because']).toContain('silent')
    own.stop()
    expect(arrow()).toBe('open stop stopped')
    expect(clock.pending).toBe(0)
  })
})
