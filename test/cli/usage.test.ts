import { expect, test } from 'vitest'
import { notYet, UsageError } from '../../src/cli/usage.ts'

test('A usage error is one line that names what was typed', () => {
  expect(new UsageError('--every', 'expected a duration').message).toBe('--every: expected a duration')
  expect(new UsageError("unknown option '--evry'").message).toBe("unknown option '--evry'")
})

test('What this version does not have is named, and says "not yet"', () => {
  expect(notYet('ws://h').message).toBe('ws://h: not yet available in this version')
})
