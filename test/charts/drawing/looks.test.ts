import { expect, test } from 'vitest'
import { statesOf } from '../../../src/charts/arrows.ts'
import { catalogue } from '../../../src/charts/catalogue.ts'
import { lookOf } from '../../../src/charts/drawing/looks.ts'
import { chartOf } from '../../../src/charts/read.ts'
import { shop } from '../machines.ts'

test('The same phase looks the same in every chart', () => {
  const looks = [...catalogue.values()]
    .flatMap((chart) => statesOf(chart))
    .filter(({ key }) => key === 'stopped')
    .map(lookOf)
  expect(looks.length).toBeGreaterThan(1)
  for (const look of looks) expect(look).toEqual(looks[0])
})

test('States of other machines are plain, but for history', () => {
  const looks = new Map(statesOf(chartOf(shop)).map((state) => [state.id, lookOf(state)]))
  expect(looks.get('closed')).toEqual({ tone: 'grey', mark: 'dot', border: 'solid' })
  expect(looks.get('busy.till.before')?.mark).toBe('deepHistory')
})
