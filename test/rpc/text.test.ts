import { expect, test } from 'vitest'
import { textOf } from '../../src/rpc/text.ts'

test('A message is JSON without white space', () => {
  expect(textOf({ a: [1, 'b', null] }, 'params')).toBe('{"a":[1,"b",null]}')
})

test('What JSON cannot say is refused, with what is wrong', () => {
  expect(() => textOf({ a: 1n }, 'params')).toThrow(/^params: JSON cannot say that: .*BigInt/)
})
