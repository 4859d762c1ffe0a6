import { expect, test } from 'vitest'
import { UsageError } from '../../src/cli/usage.ts'

test('A usage error is one line that names what was typed', () => {
  expect(new UsageError('--every', 'expected a duration').message).toBe('--every: expected a duration')
  expect(new UsageError("unknown option '--evry'").message).toBe("unknown option '--evry'")
})
