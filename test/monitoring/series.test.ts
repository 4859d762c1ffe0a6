import { expect, test } from 'vitest'
import { Series } from '../../src/monitoring/series.ts'

function toldBy(series: Series): [number, object][] {
  const told: [number, object][] = []
  series.tell((value, attributes) => told.push([value, attributes]))
  return told
}

test('Values with the same attributes are added up, others are told apart', () => {
  const series = new Series()
  expect(toldBy(series)).toEqual([])
  series.add(1, { a: 'x' })
  series.add(2, { a: 'y' })
  series.add(3, { a: 'x' })
  series.add(4)
  expect(toldBy(series)).toEqual([
    [4, { a: 'x' }],
    [2, { a: 'y' }],
    [4, {}],
  ])
})

test('What is set is in place of what was, and what there is none of any more is told as none', () => {
  const series = new Series()
  series.add(1, { a: 'x' })
  series.set(7, { a: 'x' })
  series.add(1, { a: 'y' })
  series.reset()
  series.add(5, { a: 'y' })
  expect(toldBy(series)).toEqual([
    [0, { a: 'x' }],
    [5, { a: 'y' }],
  ])
})
