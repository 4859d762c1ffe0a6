import { describe, expect, test } from 'vitest'
import { headersOf } from '../../src/cli/headers.ts'
import { typed } from '../support/typed.ts'

function headers(...texts: readonly string[]) {
  return headersOf(typed('watch', 'ws://h', ...texts.flatMap((text) => ['--header', text])))
}

test('A header is a name and a value; what stands round them does not count, further colons do', () => {
  expect(headers()).toEqual({})
  expect(headers('Authorization: Bearer a:b', 'x-empty:', ' X-Tight :1 ')).toEqual({
    Authorization: 'Bearer a:b',
    'x-empty': '',
    'X-Tight': '1',
  })
})

describe('what can be no header is refused in one line', () => {
  test.each(['no colon', ': value', 'two words: value', 'a: b\r\nc: d', ''])('%j', (text) => {
    expect(() => headers(text)).toThrow(`--header: expected Name: value, got ${JSON.stringify(text)}`)
  })
})

test('A header that is there twice is refused, whatever its case', () => {
  expect(() => headers('Cookie: a=1', 'cookie: b=2')).toThrow('--header: "cookie" is there twice')
})
