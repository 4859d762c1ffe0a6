import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/clock/random.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

describe('shared dials', () => {
  test('let restarts and dials draw from one budget', async () => {
    const clock = virtualClock()
    const dials = sharedDials({ perSecond: 10, burst: 1 }).make(clock, seededRandom(1), () => {})
    const went: number[] = []
    for (let child = 0; child < 3; child += 1) dials.leave(() => went.push(clock.now()))
    await clock.advance(1_000)
    expect(went).toEqual([0, 100, 200])
    expect(clock.pending).toBe(0)
  })

  test('refuse at the door what cannot be used', () => {
    expect(() => sharedDials({ perSecond: 0 })).toThrow(
      expect.objectContaining({ name: 'OptionError', option: 'dials.perSecond' }),
    )
  })
})
