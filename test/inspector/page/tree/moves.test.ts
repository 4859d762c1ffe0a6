import { describe, expect, test } from 'vitest'
import { moveFor, typedTo } from '../../../../visualizations/inspector/src/tree/moves.ts'
import { rowsOf } from '../../../../visualizations/inspector/src/tree/rows.ts'
import { node, supervisor, treeOf } from '../nodes.ts'

const TREE = treeOf(
  supervisor('fleet', null),
  node('prices'),
  supervisor('edge', 'fleet'),
  node('edge/one', { parent: 'edge', name: 'one' }),
  node('orders'),
)
const rows = rowsOf(TREE, { search: '', phase: null, sort: 'declared', folded: new Set() })
const folded = rowsOf(TREE, { search: '', phase: null, sort: 'declared', folded: new Set(['edge']) })

describe('Keys in a tree', () => {
  test.each([
    ['ArrowDown', 1, { to: 2 }],
    ['ArrowDown', -1, { to: 0 }],
    ['ArrowDown', 4, { to: 4 }],
    ['ArrowUp', 1, { to: 0 }],
    ['ArrowUp', 0, { to: 0 }],
    ['Home', 3, { to: 0 }],
    ['End', 0, { to: 4 }],
    ['PageDown', 0, { to: 3 }],
    ['PageUp', 4, { to: 1 }],
    ['ArrowRight', 2, { to: 3 }],
    ['ArrowRight', 3, null],
    ['ArrowLeft', 3, { to: 2 }],
    ['ArrowLeft', 2, { fold: true }],
    ['ArrowLeft', 1, { to: 0 }],
    ['ArrowLeft', -1, null],
    ['x', 0, null],
  ])('%s from row %i leads to %j', (key, at, move) => {
    expect(moveFor(key, rows, at, 3)).toEqual(move)
  })

  test('unfold what is folded', () => {
    expect(moveFor('ArrowRight', folded, 2, 3)).toEqual({ fold: false })
  })

  test('lead nowhere in an empty tree', () => {
    expect(moveFor('ArrowDown', [], -1, 3)).toBeNull()
  })
})

describe('Letters in a tree', () => {
  test('lead to the next name that begins so, and round', () => {
    expect(typedTo(rows, 0, 'o')).toBe(3)
    expect(typedTo(rows, 3, 'o')).toBe(4)
    expect(typedTo(rows, 4, 'O')).toBe(3)
    expect(typedTo(rows, -1, 'f')).toBe(0)
  })

  test('stay where more of them still fit', () => {
    expect(typedTo(rows, 3, 'on')).toBe(3)
    expect(typedTo(rows, 3, 'or')).toBe(4)
    expect(typedTo(rows, 0, 'zz')).toBeNull()
    expect(typedTo([], -1, 'a')).toBeNull()
  })
})
