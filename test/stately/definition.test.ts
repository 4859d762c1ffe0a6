import { expect, test } from 'vitest'
import { createMachine } from 'xstate'
import { arrowsOf, statesOf } from '../../src/charts/arrows.ts'
import { chartOf } from '../../src/charts/read.ts'
import { connectionChart } from '../../src/machines/connection.ts'
import { definitionFor } from '../../src/stately/definition.ts'
import { supervisorChart } from '../../src/supervisor/chart.ts'

test.each([
  ['connection', connectionChart],
  ['program', connectionChart],
  ['accepted', connectionChart],
  ['supervisor', supervisorChart],
] as const)('From the definition of a %s its very chart can be drawn', (kind, machine) => {
  const drawn = chartOf(createMachine(JSON.parse(definitionFor(kind))))
  const own = chartOf(machine)
  expect(drawn.id).toBe(own.id)
  expect(statesOf(drawn).map(({ id, kind }) => [id, kind])).toEqual(
    statesOf(own).map(({ id, kind }) => [id, kind]),
  )
  const ways = (chart: typeof own) =>
    arrowsOf(chart).map(({ from, to, transitions }) => [
      from,
      to,
      transitions.map(({ label, guard }) => [label, guard]),
    ])
  expect(ways(drawn)).toEqual(ways(own))
})

test('A listener has its phases, for want of a machine', () => {
  expect(
    statesOf(chartOf(createMachine(JSON.parse(definitionFor('listener'))))).map(({ id }) => id),
  ).toContain('draining')
})
