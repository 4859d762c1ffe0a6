import { expect, test } from 'vitest'
import { setup } from 'xstate'
import { layersOf } from '../../../src/charts/drawing/layers.ts'
import { chartOf } from '../../../src/charts/read.ts'
import { connectionChart } from '../../../src/machines/connection.ts'
import { shop } from '../machines.ts'

const machine = setup({})

test('Each state stands below those that lead to it, ends last, and a way back beside the way down', () => {
  expect([...(layersOf(chartOf(connectionChart))?.rows ?? [])]).toEqual(
    expect.arrayContaining([
      ['connecting', 1],
      ['alive', 2],
      ['suspect', 3],
      ['backoff', 3],
      ['dead', 4],
      ['stopped', 5],
      ['failed', 5],
    ]),
  )
})

test('The order in which states are written down does not matter', () => {
  const turned = machine.createMachine({
    initial: 'a',
    states: {
      end: { type: 'final' },
      c: { on: { go: 'end' } },
      b: { on: { go: 'c' } },
      a: { on: { go: 'b' } },
    },
  })
  const rows = layersOf(chartOf(turned))?.rows
  expect(['a', 'b', 'c', 'end'].map((id) => rows?.get(id))).toEqual([1, 2, 3, 4])
})

test('A short way back stays below: there would be no row for it in between', () => {
  const three = machine.createMachine({
    initial: 'a',
    states: { a: { on: { go: 'b' } }, b: { on: { go: 'c' } }, c: { on: { go: 'a' } } },
  })
  const rows = layersOf(chartOf(three))?.rows
  expect(['a', 'b', 'c'].map((id) => rows?.get(id))).toEqual([1, 2, 3])
})

test('A state that nothing leads to has a row too', () => {
  const lone = machine.createMachine({ initial: 'a', states: { a: {}, b: { on: { go: 'a' } } } })
  expect([...(layersOf(chartOf(lone))?.rows.keys() ?? [])].sort()).toEqual(['a', 'b'])
})

test('The arrows that reach each state first are the spine, ends left out', () => {
  expect([...(layersOf(chartOf(connectionChart))?.spine ?? [])]).toEqual([
    'connecting>alive',
    'alive>suspect',
    'suspect>dead',
    'dead>backoff',
  ])
})

test('Charts with nested states have no rows', () => {
  expect(layersOf(chartOf(shop))).toBeNull()
})
