import { expect, test } from 'vitest'
import { arrowsOf, internalOf, statesOf } from '../../src/charts/arrows.ts'
import { arrowElement, initialElement, stateElement, transitionElement } from '../../src/charts/ids.ts'
import { chartOf } from '../../src/charts/read.ts'
import { connectionChart } from '../../src/machines/connection.ts'
import { alone, odd, shop } from './machines.ts'

test('Elements have the names of what they show', () => {
  expect(stateElement('alive')).toBe('state-alive')
  expect(arrowElement('alive', 'dead')).toBe('arrow-alive-dead')
  expect(initialElement('connecting')).toBe('initial-connecting')
  expect(transitionsOf(chartOf(connectionChart))).toEqual(
    expect.arrayContaining([
      'edge-alive-peer.silent',
      'edge-alive-link.stabilised',
      'edge-dead-link.released-1',
      'edge-dead-link.released-3',
    ]),
  )
})

test('Names with spaces make ids without', () => {
  expect(stateElement('a b')).toBe('state-a_b')
})

test('What waits for no event goes by its label, and a second target is added', () => {
  const ids = transitionsOf(chartOf(shop))
  expect(ids).toContain('edge-busy.door.shut-always-1')
  expect(ids).toContain('edge-busy.till.idle-pay')
  expect(ids).toContain('edge-busy.till.idle-pay-busy.door')
})

test('No two transitions have the same id', () => {
  for (const machine of [shop, odd, alone, connectionChart]) {
    const ids = transitionsOf(chartOf(machine))
    expect(new Set(ids).size).toBe(ids.length)
  }
})

function transitionsOf(chart: ReturnType<typeof chartOf>): string[] {
  return [
    ...statesOf(chart).flatMap((state) =>
      internalOf(state).map((each) => transitionElement(state.id, each, null)),
    ),
    ...arrowsOf(chart).flatMap(({ from, to, transitions }) =>
      transitions.map((each) => transitionElement(from, each, to)),
    ),
  ]
}
