import { expect, test } from 'vitest'
import { catalogue } from '../../src/charts/catalogue.ts'

test('Every machine is listed under its own id', () => {
  expect([...catalogue.keys()]).toEqual(['connection', 'supervisor', 'identity'])
  for (const [name, chart] of catalogue) expect(chart.id).toBe(name)
})
