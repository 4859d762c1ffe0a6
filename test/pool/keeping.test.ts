import { expect, test } from 'vitest'
import { type Kept, type Place, planOf } from '../../src/pool/keeping.ts'

const NEVER = Number.POSITIVE_INFINITY
const all = { min: NEVER, max: NEVER, idleMs: 100 }

interface Named extends Place<Kept> {
  readonly name: string
}

const spare = (name: string, given: Partial<Named> = {}): Named => ({
  name,
  priority: 0,
  member: null,
  restsUntil: 0,
  ...given,
})

function kept(name: string, member: Partial<Kept> = {}, priority = 0): Named {
  const whole = { priority, standing: 'good', isFresh: false, pending: 0, usedAt: 0, ...member } as const
  return { name, priority, restsUntil: 0, member: whole }
}

function planned(places: readonly Named[], limits: Partial<typeof all>, isWanting = false, now = 50) {
  const { open, replace, idle, againAt } = planOf(places, { ...all, ...limits }, isWanting, now)
  const names = (list: readonly Named[]) => list.map(({ name }) => name).join('')
  return { open: names(open), replace: names(replace), idle: names(idle), againAt }
}

test('All are opened, in order, up to the most', () => {
  const three = [spare('b', { priority: 1 }), spare('a'), spare('c', { priority: 1 })]
  expect(planned(three, {}).open).toBe('abc')
  expect(planned(three, { max: 2, min: 2 }).open).toBe('ab')
  expect(planned(three, { min: 0 }).open).toBe('')
})

test('Those that rest are asked about again when they have rested', () => {
  expect(planned([spare('a', { restsUntil: 80 })], {})).toEqual({
    open: '',
    replace: '',
    idle: '',
    againAt: 80,
  })
})

test('A suspect, dead or left-out one is not in working order: another one is opened beside it', () => {
  for (const standing of ['doubted', 'away', 'ejected'] as const) {
    expect(planned([kept('a', { standing }), spare('b')], { min: 1 }).open).toBe('b')
  }
  expect(planned([kept('a', { standing: 'away', isFresh: true }), spare('b')], { min: 1 }).open).toBe('')
})

test('Where there is no room, what is dead gives way, the last in order first', () => {
  const dead = { standing: 'away' } as const
  const places = [kept('a', dead), kept('b', dead, 1), spare('c'), spare('d')]
  expect(planned(places, { min: 1, max: 2 })).toMatchObject({ open: 'c', replace: 'b' })
  expect(planned([kept('a', { standing: 'doubted' }), spare('c')], { min: 1, max: 1 })).toMatchObject({
    open: '',
    replace: '',
  })
  expect(planned([kept('a', dead), spare('c', { restsUntil: 90 })], { min: 1, max: 1 })).toMatchObject({
    open: '',
    replace: '',
    againAt: 90,
  })
})

test('For callers that wait one more is opened, but not while one is being dialled', () => {
  const places = [kept('a', { pending: 1 }), spare('b'), spare('c')]
  expect(planned(places, { min: 1 }, true).open).toBe('b')
  expect(planned([...places, kept('d', { standing: 'away', isFresh: true })], { min: 1 }, true).open).toBe('')
  expect(planned(places, { min: 1, max: 1 }, true)).toMatchObject({ open: '', replace: '' })
})

test('What is kept beyond the least is let go when it was not used for so long, the last in order first', () => {
  const places = [kept('a'), kept('b', {}, 1), kept('c', { usedAt: 90 })]
  expect(planned(places, { min: 1 }, false, 99)).toMatchObject({ idle: '', againAt: 100 })
  expect(planned(places, { min: 1 }, false, 100)).toMatchObject({ idle: 'ba', againAt: NEVER })
  expect(planned(places, { min: 2 }, false, 100)).toMatchObject({ idle: 'b', againAt: NEVER })
  expect(planned(places, { min: 1 }, true, 100).idle).toBe('')
})

test('Whoever is at work is not idle, and looked at later', () => {
  const places = [kept('a', { pending: 1 }), kept('b', { pending: 1 })]
  expect(planned(places, { min: 1 }, false, 150)).toMatchObject({ idle: '', againAt: 250 })
})
