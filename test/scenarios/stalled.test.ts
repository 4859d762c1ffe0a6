/** Scenarios in which the process that supervises is blocked: they would be late for each other, so they come one by one. */
import { expect, test } from 'vitest'
import { describeScenario } from '../../src/testing/index.ts'
import { compared } from './support/compare.ts'
import { STALLED } from './support/pieces.ts'

for (const piece of STALLED) {
  test(`Virtual and real tell the same story: ${piece.scenario.name}, ${piece.wire}, ${piece.we}`, {
    timeout: 120_000,
  }, async () => {
    const { difference, story } = await compared(piece)
    expect(difference, describeScenario(piece.scenario)).toBeNull()
    expect([...story.values()].flat(), 'nobody is charged for it').not.toContain('dead silent')
  })
}
