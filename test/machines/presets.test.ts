import { describe, expect, test } from 'vitest'
import { boundMs } from '../../src/machines/heartbeat.ts'
import { connectPlan } from '../../src/machines/options.ts'
import { presets } from '../../src/machines/presets.ts'
import { pingPong } from '../../src/machines/protocol.ts'
import { whole } from '../support/carriers.ts'

describe('a preset', () => {
  test.each([
    { name: 'lan', bound: 3_000, misses: 4 },
    { name: 'internet', bound: 25_000, misses: 3 },
    { name: 'mobile', bound: 65_000, misses: 5 },
    { name: 'aggressive', bound: 115, misses: 4 },
  ] as const)(
    '$name finds a silent peer by $bound ms, as its description says',
    ({ name, bound, misses }) => {
      const { heartbeat } = connectPlan({ heartbeat: { ...presets[name], protocol: pingPong } }, whole)
      if (heartbeat === null) throw new Error('no heartbeat')
      expect(boundMs(heartbeat)).toBe(bound)
      expect(heartbeat.misses).toBe(misses)
    },
  )

  test('for the internet is nothing but the defaults', () => {
    expect(presets.internet).toEqual({})
  })

  test('for mobile networks wakes no radio for a beat that traffic has made needless, and no other does so', () => {
    const sparing = Object.entries(presets).filter(([, { skipWhenHeard = false }]) => skipWhenHeard)
    expect(sparing.map(([name]) => name)).toEqual(['mobile'])
  })

  test('can be refined by whoever spreads it', () => {
    const { heartbeat } = connectPlan(
      { heartbeat: { ...presets.lan, protocol: pingPong, everyMs: 2_000 } },
      whole,
    )
    expect(heartbeat).toMatchObject({ everyMs: 2_000, limits: { suspectMs: 500, deadMs: 2_000 } })
  })
})
