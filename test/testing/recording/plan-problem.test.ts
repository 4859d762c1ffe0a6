import { expect, test } from 'vitest'
import { OptionError } from '../../../src/index.ts'
import { problemOf } from '../../../src/testing/recording/plan-problem.ts'

test('An option that a recording has is told of by its line, one that was asked for by its name', () => {
  const odd = (): never => {
    throw new OptionError('idleMs', 'is odd')
  }
  expect(problemOf(4, false, () => 1)).toBe(1)
  expect(() => problemOf(4, false, odd)).toThrow('line 4: what was said there cannot be used: idleMs: is odd')
  expect(() => problemOf(4, true, odd)).toThrow(OptionError)
  expect(() => problemOf(4, false, () => JSON.parse('x'))).toThrow(SyntaxError)
})
