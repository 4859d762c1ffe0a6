import { expect, test } from 'vitest'
import { arrowsOf } from '../../../src/charts/arrows.ts'
import { catalogue } from '../../../src/charts/catalogue.ts'
import { graphOf } from '../../../src/charts/drawing/graph.ts'
import { chartOf } from '../../../src/charts/read.ts'
import { shop } from '../machines.ts'

test('Every arrow of the chart is an edge, with a label as large as its text', () => {
  for (const chart of [...catalogue.values(), chartOf(shop)]) {
    const { root, arrows } = graphOf(chart)
    expect([...arrows.values()].filter(({ from }) => from !== null)).toHaveLength(arrowsOf(chart).length)
    for (const { id, labels = [] } of root.edges ?? []) {
      const entries = arrows.get(id)?.entries ?? []
      expect(labels).toHaveLength(entries.length === 0 ? 0 : 1)
      for (const label of labels) expect(label.width).toBeGreaterThan(0)
    }
  }
})

test('Each compound state begins with a dot, parallel ones do not', () => {
  expect([...graphOf(chartOf(shop)).dots]).toEqual([
    'start of #shop',
    'start of busy.till',
    'start of busy.door',
  ])
})

test('A machine that does nothing by itself has no box around it', () => {
  const [connection] = catalogue.values()
  if (connection === undefined) throw new Error('the catalogue is empty')
  expect(graphOf(connection).root.children?.map(({ id }) => id)).toContain('connecting')
  expect(graphOf(chartOf(shop)).root.children?.map(({ id }) => id)).toEqual(['#shop'])
})
