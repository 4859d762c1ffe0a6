/** What a test file may come to under a mutant: never one of our own suites. */
import { describe, test } from 'vitest'

describe('what was there before', () => {
  test('is well', () => {})
})

throw new Error('a mutant in what a file begins with')
