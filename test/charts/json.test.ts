import { expect, test } from 'vitest'
import { chartJson } from '../../src/charts/json.ts'
import { chartOf } from '../../src/charts/read.ts'
import { shop } from './machines.ts'

test('JSON gives the chart back, and ends its last line', () => {
  const chart = chartOf(shop)
  expect(JSON.parse(chartJson(chart))).toEqual(chart)
  expect(chartJson(chart)).toMatch(/^\{\n {2}"id": "shop",[\s\S]*\}\n$/)
})
