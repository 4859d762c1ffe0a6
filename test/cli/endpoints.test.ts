import { describe, expect, test } from 'vitest'
import { dialled, idsOf, listened, problemOf } from '../../src/cli/endpoints.ts'
import { lines, OptionError } from '../../src/index.ts'

describe('an endpoint', () => {
  test('of TCP is dialled or listened on', () => {
    expect(dialled('tcp://127.0.0.1:7373', lines()).endpoint).toBe('tcp://127.0.0.1:7373')
    expect(listened('tcp://127.0.0.1:0', lines()).endpoint).toBe('tcp://127.0.0.1:0')
    expect(dialled('tcp://[::1]:7373', lines()).endpoint).toBe('tcp://[::1]:7373')
  })

  test.each(['tls://h:1', 'unix:/run/s', 'ws://h', 'wss://h/p'])(
    '%s is known, and not there yet',
    (endpoint) => {
      expect(() => dialled(endpoint, lines())).toThrow(`${endpoint}: not yet available`)
      expect(() => listened(endpoint, lines())).toThrow(`${endpoint}: not yet available`)
    },
  )

  test.each(['http://h:1', 'h:1', '', 'tcp:h:1', 'TCP', 'a\nb'])('%j is unknown', (endpoint) => {
    expect(() => dialled(endpoint, lines())).toThrow(`${JSON.stringify(endpoint)}: unknown endpoint`)
  })

  test.each(['tcp://', 'tcp://h', 'tcp://h:', 'tcp://h:0', 'tcp://h:65536', 'tcp://h:1/path', 'tcp://u@h:1'])(
    '%s cannot be dialled, and is named',
    (endpoint) => {
      expect(() => dialled(endpoint, lines())).toThrow(`${JSON.stringify(endpoint)}: `)
    },
  )
})

test("A library's problem is told without the library's name for it", () => {
  expect(problemOf(new OptionError('heartbeat.everyMs', 'expected: more'))).toBe('expected: more')
})

test('Ids are endpoints; one that is named again gets a number', () => {
  expect(idsOf(['a', 'b', 'a', 'a'])).toEqual(['a', 'b', 'a#2', 'a#3'])
})
