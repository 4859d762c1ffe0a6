import { describe, expect, test } from 'vitest'
import { arrowsOf, statesOf } from '../../../src/charts/arrows.ts'
import { catalogue } from '../../../src/charts/catalogue.ts'
import type { Area, Drawing } from '../../../src/charts/drawing/drawing.ts'
import { layout } from '../../../src/charts/drawing/layout.ts'
import { chartOf } from '../../../src/charts/read.ts'
import { connectionChart } from '../../../src/machines/connection.ts'
import { appliance } from '../appliance.ts'
import { alone, odd, shop } from '../machines.ts'
import { clippedIn, overlapsIn } from './overlaps.ts'

const CHARTS = new Map([
  ...catalogue,
  ['odd', chartOf(odd)],
  ['alone', chartOf(alone)],
  ['shop', chartOf(shop)],
  ['appliance', chartOf(appliance)],
])

describe.each([...CHARTS])('The drawing of %s', (_, chart) => {
  test('has no label on another, on a state or on a line, and no line through a state', async () => {
    expect(overlapsIn(await layout(chart))).toEqual([])
  })

  test('cuts nothing off', async () => {
    expect(clippedIn(await layout(chart))).toEqual([])
  })

  test('has every state and every arrow, and arrows end at the border of their states', async () => {
    const drawing = await layout(chart)
    const areas = new Map(drawing.states.map(({ state, area }) => [state.id, area]))
    expect(drawing.arrows.filter(({ from }) => from !== null)).toHaveLength(arrowsOf(chart).length)
    expect(statesOf(chart).filter(({ id }) => id !== chart.root.id && !areas.has(id))).toEqual([])
    for (const { from, to, path } of drawing.arrows) {
      expect(onBorder(areas.get(to), path.at(-1)), to).toBe(true)
      if (from !== null) expect(onBorder(areas.get(from), path[0]), from).toBe(true)
    }
  })
})

describe('Nested states', () => {
  test.each([
    ['shop', shop],
    ['appliance', appliance],
  ])('of the %s hold all that is inside them', async (_, machine) => {
    const drawing = await layout(chartOf(machine))
    const areas = new Map(drawing.states.map(({ state, area }) => [state.id, area]))
    for (const { state, area } of drawing.states)
      for (const inner of state.states) expect(holds(area, areas.get(inner.id)), inner.id).toBe(true)
  })

  test('that lie beside each other do not overlap, at any level', async () => {
    const { states } = await layout(chartOf(appliance))
    const areas = new Map(states.map(({ state, area }) => [state.id, area]))
    for (const { state } of states)
      for (const [index, { id }] of state.states.entries())
        for (const other of state.states.slice(index + 1))
          expect(apart(areas.get(id), areas.get(other.id)), `${id} and ${other.id}`).toBe(true)
  })

  test('that arrows enter from above have their text beside those', async () => {
    const drawing = await layout(chartOf(shop))
    const aside = new Map(drawing.states.map(({ state, aside }) => [state.id, aside]))
    expect(aside.get('busy')).toBeGreaterThan(0)
    expect(aside.get('busy.till')).toBe(0)
  })
})

describe('The life of a connection', () => {
  test('reads from top to bottom, with the way back beside it', async () => {
    const drawing = await layout(chartOf(connectionChart))
    const rows = ['connecting', 'alive', 'suspect', 'dead', 'failed'].map((id) => place(drawing, id).y)
    expect(rows).toEqual([...rows].sort((a, b) => a - b))
    expect(place(drawing, 'stopped').y).toBe(place(drawing, 'failed').y)
    expect(place(drawing, 'backoff').y).toBeLessThan(place(drawing, 'dead').y)
    expect(place(drawing, 'backoff').x).toBeGreaterThan(
      place(drawing, 'suspect').x + place(drawing, 'suspect').width,
    )
  })

  test('fits the width of a page, and goes straight down', async () => {
    const drawing = await layout(chartOf(connectionChart))
    expect(drawing.width).toBeLessThanOrEqual(900)
    for (const way of ['connecting>alive', 'alive>suspect', 'suspect>alive', 'suspect>dead'])
      expect(drawing.arrows.find(({ from, to }) => `${from}>${to}` === way)?.path, way).toHaveLength(2)
  })
})

describe('What is wrong with a drawing is seen:', () => {
  test('a label on its neighbour, on a state, on a line, and outside', async () => {
    const drawing = await layout(chartOf(connectionChart))
    const moved = (from: string, to: string, x: number, y: number): Drawing => ({
      ...drawing,
      arrows: drawing.arrows.map((arrow) =>
        arrow.from === from && arrow.to === to && arrow.label !== null
          ? { ...arrow, label: { ...arrow.label, area: { ...arrow.label.area, x, y } } }
          : arrow,
      ),
    })
    const alive = place(drawing, 'alive')
    expect(overlapsIn(moved('suspect', 'alive', alive.x + 5, alive.y + 5))).toContain(
      'the label of suspect → alive lies on alive',
    )
    const silent = drawing.arrows.find(({ from, to }) => from === 'alive' && to === 'suspect')
    const { x = 0, y = 0 } = silent?.label?.area ?? {}
    expect(overlapsIn(moved('suspect', 'alive', x, y))).toEqual(
      expect.arrayContaining(['the label of alive → suspect lies on the label of suspect → alive']),
    )
    expect(overlapsIn(moved('suspect', 'alive', (silent?.path[0]?.x ?? 0) - 20, y))).toEqual(
      expect.arrayContaining(['alive → suspect crosses the label of suspect → alive']),
    )
    expect(clippedIn(moved('suspect', 'alive', -5, 0))).toEqual([
      'the label of suspect → alive leaves the picture',
    ])
  })

  test('a line through the text of a state', async () => {
    const drawing = await layout(chartOf(shop))
    const states = drawing.states.map((placed) => ({ ...placed, aside: 0 }))
    expect(overlapsIn({ ...drawing, states })).toEqual([
      '#shop → closed crosses #shop',
      'closed → busy.till.before crosses busy',
    ])
  })

  test('one line on another', async () => {
    const drawing = await layout(chartOf(connectionChart))
    const [first] = drawing.arrows
    const doubled =
      first === undefined ? drawing : { ...drawing, arrows: [...drawing.arrows, { ...first, from: 'twin' }] }
    expect(overlapsIn(doubled)).toEqual(['the start → connecting runs along twin → connecting'])
  })
})

function place(drawing: Drawing, id: string): Area {
  const found = drawing.states.find(({ state }) => state.id === id)
  if (found === undefined) throw new Error(`${id} is not drawn`)
  return found.area
}

function onBorder(area: Area | undefined, point: { x: number; y: number } | undefined): boolean {
  if (area === undefined || point === undefined) return false
  const atSide = point.x === area.x || point.x === area.x + area.width
  const atEnd = point.y === area.y || point.y === area.y + area.height
  const beside = point.x >= area.x && point.x <= area.x + area.width
  const between = point.y >= area.y && point.y <= area.y + area.height
  return (atSide && between) || (atEnd && beside)
}

function holds(outer: Area, inner: Area | undefined): boolean {
  if (inner === undefined) return false
  return (
    inner.x > outer.x &&
    inner.y > outer.y &&
    inner.x + inner.width < outer.x + outer.width &&
    inner.y + inner.height < outer.y + outer.height
  )
}

function apart(a: Area | undefined, b: Area | undefined): boolean {
  if (a === undefined || b === undefined) return false
  const beside = a.x + a.width < b.x || b.x + b.width < a.x
  return beside || a.y + a.height < b.y || b.y + b.height < a.y
}
