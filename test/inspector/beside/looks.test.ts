import { expect, test } from 'vitest'
import { toneOf } from '../../../src/inspector/beside/looks.ts'

test('A breaker that is closed is well, and one that is open is not; what nobody knows says nothing', () => {
  expect(['closed', 'open', 'half-open', 'stopped', 'toString'].map(toneOf)).toEqual([
    'green',
    'red',
    'orange',
    'grey',
    'grey',
  ])
})
