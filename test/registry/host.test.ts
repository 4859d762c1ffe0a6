import { expect, test } from 'vitest'
import { hostOf } from '../../src/registry/host.ts'

test('What is left out has the values that are documented', () => {
  const { requestTimeoutMs, checkMs, graceMs, clock, random } = hostOf('registry', {})
  expect([requestTimeoutMs, checkMs, graceMs]).toEqual([3_000, 5_000, 30_000])
  expect(clock.wall()).toBeGreaterThan(0)
  expect(random()).toBeLessThan(1)
})

test.each([
  ['requestTimeoutMs', { requestTimeoutMs: 0 }],
  ['checkMs', { checkMs: 5 }],
  ['graceMs', { graceMs: -1 }],
  ['clock', { clock: {} }],
  ['random', { random: 1 }],
  ['registry.ttlMs', { ttlMs: 5 }],
])('What cannot be used is refused by its name: %s', (option, options) => {
  // @ts-expect-error some of these are of no type that fits
  expect(() => hostOf('registry', options)).toThrow(new RegExp(`^${option}: `))
})
