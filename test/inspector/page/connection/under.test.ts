import { expect, test } from 'vitest'
import { isUnder, phasesUnder } from '../../../../visualizations/inspector/src/connection/under.ts'
import { node } from '../support.ts'

const tree = new Map(
  [
    node({ id: 'fleet', kind: 'supervisor', parent: null, phase: 'running' }),
    node({ id: 'gate', kind: 'listener', parent: 'fleet', phase: 'listening' }),
    node({ id: 'gate#1', kind: 'accepted', parent: 'gate' }),
    node({ id: 'gate#2', kind: 'accepted', parent: 'gate', phase: 'suspect' }),
    node({ id: 'prices', parent: 'fleet' }),
  ].map((each) => [each.id, each]),
)

test('Those under a supervisor are counted at any depth, and supervisors and listeners are not among them', () => {
  expect([...phasesUnder(tree, 'fleet')]).toEqual([
    ['alive', 2],
    ['suspect', 1],
  ])
  expect([...phasesUnder(tree, 'gate')]).toEqual([
    ['alive', 1],
    ['suspect', 1],
  ])
})

test('A ring of parents, as a file of a stranger may have it, ends the search', () => {
  const ring = new Map([
    ['a', node({ id: 'a', parent: 'b' })],
    ['b', node({ id: 'b', parent: 'a' })],
  ])
  expect(isUnder(ring, node({ id: 'c', parent: 'a' }), 'nobody')).toBe(false)
})
