import { expect, test } from 'vitest'
import { BreakerError } from '../../src/breaker/error.ts'
import { type BreakerOptions, breakerPlan } from '../../src/breaker/options.ts'

test('Five failures in a row open it unless somebody says otherwise, for a second at first, half of it certain', () => {
  const plan = breakerPlan({})
  expect(plan.threshold).toMatchObject({ failures: 5, share: Number.POSITIVE_INFINITY })
  expect(plan.backoff).toMatchObject({ firstMs: 1_000, maxMs: 60_000, jitter: 'equal', stableMs: 5_000 })
  expect(plan).toMatchObject({ id: 'breaker', probes: 1, probeTimeoutMs: 10_000, of: null })
})

test('A rate has a window and a least number of calls', () => {
  expect(breakerPlan({ failures: false, rate: { share: 0.2 } }).threshold).toEqual({
    failures: Number.POSITIVE_INFINITY,
    share: 0.2,
    withinMs: 10_000,
    minCalls: 10,
  })
})

test('A call that was called off, or that another breaker did not pass, says nothing about the peer', () => {
  const { judge } = breakerPlan({})
  expect(judge(AbortSignal.abort().reason)).toBe('nothing')
  expect(judge(new DOMException('too late', 'TimeoutError'))).toBe('failure')
  expect(judge(new BreakerError('other', 'is open', null, null))).toBe('nothing')
  expect(judge(new Error('no'))).toBe('failure')
  expect(judge('no')).toBe('failure')
})

test.each<[string, object]>([
  ['breaker.failure', { failure: 3 }],
  ['id', { id: '' }],
  ['of', { of: {} }],
  ['failures', { failures: 0 }],
  ['rate.share', { rate: { share: 0 } }],
  ['rate.share', { rate: { share: 50 } }],
  ['rate.withinMs', { rate: { share: 0.5, withinMs: 1 } }],
  ['rate.minCalls', { rate: { share: 0.5, minCalls: 0 } }],
  ['rate.calls', { rate: { share: 0.5, calls: 1 } }],
  ['backoff.attempts', { backoff: { attempts: 3 } }],
  ['backoff.firstMs', { backoff: { firstMs: 0 } }],
  ['probes', { probes: 0 }],
  ['probeTimeoutMs', { probeTimeoutMs: 0 }],
  ['judge', { judge: 'failure' }],
  ['clock', { clock: {} }],
  ['random', { random: 4 }],
  ['inspect', { inspect: true }],
])('A %s that cannot be used is refused by name', (option, options: BreakerOptions) => {
  expect(() => breakerPlan(options)).toThrow(expect.objectContaining({ option, name: 'OptionError' }))
})
