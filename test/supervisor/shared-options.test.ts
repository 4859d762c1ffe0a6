import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock/clock.ts'
import { systemRandom } from '../../src/clock/random.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'
import { sharedPlan } from '../../src/supervisor/shared-options.ts'
import { virtualClock } from '../../src/testing/index.ts'

describe('What a tree shares', () => {
  test('is the system’s time and chance, and no dials, unless somebody says otherwise', () => {
    expect(sharedPlan({})).toEqual({
      name: 'supervisor',
      signal: undefined,
      clock: systemClock,
      random: systemRandom,
      dials: null,
    })
    const { signal } = new AbortController()
    const given = { name: 'x', signal, clock: virtualClock(), random: () => 0, dials: sharedDials() }
    expect(sharedPlan(given)).toEqual(given)
  })

  test('dials as is usual where it is made, unless it is told not to', () => {
    const usual = sharedDials()
    expect(sharedPlan({}, usual).dials).toBe(usual)
    expect(sharedPlan({ dials: false }, usual).dials).toBeNull()
  })

  test.each([
    ['{"name":""}', 'name'],
    ['{"signal":{}}', 'signal'],
    ['{"clock":{}}', 'clock'],
    ['{"random":5}', 'random'],
    ['{"dials":true}', 'dials'],
  ])('is checked at the door: %s', (options, option) => {
    expect(() => sharedPlan(JSON.parse(options))).toThrow(
      expect.objectContaining({ name: 'OptionError', option }),
    )
  })
})
