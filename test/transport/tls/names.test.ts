import { expect, test } from 'vitest'
import { byName, forName } from '../../../src/transport/tls/names.ts'
import { OptionError } from '../../../src/transport/transport.ts'

const names = byName(
  { 'example.com': 1, '*.example.com': 2, 'API.example.com': 3, localhost: 4 },
  (number) => number * 10,
)

test.each([
  ['example.com', 10],
  ['EXAMPLE.com', 10],
  ['www.example.com', 20],
  ['api.example.com', 30],
  ['deep.api.example.com', undefined],
  ['localhost', 40],
  ['elsewhere.org', undefined],
])('%s finds %s', (asked, found) => {
  expect(forName(names, asked)).toBe(found)
})

test.each(['', '*', '*.*.com', 'a b', 'http://x', 'x.'])('%j is no host name', (name) => {
  expect(() => byName({ [name]: 1 }, (one) => one)).toThrow(expect.objectContaining({ option: 'sni' }))
})

test('What is wrong with one entry is told with its name', () => {
  const make = (): never => {
    throw new OptionError('key', 'no key')
  }
  expect(() => byName({ 'x.com': 1 }, make)).toThrow('sni: x.com: key: no key')
})

test('A bug stays a bug', () => {
  const make = (): never => {
    throw new TypeError('a bug')
  }
  expect(() => byName({ 'x.com': 1 }, make)).toThrow(TypeError)
})
