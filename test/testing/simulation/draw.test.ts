import { expect, test } from 'vitest'
import { drawPlan, idsOf } from '../../../src/testing/simulation/draw.ts'

test('The same seed gives the same plan, another one another', () => {
  expect(drawPlan({ seed: 5, hours: 0.5 })).toEqual(drawPlan({ seed: 5, hours: 0.5 }))
  expect(drawPlan({ seed: 5, hours: 0.5 })).not.toEqual(drawPlan({ seed: 6, hours: 0.5 }))
})

test('Its rounds last for as long as was asked together, and none is long', () => {
  for (const hours of [0.01, 0.5, 3]) {
    const { rounds } = drawPlan({ seed: 3, hours })
    const lastsMs = rounds.reduce((sum, round) => sum + round.lastsMs, 0)
    expect(Math.abs(lastsMs - hours * 3_600_000)).toBeLessThan(rounds.length)
    expect(Math.max(...rounds.map((round) => round.lastsMs))).toBeLessThan(23 * 60_000)
  }
})

test('Children are known by the ids that the feed calls them', () => {
  const { children } = drawPlan({ seed: 1, hours: 0.1 })
  for (const { id, isDynamic } of idsOf(children, '')) if (isDynamic) expect(id).toMatch(/^template\//)
})
