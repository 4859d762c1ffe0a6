import { expect, test } from 'vitest'
import { jsonStopsAt } from '../../../src/testing/recording/json-place.ts'

test.each([
  ['', 1],
  ['x', 1],
  ['{"a":1', 7],
  ['{"a":x}', 6],
  ['{"a" 1}', 6],
  ['[1,2', 5],
  ['[1,,2]', 4],
  ['{"a":[{"b":tru}]}', 12],
  ['{"a":1} x', 9],
  ['"abc', 1],
  ['{"a":1,}', 8],
  ['['.repeat(600), 514],
])('%j stops being JSON at column %i', (text, column) => {
  expect(jsonStopsAt(text)).toBe(column)
})
