import { describe, expect, test } from 'vitest'
import { Fields, numberAt, textAt } from '../../../src/testing/scenario/fields.ts'

const fields = (value: unknown): Fields => new Fields(value, 'steps[3].inflict', ['ms', 'host', 'on', 'list'])

describe('Reading plain data', () => {
  test('What is as it should be comes back', () => {
    const read = fields({ ms: 5, host: 'a', on: true, list: [1] })
    expect([read.number('ms', 0, 5), read.text('host'), read.flag('on'), read.list('list')]).toEqual([
      5,
      'a',
      true,
      [1],
    ])
    expect([fields({}).flag('on'), fields({ ms: undefined }).has('ms'), read.has('ms')]).toEqual([
      false,
      false,
      true,
    ])
  })

  test.each([
    [
      'a field that is not known',
      () => fields({ sm: 1 }),
      'steps[3].inflict.sm: no such field; there are ms, host, on, list',
    ],
    ['no object', () => fields([]), 'steps[3].inflict: expected an object, got a list'],
    ['nothing at all', () => new Fields(null, '', []), 'scenario: expected an object, got null'],
    [
      'no number',
      () => fields({ ms: '5' }).number('ms', 0),
      'steps[3].inflict.ms: expected a number of at least 0, got "5"',
    ],
    [
      'NaN',
      () => fields({ ms: Number.NaN }).number('ms', 0),
      'steps[3].inflict.ms: expected a number of at least 0, got NaN',
    ],
    [
      'infinity',
      () => numberAt(Number.POSITIVE_INFINITY, 'x', 0),
      'x: expected a number of at least 0, got Infinity',
    ],
    ['too little', () => numberAt(-1, 'x', 0, 1), 'x: expected a number from 0 to 1, got -1'],
    ['an empty text', () => textAt('', 'x'), 'x: expected a text, got ""'],
    ['a function', () => textAt(() => {}, 'x'), 'x: expected a text, got a function'],
    [
      'neither true nor false',
      () => fields({ on: 1 }).flag('on'),
      'steps[3].inflict.on: expected true or false, got 1',
    ],
    ['no list', () => fields({}).list('list'), 'steps[3].inflict.list: expected a list, got nothing'],
  ])('%s is refused by its place', (_, read, message) => {
    expect(read).toThrow(expect.objectContaining({ name: 'OptionError', message }))
  })

  test('Of a long text only the beginning is shown', () => {
    expect(() => numberAt('x'.repeat(10_000), 'x', 0)).toThrow(
      /^x: expected a number of at least 0, got "x{59}…$/,
    )
  })
})
