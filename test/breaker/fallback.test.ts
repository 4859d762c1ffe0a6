import { expect, test } from 'vitest'
import { byDefault, cached } from '../../src/breaker/fallback.ts'
import { OptionError } from '../../src/index.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

test('A default is the value itself, or made of the error', () => {
  expect(byDefault(5).instead('', 'no')).toEqual({ value: 5, from: 'default', ageMs: null })
  expect(byDefault((error) => `${error}!`).instead('', 'no')?.value).toBe('no!')
})

test('The latest answer to the same question is given, with its age', async () => {
  const clock = virtualClock()
  const answers = cached<number>({ maxAgeMs: 1_000, clock })
  answers.saw?.('a', 1)
  answers.saw?.('b', 2)
  answers.saw?.('a', 3)
  await clock.advance(1_000)
  expect(answers.instead('a', null)).toEqual({ value: 3, from: 'cache', ageMs: 1_000 })
  expect(answers.instead('b', null)?.value).toBe(2)
  expect(answers.instead('c', null)).toBeNull()
})

test('An answer that is too old is given to nobody, and the next policy is asked', async () => {
  const clock = virtualClock()
  const alone = cached<number>({ maxAgeMs: 1_000, clock })
  const both = cached<number>({ maxAgeMs: 1_000, clock, otherwise: byDefault(0) })
  for (const answers of [alone, both]) answers.saw?.('', 1)
  await clock.advance(1_001)
  expect(alone.instead('', null)).toBeNull()
  expect(both.instead('', null)).toEqual({ value: 0, from: 'default', ageMs: null })
})

test('What remembers for longer behind it sees the answers, too', async () => {
  const clock = virtualClock()
  const old = cached<number>({ maxAgeMs: 60_000, clock })
  const answers = cached<number>({ maxAgeMs: 1_000, clock, otherwise: old })
  answers.saw?.('', 1)
  await clock.advance(2_000)
  expect(answers.instead('', null)).toEqual({ value: 1, from: 'cache', ageMs: 2_000 })
})

test('Of too many questions the one whose answer was renewed longest ago is forgotten', () => {
  const answers = cached<number>({ maxAgeMs: 1_000, maxEntries: 2, clock: virtualClock() })
  answers.saw?.('a', 1)
  answers.saw?.('b', 2)
  answers.saw?.('a', 3)
  answers.saw?.('c', 4)
  expect(['a', 'b', 'c'].map((key) => answers.instead(key, null)?.value)).toEqual([3, undefined, 4])
})

test.each([
  ['maxAgeMs', { maxAgeMs: 0 }],
  ['maxEntries', { maxAgeMs: 1, maxEntries: 0 }],
  ['cached.age', { maxAgeMs: 1, age: 2 }],
])('A %s that cannot be used is refused by name', (option, options) => {
  expect(() => cached(options)).toThrow(expect.objectContaining({ option }))
  expect(() => cached(options)).toThrow(OptionError)
})
