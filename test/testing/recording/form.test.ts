import { expect, test } from 'vitest'
import { CODES, isCode } from '../../../src/testing/recording/form.ts'

test('No code can be taken for a number or the space between events', () => {
  for (const code of Object.keys(CODES)) expect(code).toMatch(/^[^0-9a-z ]$/)
  expect([isCode('H'), isCode('h'), isCode('toString')]).toEqual([true, false, false])
})
