import { expect, test } from 'vitest'
import { readScenario, writeScenario } from '../../../src/testing/scenario/text.ts'
import type { Scenario } from '../../../src/testing/scenario.ts'
import { ONE_OF_EACH } from './support/hardships.ts'

const scenario: Scenario = {
  v: 1,
  name: 'all "of" them',
  steps: ONE_OF_EACH.map((inflict, index) => ({ atMs: index, inflict })),
  lastsMs: 100.5,
}

test('A scenario comes back from its text, which has a step a line', () => {
  const text = writeScenario(scenario)
  expect(readScenario(text)).toEqual(scenario)
  expect(text.split('\n')).toHaveLength(ONE_OF_EACH.length + 8)
  expect(text).toContain('\n    {"atMs":4,"inflict":{"kind":"reset","between":["us","server"]}},\n')
})

test('One without steps does, too', () => {
  const empty: Scenario = { ...scenario, steps: [] }
  expect(readScenario(writeScenario(empty))).toEqual(empty)
})

test('What is no JSON, or no scenario, is refused by its place', () => {
  expect(() => readScenario('{')).toThrow(/^text: no JSON: /)
  expect(() => readScenario('{"v":1}')).toThrow(/^name: expected a text, got nothing$/)
})
