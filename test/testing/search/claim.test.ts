import { describe, expect, test } from 'vitest'
import { claimOf } from '../../../src/testing/search/claim.ts'

const thrownBy = (fails: () => void): unknown => {
  try {
    fails()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

const breach = (invariant: number, what = 'x'): object => ({
  invariant,
  sentence: 's',
  id: 'a',
  atMs: 1,
  what,
})

describe('What a failure claims', () => {
  test('is the invariant that broke, however its breach is thrown, and whatever else it says', () => {
    const asserted = thrownBy(() => expect([breach(5, 'once'), breach(6)]).toEqual([]))
    const ways = [
      breach(5),
      Object.assign(new Error('one'), { invariant: 5 }),
      Object.assign(new Error('two'), { breaches: [breach(5, 'again'), breach(7)] }),
      asserted,
    ]
    expect(ways.map(claimOf)).toEqual(Array(4).fill('invariant 5'))
    expect(claimOf(thrownBy(() => expect([breach(6)]).toEqual([])))).toBe('invariant 6')
  })

  test('is where an assertion stands, whatever values it shows', () => {
    const one = (value: number): unknown => thrownBy(() => expect(value).toBe(0))
    const other = (value: number): unknown => thrownBy(() => expect(value).toBe(0))
    expect(claimOf(one(1))).toBe(claimOf(one(2)))
    expect(claimOf(one(1))).toMatch(/^AssertionError at .*claim\.test\.ts:\d+:\d+$/)
    expect(claimOf(one(1))).not.toBe(claimOf(other(1)))
  })

  test('is what an assertion says where it does not say where it stands', () => {
    const error = Object.assign(new Error('expected 1 to be 0'), {
      actual: 1,
      stack: 'AssertionError: no frames',
    })
    expect(claimOf(error)).toBe('Error: expected # to be #')
    const within = Object.assign(new Error('x'), {
      actual: 1,
      stack: '    at node:internal/a:1:2\n    at f (/a/node_modules/b.js:1:2)',
    })
    expect(claimOf(within)).toBe('Error: x')
  })

  test('of another error is its name and its words, without numbers and what is quoted', () => {
    expect(claimOf(new TypeError('ann heard "ben 81" 2 times in 1,204.5 ms\nwith more'))).toBe(
      'TypeError: ann heard … # times in # ms',
    )
    expect(claimOf(new Error("no 'a', no `b`"))).toBe('Error: no …, no …')
    expect(claimOf(new Error('lost'))).not.toBe(claimOf(new Error('twice')))
    expect(claimOf(new Error('x'))).not.toBe(claimOf(new TypeError('x')))
  })

  test('of what is no error is its words; what refers to itself is no trouble', () => {
    expect(claimOf('5 lost')).toBe('# lost')
    expect(claimOf(null)).toBe('null')
    const round = Object.assign(new Error('round'), { actual: null as unknown, stack: '' })
    round.actual = round
    expect(claimOf(round)).toBe('Error: round')
  })
})
