import { expect, test } from 'vitest'
import { Refused } from '../../src/registry/backend.ts'

test('A refusal says what stands in the way', () => {
  const { problem, message, name } = new Refused('taken', 'by another')
  expect([problem, message, name]).toEqual([{ kind: 'taken', detail: 'by another' }, 'by another', 'Refused'])
})
