import { expect, test } from 'vitest'
import { PHASES } from '../../../../src/machines/events.ts'
import { hatchOf } from '../../../../visualizations/inspector/src/timeline/hatch.ts'

test('The phases of a connection can be told apart without their colours', () => {
  const paths = PHASES.map((phase) => hatchOf(phase)?.path ?? 'plain')
  expect(new Set(paths).size).toBe(PHASES.length)
})

test('A phase that nobody knows is plain', () => {
  expect(hatchOf('of tomorrow')).toBeNull()
})
