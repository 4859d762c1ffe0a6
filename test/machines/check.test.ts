import { describe, expect, test } from 'vitest'
import {
  ableOption,
  checkOptions,
  choiceOption,
  deadlineOption,
  flagOption,
  hookOption,
  integerOption,
  millisOption,
  nameOption,
  numberOption,
  refuse,
} from '../../src/machines/check.ts'
import { OptionError } from '../../src/transport/transport.ts'

const refusalOf = (option: string) => expect.objectContaining({ name: 'OptionError', option })

describe('an options object', () => {
  test('with known keys alone is taken, an empty one too', () => {
    expect(() => checkOptions('a', { b: 1, c: undefined }, ['b', 'c', 'd'])).not.toThrow()
    expect(() => checkOptions('a', {}, [])).not.toThrow()
  })

  test('with a key that nobody knows is refused by the name of the key, and the known ones are listed', () => {
    expect(() => checkOptions('a', { b: 1, bb: 2 }, ['b', 'c'])).toThrow(refusalOf('a.bb'))
    expect(() => checkOptions('a', { bb: 2 }, ['b', 'c'])).toThrow('there are b, c')
  })

  test.each(['null', '"text"', '5', 'true'])('that is none is refused: %s', (json) => {
    expect(() => checkOptions('a', JSON.parse(json), ['b'])).toThrow(refusalOf('a'))
  })
})

test('a function in the wrong place is called one, and not shown', () => {
  expect(() => choiceOption('c', JSON.parse('"x"'), ['a'])).toThrow('c: expected one of a, got x')
  const wrong: unknown = () => 'a secret'
  expect(() => refuse('c', 'a word', wrong)).toThrow('c: expected a word, got a function')
})

test.each<[string, () => unknown, string]>([
  ['a number', () => numberOption('n', 11, 1, 10), 'n: expected a number from 1 to 10, got 11'],
  ['milliseconds', () => millisOption('d', -1, 0), 'd: expected milliseconds from 0 to 2147483648, got -1'],
  ['a function', () => hookOption<unknown>('h', 5), 'h: expected a function, got 5'],
  ['a name', () => nameOption('n', ''), 'n: expected a name, got '],
])('what was expected is told: %s', (_, option, message) => {
  expect(option).toThrow(new OptionError(...splitAt(message)))
})

function splitAt(message: string): [option: string, detail: string] {
  const [option = '', ...detail] = message.split(': ')
  return [option, detail.join(': ')]
}

describe('a number', () => {
  test.each([1, 1.5, 10])('inside its range is taken as it is: %d', (value) => {
    expect(numberOption('n', value, 1, 10)).toBe(value)
  })

  test.each([0.999, 10.001, Number.NaN, Infinity, -Infinity])('outside is refused: %d', (value) => {
    expect(() => numberOption('n', value, 1, 10)).toThrow(refusalOf('n'))
    expect(() => numberOption('n', value, 1, 10)).toThrow('from 1 to 10')
  })

  test.each(['"5"', 'null', '[5]'])('that is none is refused: %s', (json) => {
    expect(() => numberOption('n', JSON.parse(json), 1, 10)).toThrow(refusalOf('n'))
  })
})

describe('a whole number', () => {
  test.each([1, 2, 10])('inside its range is taken as it is: %d', (value) => {
    expect(integerOption('n', value, 1, 10)).toBe(value)
  })

  test.each([0, 11, 1.5, Number.NaN, Infinity])('outside, or with a fraction, is refused: %d', (value) => {
    expect(() => integerOption('n', value, 1, 10)).toThrow(refusalOf('n'))
  })

  test('that is text is refused, and said to be what it is', () => {
    expect(() => integerOption('n', JSON.parse('"5"'), 1, 10)).toThrow(refusalOf('n'))
    expect(() => integerOption('n', 1.5, 1, 10)).toThrow('expected a whole number from 1 to 10, got 1.5')
  })
})

describe('a duration', () => {
  test.each([10, 10.5, 2_147_483_648])('from its lowest to 2^31 ms is taken as it is: %d', (value) => {
    expect(millisOption('d', value, 10)).toBe(value)
  })

  test.each([9.99, 2_147_483_649, Number.NaN, Infinity, -1])('beyond is refused: %d', (value) => {
    expect(() => millisOption('d', value, 10)).toThrow(refusalOf('d'))
  })

  test('that is text is refused', () => {
    expect(() => millisOption('d', JSON.parse('"500ms"'), 10)).toThrow(refusalOf('d'))
  })
})

describe('a deadline', () => {
  test('that is switched off never comes', () => {
    expect(deadlineOption('d', false)).toBe(Infinity)
  })

  test.each([1, 5_000, 2_147_483_648])('of %d ms is taken as it is', (value) => {
    expect(deadlineOption('d', value)).toBe(value)
  })

  test.each([0, 0.5, Infinity, Number.NaN])('of %d ms is refused', (value) => {
    expect(() => deadlineOption('d', value)).toThrow(refusalOf('d'))
  })

  test('that is `true` is refused', () => {
    expect(() => deadlineOption('d', JSON.parse('true'))).toThrow(refusalOf('d'))
  })
})

describe('a flag', () => {
  test.each([true, false])('is taken as it is: %o', (value) => {
    expect(flagOption('f', value)).toBe(value)
  })

  test.each(['"yes"', '1', '0', 'null'])('that is merely truthy or falsy is refused: %s', (json) => {
    expect(() => flagOption('f', JSON.parse(json))).toThrow(refusalOf('f'))
  })
})

describe('a choice', () => {
  const known = ['oldest', 'newest'] as const

  test.each(known)('that there is is taken: %s', (value) => {
    expect(choiceOption('c', value, known)).toBe(value)
  })

  test.each(['"eldest"', '""', '0', 'null', '["oldest"]'])('that there is not is refused: %s', (json) => {
    expect(() => choiceOption('c', JSON.parse(json), known)).toThrow(refusalOf('c'))
    expect(() => choiceOption('c', JSON.parse(json), known)).toThrow('expected one of oldest, newest')
  })
})

describe('a hook', () => {
  test('is taken as it is, and may be left out', () => {
    const hook = () => 5
    expect(hookOption('h', hook)).toBe(hook)
    expect(hookOption('h', undefined)).toBeUndefined()
  })

  test.each(['"name"', 'null', '{}'])('that cannot be called is refused: %s', (json) => {
    expect(() => hookOption('h', JSON.parse(json))).toThrow(refusalOf('h'))
  })
})

describe('a name', () => {
  test('is taken as it is', () => {
    expect(nameOption('n', 'feed')).toBe('feed')
  })

  test.each(['""', '5', 'null', '["feed"]'])('that is none is refused: %s', (json) => {
    expect(() => nameOption('n', JSON.parse(json))).toThrow(refusalOf('n'))
  })
})

describe('something known by its methods', () => {
  const lamp = { on: () => true, off: () => false }

  test('is refused when it has only some of them', () => {
    const half: Partial<typeof lamp> = { on: lamp.on }
    expect(() => ableOption('lamp', half, 'on', 'off')).toThrow(refusalOf('lamp'))
  })

  test('is taken as it is when it has them', () => {
    expect(ableOption('lamp', lamp, 'on', 'off')).toBe(lamp)
  })

  test.each(['{}', '{"on":true,"off":true}', 'null', '5', '"secret"'])(
    'is refused by name when it has not, and not shown: %s',
    (json) => {
      const given: typeof lamp = JSON.parse(json)
      expect(() => ableOption('lamp', given, 'on', 'off')).toThrow(refusalOf('lamp'))
      expect(() => ableOption('lamp', given, 'on', 'off')).toThrow('expected an object with on, off')
      expect(() => ableOption('lamp', given, 'on', 'off')).not.toThrow(/secret/)
    },
  )
})
