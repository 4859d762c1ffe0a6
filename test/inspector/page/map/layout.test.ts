import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  areSame,
  Grouping,
  indexAt,
  LARGEST,
  layoutOf,
  placeOf,
  SMALLEST,
  stepFor,
  TITLE_HEIGHT,
} from '../../../../visualizations/inspector/src/map/layout.ts'
import { node } from '../nodes.ts'

const many = (count: number, parent = 'devices') =>
  Array.from({ length: count }, (_, n) => node(`${parent}#${n}`, { parent }))

describe('The map', () => {
  test('shows ten thousand connections at once on an ordinary screen', () => {
    const layout = layoutOf(many(10_000), 740, 460)
    expect(layout.height).toBeLessThanOrEqual(460)
    expect(layout.cell).toBeGreaterThanOrEqual(SMALLEST)
  })

  test('has cells as large as they may be for a few, and as small as can be seen for far too many', () => {
    expect(layoutOf(many(10), 740, 460).cell).toBe(LARGEST)
    const crowded = layoutOf(many(50_000), 740, 460)
    expect(crowded.cell).toBe(SMALLEST)
    expect(crowded.height).toBeGreaterThan(460)
  })

  test('puts those of one parent together, in the order in which they came', () => {
    const mixed = [node('a', { parent: 'x' }), node('b', { parent: 'y' }), node('c', { parent: 'x' })]
    const nodes = new Grouping().of(mixed)
    expect(nodes.map(({ id }) => id)).toEqual(['a', 'c', 'b'])
    const { groups } = layoutOf(nodes, 300, 300)
    expect(groups.map(({ parent, from, count }) => [parent, from, count])).toEqual([
      ['x', 0, 2],
      ['y', 2, 1],
    ])
    expect(groups[0]?.cellsTop).toBe(TITLE_HEIGHT)
  })

  test('keeps those of one parent together when they are in another state, or there are others', () => {
    const grouping = new Grouping()
    const [a, b, c] = [node('a', { parent: 'x' }), node('b', { parent: 'y' }), node('c', { parent: 'x' })]
    grouping.of([a, b, c])
    const dead = { ...b, phase: 'dead' } as const
    expect(grouping.of([a, dead, c])).toEqual([a, c, dead])
    expect(grouping.of([b, a, c])).toEqual([b, a, c])
    expect(grouping.of([a, c])).toEqual([a, c])
    expect(grouping.of([a, { ...c, parent: 'z' }, b])).toEqual([a, { ...c, parent: 'z' }, b])
  })

  test('stands where it stood only if all do, under whom they were', () => {
    const [a, b] = [node('a'), node('b')]
    expect(areSame([a, b], [a, { ...b, phase: 'dead' }])).toBe(true)
    expect(areSame([a, b], [a, { ...b, parent: 'other' }])).toBe(false)
    expect(areSame([a, b], [b, a])).toBe(false)
    expect(areSame([a, b], [a])).toBe(false)
  })

  test('finds each cell where it put it, and nobody elsewhere', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 4, max: 900 }),
        fc.integer({ min: 10, max: 900 }),
        (counts, width, height) => {
          const nodes = counts.flatMap((count, n) => many(count, `g${n}`))
          const layout = layoutOf(nodes, width, height)
          for (const index of [0, 1, 17, nodes.length - 1].filter((one) => one < nodes.length)) {
            const place = placeOf(layout, index)
            expect(place).not.toBeNull()
            if (place === null) return
            expect(indexAt(layout, { x: place.x + layout.cell / 2, y: place.y + layout.cell / 2 })).toBe(
              index,
            )
            expect(place.y + layout.cell).toBeLessThanOrEqual(layout.height)
          }
          expect(placeOf(layout, nodes.length)).toBeNull()
          expect(placeOf(layout, -1)).toBeNull()
          expect(indexAt(layout, { x: 1, y: 1 })).toBe(-1)
          expect(indexAt(layout, { x: width + 30, y: TITLE_HEIGHT + 1 })).toBe(-1)
          expect(indexAt(layout, { x: 1, y: layout.height + 1 })).toBe(-1)
        },
      ),
      { seed: 5 },
    )
  })

  test.each([
    ['ArrowRight', 5, 6],
    ['ArrowRight', 99, 99],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 5, 15],
    ['ArrowDown', -1, 0],
    ['ArrowUp', 15, 5],
    ['PageDown', 5, 99],
    ['PageUp', 99, 0],
    ['Home', 50, 0],
    ['End', 0, 99],
    ['a', 5, null],
  ])('%s leads from %i to %j', (key, from, to) => {
    const layout = layoutOf(many(100), 10 * LARGEST, 2_000)
    expect(layout.columns).toBe(10)
    expect(stepFor(layout, key, from)).toBe(to)
  })
})
