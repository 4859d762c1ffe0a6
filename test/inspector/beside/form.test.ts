import { expect, test } from 'vitest'
import { hasLists, hasMethods } from '../../../src/inspector/beside/form.ts'

test('A form is all of its methods and all of its lists', () => {
  const one = { go() {}, stop: 'no', list: [], text: 'abc' }
  expect([hasMethods(one, 'go'), hasMethods(one, 'go', 'stop'), hasMethods(one, 'gone')]).toEqual([
    true,
    false,
    false,
  ])
  expect([hasLists(one, 'list'), hasLists(one, 'list', 'text'), hasLists({}, 'list')]).toEqual([
    true,
    false,
    false,
  ])
})
