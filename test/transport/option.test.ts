import { describe, expect, test } from 'vitest'
import {
  checkFlag,
  checkInteger,
  checkKnown,
  checkObject,
  checkRange,
  refuse,
} from '../../src/transport/option.ts'

const refusalOf = (option: string) => expect.objectContaining({ name: 'OptionError', option })

test('A refusal names the option, and says what was expected and what came', () => {
  expect(() => refuse('port', 'a number', 'x')).toThrow(refusalOf('port'))
  expect(() => refuse('port', 'a number', 'x')).toThrow('port: expected a number, got x')
})

describe('Options', () => {
  test('that are known are taken', () => {
    expect(() => checkKnown({ codec: 1 }, ['codec', 'noDelay'])).not.toThrow()
  })

  test('that nobody knows are named, with those that are known', () => {
    expect(() => checkKnown({ nodelay: 1 }, ['codec', 'noDelay'])).toThrow(
      'nodelay: no such option; there are codec, noDelay',
    )
  })

  test('inside others are named with the way there', () => {
    expect(() => checkKnown({ ca: 1 }, [], 'tls', 'tls.')).toThrow(refusalOf('tls.ca'))
    expect(() => checkKnown(JSON.parse('5'), [], 'tls', 'tls.')).toThrow(refusalOf('tls'))
  })

  test.each(['null', '5', '"secret"'])('that are none are named, and not shown: %s', (json) => {
    const given = JSON.parse(json)
    expect(() => checkObject(given, 'tls')).toThrow(refusalOf('tls'))
    expect(() => checkKnown(given, [])).toThrow(refusalOf('options'))
    expect(() => checkKnown(given, [])).not.toThrow(/secret/)
  })
})

describe('A number', () => {
  test.each([1, 2, 10])('inside its range is taken as it is: %d', (value) => {
    expect(checkRange('n', value, 1, 10, 'a number')).toBe(value)
    expect(checkInteger('n', value, 1, 10)).toBe(value)
  })

  test.each([0, 11, Number.NaN, Infinity, -Infinity])('outside is refused: %d', (value) => {
    expect(() => checkRange('n', value, 1, 10, 'a number')).toThrow('n: expected a number from 1 to 10')
    expect(() => checkInteger('n', value, 1, 10)).toThrow('n: expected a whole number from 1 to 10')
  })

  test('with a fraction is no whole one', () => {
    expect(checkRange('n', 1.5, 1, 10, 'a number')).toBe(1.5)
    expect(() => checkInteger('n', 1.5, 1, 10)).toThrow('got 1.5')
  })
})

test.each(['"yes"', '1', 'null'])('What is merely truthy or falsy is no flag: %s', (json) => {
  expect([checkFlag('f', true), checkFlag('f', false)]).toEqual([true, false])
  expect(() => checkFlag('f', JSON.parse(json))).toThrow('f: expected true or false')
})
