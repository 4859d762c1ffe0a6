import { expect, test } from 'vitest'
import { INVARIANTS } from '../../../src/testing/index.ts'

test('There are fifteen, numbered from 1, each with a sentence; all of them are watched, and nothing of them is left out', () => {
  expect(INVARIANTS.map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, n) => n + 1))
  expect(new Set(INVARIANTS.map(({ name }) => name)).size).toBe(15)
  for (const { sentence } of INVARIANTS) expect(sentence).toMatch(/^[A-Z].*\.$/)
  expect(INVARIANTS.filter(({ exists }) => !exists).map(({ number }) => number)).toEqual([])
  expect(INVARIANTS.filter(({ missing }) => missing !== null).map(({ number }) => number)).toEqual([])
})
