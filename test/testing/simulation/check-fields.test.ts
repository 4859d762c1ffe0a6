import { expect, test } from 'vitest'
import { Fields } from '../../../src/testing/scenario/fields.ts'
import { choice, LONGEST_MS, listOf, orNull, whole } from '../../../src/testing/simulation/check-fields.ts'

const fields = new Fields({ many: [1, 2], none: null, some: 5, odd: 1.5, word: 'b' }, 'it', [
  'many',
  'none',
  'some',
  'odd',
  'word',
])

test('Lists are read one by one, each with its place, and what may be null is null', () => {
  expect(listOf(fields, 'many', (value, path) => `${path}=${value}`)).toEqual([
    'it.many[0]=1',
    'it.many[1]=2',
  ])
  expect([orNull(fields, 'none', () => 1), orNull(fields, 'some', (value) => value)]).toEqual([null, 5])
})

test('Words and whole numbers are those that there may be, or are refused at their place', () => {
  expect([choice(fields, 'word', ['a', 'b']), whole(fields, 'some')]).toEqual(['b', 5])
  expect(() => choice(fields, 'word', ['a', 'c'])).toThrow('it.word: expected one of a, c')
  expect(() => whole(fields, 'odd')).toThrow('it.odd: expected a whole number')
  expect(() => whole(fields, 'some', 0, 4)).toThrow('it.some')
  expect(LONGEST_MS).toBeGreaterThan(86_400_000)
})
