import { expect, test } from 'vitest'
import { candidatesOf, type Standing } from '../../src/pool/candidates.ts'

/** `g`ood, `e`jected, `d`oubted, `a`way; then the place in the order. */
const STANDINGS = { g: 'good', e: 'ejected', d: 'doubted', a: 'away' } as const

function of(text: string): readonly (Standing & { name: string })[] {
  return text.split(' ').map((name) => {
    const letter = name[0]
    const key = letter === 'g' || letter === 'e' || letter === 'd' ? letter : 'a'
    return { name, standing: STANDINGS[key], priority: Number(name[1] ?? 0) }
  })
}

function chosen(text: string, panicBelow = 0.5, usesSuspects = true): string {
  const { members, isPanic } = candidatesOf(of(text), { panicBelow, usesSuspects })
  return `${members.map(({ name }) => name).join(' ')}${isPanic ? ' !' : ''}`
}

test.each([
  ['g g d a', 'g g'],
  ['g e g g', 'g g g'],
  // Nothing better is left.
  ['d d a', 'd d'],
  ['e d', 'e !'],
  ['a a', ''],
  // In order: the second ones when nothing is left of the first.
  ['g1 g0 g0', 'g0 g0'],
  ['g1 a0 d0', 'g1'],
  ['g1 g2 e0', 'g1'],
  ['d1 d0 a', 'd0'],
  // Few are good, but nobody is left out: that is no panic.
  ['g d d d', 'g'],
  ['g a a a', 'g'],
  // Too few are good.
  ['g e a a', 'g e !'],
  ['g0 e1 a a', 'g0 !'],
])('Of %s these are chosen from: %s', (members, best) => {
  expect(chosen(members)).toBe(best)
})

test('How few are too few is yours to say', () => {
  expect(chosen('g g g e e', 0.6)).toBe('g g g')
  expect(chosen('g g e e e', 0.6)).toBe('g g e e e !')
  expect(chosen('g e e e e', 0)).toBe('g')
  expect(chosen('e e', 0), 'nobody at all is good').toBe('e e !')
})

test('Doubted ones are nobody where that is asked for', () => {
  expect(chosen('d a', 0.5, false)).toBe('')
})
