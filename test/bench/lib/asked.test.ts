import { describe, expect, test } from 'vitest'
import { askedFor, UsageError } from '../../../bench/lib/asked.ts'

const asked = (...args: string[]) => askedFor(args, ['server', 'spawn'])

describe('The command line of the benches', () => {
  test('Nothing asked for means all benches, at their own sizes, three rounds of eight seconds', () => {
    expect(asked()).toEqual({
      name: null,
      n: null,
      seconds: 8,
      rounds: 3,
      json: false,
      against: null,
      profile: null,
    })
  })

  test('One bench can be asked for, with its size, duration, rounds and form', () => {
    expect(asked('server', '--n', '50', '--seconds', '2', '--rounds', '1', '--json')).toMatchObject({
      name: 'server',
      n: 50,
      seconds: 2,
      rounds: 1,
      json: true,
    })
  })

  test.each([
    { args: ['nope'], why: 'no bench is called nope; there are server, spawn' },
    { args: ['server', 'spawn'], why: 'one bench at a time, not also spawn' },
    { args: ['--n', '0'], why: '--n: expected a whole number of at least 1, got 0' },
    { args: ['--seconds', '1.5'], why: '--seconds: expected a whole number of at least 1, got 1.5' },
    { args: ['--rounds', 'many'], why: '--rounds: expected a whole number of at least 1, got many' },
  ])('$args is refused: $why', ({ args, why }) => {
    expect(() => asked(...args)).toThrow(new UsageError(why))
  })

  test('An unknown option is refused by name', () => {
    expect(() => asked('--fast')).toThrow(UsageError)
    expect(() => asked('--fast')).toThrow(/--fast/)
  })
})
