import { expect, test } from 'vitest'
import { isFiltered, matcher } from '../../../../visualizations/inspector/src/ui/matching.ts'
import { node } from '../nodes.ts'

const one = node('edge/prices', {
  peer: '10.0.0.7:9000',
  phase: 'backoff',
  cause: { kind: 'refused', by: 'peer', detail: 'ECONNREFUSED' },
})

test.each([
  ['', true],
  ['  ', true],
  ['PRICES', true],
  ['10.0.0.7', true],
  ['econnrefused', true],
  ['edge refused', true],
  ['edge nowhere', false],
])('A search for %j answers %j', (search, isFound) => {
  expect(matcher({ search, phase: null })(one)).toBe(isFound)
})

test('A phase is asked for besides', () => {
  expect(matcher({ search: 'edge', phase: 'backoff' })(one)).toBe(true)
  expect(matcher({ search: 'edge', phase: 'alive' })(one)).toBe(false)
  expect([isFiltered({ search: ' ', phase: null }), isFiltered({ search: '', phase: 'alive' })]).toEqual([
    false,
    true,
  ])
})
