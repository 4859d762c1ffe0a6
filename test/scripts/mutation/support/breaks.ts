/** What a test file may come to under a mutant: never one of our own suites. */
import { describe, expect, test } from 'vitest'

test('is well', () => {
  expect(1).toBe(1)
})

describe('what throws while it is collected', () => {
  describe('within another', () => {
    throw new Error('a mutant in what a suite begins with')
  })
})

describe('what stands beside it', () => {
  test('is well, too', () => {
    expect(2).toBe(2)
  })
})
