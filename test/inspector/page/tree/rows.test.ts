import { describe, expect, test } from 'vitest'
import { type Row, type RowsAsked, rowsOf } from '../../../../visualizations/inspector/src/tree/rows.ts'
import { node, supervisor, treeOf } from '../nodes.ts'

const ALL: RowsAsked = { search: '', phase: null, sort: 'declared', folded: new Set() }

const TREE = treeOf(
  supervisor('fleet', null),
  node('n10', { phase: 'dead', since: 5, restarts: 2 }),
  supervisor('edge', 'fleet'),
  node('edge/b', { parent: 'edge', name: 'b', peer: '10.0.0.1:80', since: 9 }),
  node('edge/a', { parent: 'edge', name: 'a', cause: { kind: 'silent', by: 'peer' } }),
  node('n9', { phase: 'suspect', since: 7 }),
)

const ids = (rows: readonly Row[]) => rows.map(({ node: { id }, level }) => `${'-'.repeat(level)}${id}`)

describe('The rows of a tree', () => {
  test('stand under what they are under, as they were declared, and know their place', () => {
    const rows = rowsOf(TREE, ALL)
    expect(ids(rows)).toEqual(['-fleet', '--n10', '--edge', '---edge/b', '---edge/a', '--n9'])
    expect(rows.map(({ position, siblings, isOpen }) => [position, siblings, isOpen])).toEqual([
      [1, 1, true],
      [1, 3, null],
      [2, 3, true],
      [1, 2, null],
      [2, 2, null],
      [3, 3, null],
    ])
  })

  test('are left out below a fold', () => {
    const rows = rowsOf(TREE, { ...ALL, folded: new Set(['edge']) })
    expect(ids(rows)).toEqual(['-fleet', '--n10', '--edge', '--n9'])
    expect(rows[2]?.isOpen).toBe(false)
  })

  test.each([
    ['name', ['-fleet', '--edge', '---edge/a', '---edge/b', '--n9', '--n10']],
    ['phase', ['-fleet', '--n10', '--n9', '--edge', '---edge/b', '---edge/a']],
    ['since', ['-fleet', '--n9', '--n10', '--edge', '---edge/b', '---edge/a']],
    ['restarts', ['-fleet', '--n10', '--edge', '---edge/b', '---edge/a', '--n9']],
  ] as const)('are sorted among their siblings by %s', (sort, expected) => {
    expect(ids(rowsOf(TREE, { ...ALL, sort }))).toEqual(expected)
  })

  test('that are looked for bring those that they are under with them, whatever is folded', () => {
    const rows = rowsOf(TREE, { ...ALL, search: 'silent', folded: new Set(['edge', 'fleet']) })
    expect(ids(rows)).toEqual(['-fleet', '--edge', '---edge/a'])
    expect(rows.map(({ isContext }) => isContext)).toEqual([true, true, false])
  })

  test('are those of a phase', () => {
    expect(ids(rowsOf(TREE, { ...ALL, phase: 'suspect' }))).toEqual(['-fleet', '--n9'])
    expect(rowsOf(TREE, { ...ALL, phase: 'failed' })).toEqual([])
  })

  test('stand at the top where what they are under is not known', () => {
    expect(ids(rowsOf(treeOf(node('lost', { parent: 'nobody' })), ALL))).toEqual(['-lost'])
  })

  test('may be as deep as a file wants', () => {
    const deep = Array.from({ length: 50_000 }, (_, n) => supervisor(`s${n}`, n === 0 ? null : `s${n - 1}`))
    expect(rowsOf(treeOf(...deep), ALL)).toHaveLength(50_000)
  })
})
