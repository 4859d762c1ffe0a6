import { expect, test } from 'vitest'
import {
  age,
  causeInWords,
  clock,
  number,
  phaseInWords,
  printable,
  shownText,
} from '../../../../visualizations/inspector/src/ui/words.ts'

test('What would turn a text round, or hide in it, is written out', () => {
  expect(shownText('a\u202eb\u0007c\nd')).toBe('a\\u202eb\\x07c\\nd')
  expect(shownText('zero\u200bwidth \u{e0041}')).toBe('zero\\u200bwidth \\ue0041')
  expect(printable('<b>&')).toBe('<b>&')
})

test('Longer texts than a line takes are cut', () => {
  expect(shownText('x'.repeat(5_000))).toHaveLength(401)
})

test('A cause is told in plain words, whatever a peer put into it', () => {
  expect(causeInWords(null)).toBe('')
  expect(causeInWords({ kind: 'silent', by: 'peer' })).toBe('the peer stayed silent past every heartbeat')
  expect(causeInWords({ kind: 'auth', by: 'peer', detail: 'go\u202eaway' })).toBe(
    'not let in (go\\u202eaway)',
  )
})

test.each([
  [0, 'now'],
  [Number.NaN, 'now'],
  [-5, 'now'],
  [999, 'now'],
  [1_999, '1 s'],
  [59_999, '59 s'],
  [60_000, '1 min 0 s'],
  [125_400, '2 min 5 s'],
  [754_000, '12 min'],
  [7_260_000, '2 h 1 min'],
])('%d ms are %s', (ms, words) => {
  expect(age(ms)).toBe(words)
})

test('Numbers and times are as people read them', () => {
  expect([number(1), number(12_345), number(1_234_567)]).toEqual(['1', '12,345', '1,234,567'])
  expect(phaseInWords('givingUp')).toBe('giving up')
  const at = new Date(2026, 0, 2, 3, 4, 5, 67).getTime()
  expect([clock(at), clock(at, false), clock(Number.NaN), clock(9e15)]).toEqual([
    '03:04:05.067',
    '03:04:05',
    '–',
    '–',
  ])
})
