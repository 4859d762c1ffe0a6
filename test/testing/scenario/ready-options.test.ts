import { describe, expect, test } from 'vitest'
import { OptionError } from '../../../src/index.ts'
import { scenarios } from '../../../src/testing/scenario/ready.ts'
import { hostsOf, known, lengthOf, starts } from '../../../src/testing/scenario/ready-options.ts'

const between = ['us', 'server'] as const
const DAY = 86_400_000

/** Any options, as those who do not compile give them. */
const make = (name: keyof typeof scenarios, options: unknown): unknown =>
  Reflect.apply(scenarios[name], scenarios, [options])

/** What each of them needs. */
const LEAST: Readonly<Record<keyof typeof scenarios, object>> = {
  halfOpen: { between },
  flapping: { between },
  thunderingHerd: { host: 'server' },
  slowLoris: { between },
  splitBrain: { between: [['us'], ['server']] },
  acceptThenDrop: { between },
  laptopSleep: { host: 'us' },
  gcPause: { host: 'us' },
  rollingRestart: { hosts: ['a', 'b'] },
  natTimeout: { between },
  clockJump: { host: 'us' },
}

describe('Every ready scenario', () => {
  const NAMES = Object.keys(LEAST).filter((name): name is keyof typeof scenarios => name in scenarios)

  test('is among these', () => {
    expect(NAMES).toEqual(Object.keys(scenarios))
  })

  test.each(NAMES)(
    '%s refuses an option that it does not know, a time that is none, and nothing at all',
    (name) => {
      expect(() => make(name, LEAST[name])).not.toThrow()
      for (const [option, value] of [
        ['fro', '5s'],
        ['at', '5 lightyears'],
        ['at', -1],
        ['calm', Number.NaN],
      ]) {
        const given = { ...LEAST[name], [String(option)]: value }
        expect(() => make(name, given), String(option)).toThrow(
          expect.objectContaining({ name: 'OptionError', option }),
        )
      }
      expect(() => make(name, undefined)).toThrow(OptionError)
      const [needed] = Object.keys(LEAST[name])
      expect(() => make(name, {})).toThrow(expect.objectContaining({ name: 'OptionError', option: needed }))
    },
  )

  test.each(NAMES.filter((name) => name !== 'clockJump'))('%s refuses to last for no time', (name) => {
    for (const none of [0, '0s', -5, 'soon']) {
      expect(() => make(name, { ...LEAST[name], for: none })).toThrow(
        expect.objectContaining({ option: 'for' }),
      )
    }
  })
})

test.each<[keyof typeof scenarios, object, string, string]>([
  ['flapping', { times: 0 }, 'times', 'a whole number from 1 to 1000, got 0'],
  ['flapping', { times: 1.5 }, 'times', 'a whole number'],
  ['flapping', { times: 1_001 }, 'times', 'a whole number'],
  ['flapping', { every: '10s' }, 'every', 'expected more than 10 s, which each of them lasts'],
  ['flapping', { for: '20s' }, 'every', 'expected more than 20 s'],
  ['rollingRestart', { every: '1s' }, 'every', 'expected more than 5 s'],
  ['rollingRestart', { hosts: [] }, 'hosts', 'expected at least one host'],
  ['rollingRestart', { hosts: 'ab' }, 'hosts', 'expected at least one host'],
  ['rollingRestart', { hosts: ['a', ''] }, 'hosts[1]', 'expected a text'],
  ['rollingRestart', { hosts: ['a', 'b', 'a'] }, 'hosts', 'a is there twice'],
  ['slowLoris', { bytesPerSecond: 0 }, 'bytesPerSecond', 'a number of at least 1, got 0'],
  ['halfOpen', { between: ['us'] }, 'between[1]', 'expected a text, got nothing'],
  ['halfOpen', { host: 'us' }, 'host', 'no such option; there are between, at, for, calm'],
  ['splitBrain', { between: [['us'], []] }, 'between[1]', 'a list of hosts'],
  ['splitBrain', { between: [['us'], ['us']] }, 'between', 'us is on both sides'],
  ['thunderingHerd', { host: '' }, 'host', 'expected a text'],
  ['clockJump', { by: 0 }, 'by', 'milliseconds other than 0'],
  ['clockJump', { by: '1h' }, 'by', 'milliseconds other than 0'],
  ['clockJump', { by: -400_000 * DAY }, 'by', 'milliseconds other than 0'],
  ['clockJump', { for: '1s' }, 'for', 'no such option; there are host, by, at, calm'],
])('%s with %j is refused by the name of %s: %s', (name, options, option, why) => {
  const call = () => make(name, { ...LEAST[name], ...options })
  expect(call).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  expect(call).toThrow(why)
})

describe('What may be given', () => {
  test('are the options that are named, and the times of all', () => {
    const options = { at: 1, for: 2, calm: 3, host: 'a' }
    expect(known(options, 'host')).toBe(options)
  })

  test('is a length in words or the usual one, starts one after the other, and hosts that differ', () => {
    expect([lengthOf({}, '2s'), lengthOf({ for: '3s' }, '2s')]).toEqual([2_000, 3_000])
    expect([...starts(5, 3, { every: 10 }, 9)]).toEqual([5, 15, 25])
    expect([...starts(5, 2, {}, 9)]).toEqual([5, 20_005])
    expect([...starts(5, 1, { every: 10 }, 60)], 'nothing has to begin after one alone').toEqual([5])
    expect(hostsOf(['a', 'b'])).toEqual(['a', 'b'])
  })
})
