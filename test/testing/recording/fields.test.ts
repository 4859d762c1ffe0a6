import { expect, test } from 'vitest'
import {
  countOf,
  fieldsOf,
  isFields,
  numberOf,
  textOf,
  wordOf,
} from '../../../src/testing/recording/fields.ts'

const place = { line: 2, text: '{"a":"x","n":1}' }
const fields = { a: 'x', n: 1, o: {} }

test('Fields are what they should be, or complained of by name and place', () => {
  expect([textOf(fields, 'a', place), countOf(fields, 'n', place), numberOf(fields, 'n', place)]).toEqual([
    'x',
    1,
    1,
  ])
  expect([fieldsOf(fields, 'o', place), wordOf(fields, 'a', ['x'], place)]).toEqual([{}, 'x'])
  expect(() => textOf(fields, 'n', place)).toThrow('line 2, column 10: n: expected a text, got 1')
  expect(() => countOf({ n: -1 }, 'n', place)).toThrow('a whole number')
  expect(() => numberOf(fields, 'a', place)).toThrow('a number, got "x"')
  expect(() => fieldsOf({ a: ['y'.repeat(90)] }, 'a', place)).toThrow(/an object, got \["y+…$/)
  expect(() => wordOf(fields, 'b', ['x', 'y'], place)).toThrow('one of x, y, got nothing')
  expect([isFields({}), isFields([]), isFields(null)]).toEqual([true, false, false])
})

test('What is too deep to be said is complained of all the same', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)
  expect(() => textOf({ n: deep }, 'n', place)).toThrow('n: expected a text, got something deeply nested')
})
