import { expect, test } from 'vitest'
import { checkWithin, flatPlan } from '../../src/supervisor/flat-options.ts'

test('Nothing said, a page has the usual limits and delays, and shares no dials', () => {
  expect(flatPlan({})).toMatchObject({
    name: 'supervisor',
    dials: null,
    intensity: { restarts: 3, withinMs: 5_000 },
    delays: { firstMs: 1_000, maxMs: 1_000, jitter: 'none' },
  })
})

test('What is said is taken', () => {
  expect(flatPlan({ intensity: { restarts: 1 }, restartDelayMs: 0, name: 'x' })).toMatchObject({
    name: 'x',
    intensity: { restarts: 1, withinMs: 5_000 },
    delays: { firstMs: 0 },
  })
})

test('An option of the whole supervisor is told from one that nobody knows', () => {
  expect(() => flatPlan(JSON.parse('{"dynamic":true}'))).toThrow('pulsetree/tree')
  expect(() => flatPlan(JSON.parse('{"dinamic":true}'))).toThrow('no such option')
  expect(() => checkWithin('connect', { significant: true })).toThrow('pulsetree/tree')
  expect(() => checkWithin('connect', { backoff: {} })).not.toThrow()
})

test('What is no object is refused under the name of whoever was told', () => {
  expect(() => checkWithin('connect', JSON.parse('null'))).toThrow(
    expect.objectContaining({ name: 'OptionError', option: 'connect' }),
  )
})
