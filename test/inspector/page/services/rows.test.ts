import { describe, expect, test } from 'vitest'
import type { BesideRow, ShownBeside } from '../../../../src/inspector/wire.ts'
import { rowAt, servicesRows } from '../../../../visualizations/inspector/src/services/rows.ts'

const row = (name: string, level: 1 | 2 = 1, endpoint = 'tcp://x'): BesideRow => ({
  name,
  level,
  phase: 'known',
  tone: 'green',
  facts: [
    { label: 'endpoint', value: endpoint },
    { label: 'left out until', at: 1 },
  ],
  link: null,
})

function part(name: string, kind: ShownBeside['kind'], rows: readonly BesideRow[] = []): ShownBeside {
  const chart =
    kind === 'breaker' ? ({ name: 'breaker', state: 'open', from: null, event: null, at: 1 } as const) : null
  return { name, kind, phase: 'x', tone: 'grey', since: null, facts: [], rows, left: 0, link: null, chart }
}

const parts = [
  part('names', 'registry', [
    row('prices'),
    row('a', 2, 'tcp://here:1'),
    row('b', 2),
    row('orders'),
    row('c', 2),
  ]),
  part('guard', 'breaker'),
]
const all = { search: '', folded: new Set<string>() }
const drawn = (asked: Partial<typeof all> = {}) =>
  servicesRows(parts, { ...all, ...asked }).map(
    ({ node, level, isOpen }) => `${level}${node.name}${isOpen ?? ''}`,
  )

describe('Services', () => {
  test('stand one under the other, each with what it keeps', () => {
    expect(drawn()).toEqual(['1namestrue', '2pricestrue', '3a', '3b', '2orderstrue', '3c', '1guard'])
    expect(servicesRows(parts, all)[4]).toMatchObject({ position: 2, siblings: 2, part: { name: 'names' } })
  })

  test('can be folded away, one level or all of it', () => {
    expect(drawn({ folded: new Set(['names\nprices']) })).toEqual([
      '1namestrue',
      '2pricesfalse',
      '2orderstrue',
      '3c',
      '1guard',
    ])
    expect(drawn({ folded: new Set(['names']) })).toEqual(['1namesfalse', '1guard'])
  })

  test('are found by name, kind and what is said of them, under those they belong to, folded or not', () => {
    expect(drawn({ search: 'HERE:1', folded: new Set(['names']) })).toEqual([
      '1namestrue',
      '2pricestrue',
      '3a',
    ])
    expect(drawn({ search: 'breaker' })).toEqual(['1guard'])
    expect(drawn({ search: 'nobody' })).toEqual([])
  })

  test('of one name have ids of their own', () => {
    const rows = servicesRows([part('pool', 'pool', [row('a'), row('a'), row('a')])], all)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(4)
  })
})

test('One is on the row that was chosen, else on the first one with a chart, else on the first', () => {
  const rows = servicesRows(parts, all)
  expect(rowAt(rows, 'names\nprices\nb')).toBe(3)
  expect([rowAt(rows, null), rowAt(rows, 'gone')]).toEqual([6, 6])
  expect(rowAt(rows.slice(0, 2), null)).toBe(0)
  expect(rowAt([], null)).toBe(-1)
})
