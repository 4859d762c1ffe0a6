import { expect, test } from 'vitest'
import {
  arrowsOf,
  conditionOf,
  internalOf,
  parentsOf,
  rootNeedsBox,
  statesOf,
  transitionText,
} from '../../src/charts/arrows.ts'
import { chartOf } from '../../src/charts/read.ts'
import { connectionChart } from '../../src/machines/connection.ts'
import { alone, odd, shop } from './machines.ts'

const chart = chartOf(shop)

test('Transitions with the same two ends share an arrow', () => {
  const toBusy = arrowsOf(chart).filter(({ from, to }) => from === 'closed' && to === 'busy')
  expect(toBusy).toHaveLength(1)
  expect(toBusy[0]?.transitions.map(({ guard }) => guard)).toEqual([
    'isOpen and not isFull',
    'atLeast(least: 2)',
  ])
})

test('A transition with two targets is in two arrows', () => {
  const pays = arrowsOf(chart).filter(({ transitions }) => transitions.some(({ event }) => event === 'pay'))
  expect(pays.map(({ to }) => to)).toEqual(['busy.till.paying', 'busy.door'])
})

test('Every transition is in an arrow or among the internal ones, none in both', () => {
  for (const machine of [shop, odd, alone, connectionChart]) {
    const read = chartOf(machine)
    const all = statesOf(read).flatMap(({ transitions }) => transitions)
    const drawn = new Set(arrowsOf(read).flatMap(({ transitions }) => transitions))
    const internal = statesOf(read).flatMap(internalOf)
    expect(drawn.size + internal.length).toBe(all.length)
    expect(internal.filter((transition) => drawn.has(transition))).toEqual([])
  }
})

test('Every state has its parent, and the root none', () => {
  const parents = parentsOf(chart)
  expect(parents.get('#shop')).toBeNull()
  expect(parents.get('busy')).toBe('#shop')
  expect(parents.get('busy.door.ajar')).toBe('busy.door')
})

test('The root has a box of its own only when it does something', () => {
  expect(rootNeedsBox(chart)).toBe(true)
  expect(rootNeedsBox(chartOf(alone))).toBe(true)
  expect(rootNeedsBox(chartOf(connectionChart))).toBe(false)
})

test('A transition in one line has its event, its condition and its actions', () => {
  const texts = statesOf(chart)[1]?.transitions.map(transitionText)
  expect(texts).toEqual([
    'open [isFull] / log',
    'open [isOpen and not isFull]',
    'open [atLeast(least: 2)] / count',
    'open [else]',
    'tick / raise(close)',
    'resume',
  ])
})

test('Only the last of several branches is an else', () => {
  const [full, , , last, tick] = statesOf(chart)[1]?.transitions ?? []
  expect([full, last, tick].map((transition) => transition && conditionOf(transition))).toEqual([
    'isFull',
    'else',
    null,
  ])
})
