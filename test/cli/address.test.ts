import { describe, expect, test } from 'vitest'
import { address, isLocal } from '../../src/cli/address.ts'

describe('HOST:PORT', () => {
  test.each([
    ['', '127.0.0.1', 0],
    ['127.0.0.1:7400', '127.0.0.1', 7400],
    ['localhost:0', 'localhost', 0],
    ['[::1]:65535', '::1', 65535],
    ['0.0.0.0:7400', '0.0.0.0', 7400],
    ['ops.example.com:80', 'ops.example.com', 80],
  ])('%j', (text, host, port) => {
    expect(address('--inspect', text)).toEqual({ host, port })
  })

  test.each([
    '7400',
    ':7400',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '::1:7400',
    'a b:1',
    'http://h:1',
    'h:1/x',
  ])('%j is none, and is said by name', (text) => {
    expect(() => address('--inspect', text)).toThrow(
      `--inspect: expected HOST:PORT such as 127.0.0.1:7400, got ${JSON.stringify(text)}`,
    )
  })
})

test('This machine alone is told from where others can come', () => {
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
    expect(isLocal({ host, port: 0 })).toBe(true)
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.example.com'])
    expect(isLocal({ host, port: 0 })).toBe(false)
})
