import { expect, test } from 'vitest'
import {
  arrowOptions,
  innerStateOptions,
  outerStateOptions,
  pictureOptions,
} from '../../../src/charts/drawing/options.ts'

test('A life is laid out in rows; where states are nested the layout finds them by itself', () => {
  const layers = { rows: new Map([['a', 1]]), spine: new Set<string>() }
  expect(pictureOptions(layers)['elk.partitioning.activate']).toBe('true')
  expect(pictureOptions(null)).not.toHaveProperty(['elk.partitioning.activate'])
  expect(innerStateOptions(3)).toEqual({ 'elk.partitioning.partition': '3' })
  expect(innerStateOptions(null)).toEqual({})
})

test('A state with states inside keeps room for its own text above them', () => {
  const options = outerStateOptions(120, 40)
  expect(options['elk.padding']).toBe('[top=51,left=16,bottom=16,right=16]')
  expect(options['elk.nodeSize.minimum']).toBe('(120, 40)')
})

test('Straight and forward are wishes of their own', () => {
  expect(arrowOptions(false, false)).toEqual({})
  expect(Object.keys(arrowOptions(true, true))).toEqual([
    'elk.layered.priority.straightness',
    'elk.layered.priority.direction',
  ])
})
