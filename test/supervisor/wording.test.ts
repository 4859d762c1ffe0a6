import { expect, test } from 'vitest'
import { counted, printable, span } from '../../src/supervisor/wording.ts'

test.each([
  [0, '0 ms'],
  [250.4, '250 ms'],
  [1_000, '1.0 s'],
  [2_741, '2.7 s'],
  [59_949, '59.9 s'],
  [59_999, '1 min 0 s'],
  [65_000, '1 min 5 s'],
  [3_599_400, '59 min 59 s'],
  [3_599_600, '1 h 0 min'],
  [8 * 3_600_000 + 7 * 60_000, '8 h 7 min'],
])('%d ms are told as %s', (ms, text) => {
  expect(span(ms)).toBe(text)
})

test.each([
  ['42 hello', '42 hello'],
  ['grüße ♥ 👍🏽', 'grüße ♥ 👍🏽'],
  ['a\r\n\tb', 'a\\r\\n\\tb'],
  ['\u001b[2J\u0007', '\\x1b[2J\\x07'],
  ['\u009b31m', '\\x9b31m'],
  ['a\u2028b\u202ec', 'a\\u2028b\\u202ec'],
])('%j is printed as %s', (text, printed) => {
  expect(printable(text)).toBe(printed)
})

test('Things are counted in words', () => {
  expect(counted(1, 'miss', 'misses')).toBe('1 miss')
  expect(counted(0, 'frame')).toBe('0 frames')
})
