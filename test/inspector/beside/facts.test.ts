import { expect, test } from 'vitest'
import { cut, fact, moment } from '../../../src/inspector/beside/facts.ts'

test('What is not known is not told, and nobody fills the page with words', () => {
  expect([fact('calls', null), moment('next probe', null), moment('next probe', Infinity)]).toEqual([
    [],
    [],
    [],
  ])
  expect([...fact('calls', 0), ...moment('next probe', 17.6)]).toEqual([
    { label: 'calls', value: '0' },
    { label: 'next probe', at: 18 },
  ])
  expect(cut('x'.repeat(100_000))).toHaveLength(201)
})
