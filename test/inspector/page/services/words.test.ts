import { expect, test } from 'vitest'
import { factsInWords, factValue } from '../../../../visualizations/inspector/src/services/words.ts'

const NOW = 1_800_000_000_000

test('A moment to come is counted down to, and is due once it is there', () => {
  const values = [1, 999, 1_001, 0, -5_000].map((ms) => factValue({ label: 'next probe', at: NOW + ms }, NOW))
  expect(values).toEqual(['in 1 s', 'in 1 s', 'in 2 s', 'due', 'due'])
})

test('What others wrote is written out, and facts are one line', () => {
  const facts = [
    { label: 'metadata', value: 'zone \u202Eeu' },
    { label: 'calls', value: '7' },
  ]
  expect(factsInWords(facts, NOW)).toBe('metadata zone \\u202eeu · calls 7')
})
