import { describe, expect, test } from 'vitest'
import { Given } from '../../src/cli/given.ts'
import { plain } from '../../src/cli/values.ts'

const given = new Given(
  ['tcp://h:1'],
  new Map<string, true | string | readonly string[]>([
    ['--json', true],
    ['--every', '5s'],
    ['--answer', ['a=b', 'c=']],
  ]),
  new Map([['--timeout', '3s']]),
)

describe('an option', () => {
  test('that was typed is there, with its text', () => {
    expect(given.has('--every')).toBe(true)
    expect(given.read('--every', plain)).toBe('5s')
    expect(given.maybe('--every', plain)).toBe('5s')
  })

  test('that has a default is read as if that was typed, and was not typed', () => {
    expect(given.has('--timeout')).toBe(false)
    expect(given.read('--timeout', plain)).toBe('3s')
    expect(given.maybe('--timeout', plain)).toBeUndefined()
  })

  test('that may be repeated keeps every text in order', () => {
    expect(given.all('--answer')).toEqual(['a=b', 'c='])
    expect(given.all('--every')).toEqual(['5s'])
    expect(given.all('--json')).toEqual([])
  })

  test('is parsed by its own name', () => {
    expect(given.read('--every', (option, text) => `${option} ${text}`)).toBe('--every 5s')
  })

  test('that nobody declared is a bug', () => {
    expect(() => given.read('--nothing', plain)).toThrow('--nothing has neither a value nor a default')
  })
})
