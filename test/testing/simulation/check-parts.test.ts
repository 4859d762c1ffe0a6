import { expect, test } from 'vitest'
import { checkCaller, checkRegistry } from '../../../src/testing/simulation/check-parts.ts'
import { CALLER, REGISTERED } from './small-parts.ts'

const { breaker } = CALLER

test('Callers and registries are read as they were written', () => {
  expect(checkCaller(CALLER, 'it')).toEqual(CALLER)
  const loose = { ...CALLER, breaker: { ...breaker, heeds: false, failures: null, share: 0.5 } }
  expect(checkCaller(loose, 'it')).toEqual(loose)
  const contended = { ...REGISTERED, rival: { wantsMs: 5, restsMs: 6 } }
  expect([checkRegistry(REGISTERED, 'it'), checkRegistry(contended, 'it')]).toEqual([REGISTERED, contended])
})

test.each([
  ['it.connection', { ...CALLER, connection: '' }],
  ['it.more: no such field', { ...CALLER, more: 1 }],
  ['it.everyMs', { ...CALLER, everyMs: 0 }],
  ['it.atOnce: expected a whole number', { ...CALLER, atOnce: 1.5 }],
  ['it.calledOff', { ...CALLER, calledOff: 2 }],
  ['it.breaker', { ...CALLER, breaker: 5 }],
  ['it.breaker.failures', { ...CALLER, breaker: { ...breaker, failures: 0 } }],
  ['it.breaker.share', { ...CALLER, breaker: { ...breaker, share: 0 } }],
  ['it.breaker.longestMs', { ...CALLER, breaker: { ...breaker, longestMs: 999 } }],
])('A caller is refused at its place: %s', (place, value) => {
  expect(() => checkCaller(value, 'it')).toThrow(place)
})

test.each([
  ['it.registrations: expected a list', { ...REGISTERED, registrations: 5 }],
  ['it.registrations[0].ttlMs', { ...REGISTERED, registrations: [{ of: 'a', ttlMs: 99 }] }],
  ['it.registrations[0].of', { ...REGISTERED, registrations: [{ of: '', ttlMs: 500 }] }],
  ['it.rival.wantsMs', { ...REGISTERED, rival: { wantsMs: 0, restsMs: 1 } }],
  ['it.keepsData', { ...REGISTERED, keepsData: 'yes' }],
])('A registry is refused at its place: %s', (place, value) => {
  expect(() => checkRegistry(value, 'it')).toThrow(place)
})
