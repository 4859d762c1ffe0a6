/** Finds a place for everything in a chart. Elk does the work; the same chart always comes out the same. */
import elkjs, { type ElkEdgeSection, type ElkExtendedEdge, type ElkNode } from 'elkjs'
import { parentsOf, statesOf } from '../arrows.ts'
import type { Chart } from '../chart.ts'
import { asideOf } from './aside.ts'
import type { Area, Drawing, PlacedArrow, Point } from './drawing.ts'
import { type Graph, graphOf } from './graph.ts'
import { straightened } from './straighten.ts'

export async function layout(chart: Chart): Promise<Drawing> {
  const graph = graphOf(chart)
  const placed = await new elkjs.default().layout(graph.root)
  const areas = new Map(nodesIn(placed).map((node) => [node.id, areaOf(node)]))
  const parents = parentsOf(chart)
  const kinds = new Map(statesOf(chart).map(({ id, kind }) => [id, kind]))
  const arrows = straightened(
    edgesIn(placed).flatMap((edge) => arrowOf(edge, graph)),
    [...areas.values()],
  )
  return {
    ...sizeOf(areaOf(placed)),
    states: statesOf(chart).flatMap((state) => {
      const area = areas.get(state.id)
      const box = graph.boxes.get(state.id)
      const region = kinds.get(parents.get(state.id) ?? '') === 'parallel'
      if (area === undefined || box === undefined) return []
      const aside = state.states.length === 0 ? 0 : asideOf(area, box, arrows)
      return [{ state, box, area, aside, region }]
    }),
    dots: [...areas].filter(([id]) => graph.dots.has(id)).map(([, area]) => area),
    arrows,
  }
}

function arrowOf(edge: ElkExtendedEdge, graph: Graph): PlacedArrow[] {
  const arrow = graph.arrows.get(edge.id)
  if (arrow === undefined) return []
  const [label] = edge.labels ?? []
  return [
    {
      from: arrow.from,
      to: arrow.to,
      path: (edge.sections ?? []).flatMap(pathOf),
      label: label === undefined ? null : { area: areaOf(label), entries: arrow.entries },
    },
  ]
}

function pathOf({ startPoint, bendPoints = [], endPoint }: ElkEdgeSection): Point[] {
  return [startPoint, ...bendPoints, endPoint].map(({ x, y }) => ({ x: tidy(x), y: tidy(y) }))
}

function nodesIn(node: ElkNode): ElkNode[] {
  return (node.children ?? []).flatMap((child) => [child, ...nodesIn(child)])
}

function edgesIn(node: ElkNode): ElkExtendedEdge[] {
  return [...(node.edges ?? []), ...(node.children ?? []).flatMap(edgesIn)]
}

function areaOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Area>): Area {
  return { x: tidy(x), y: tidy(y), width: tidy(width), height: tidy(height) }
}

function sizeOf({ width, height }: Area): { width: number; height: number } {
  return { width: Math.ceil(width), height: Math.ceil(height) }
}

/** Half pixels are fine enough for anyone, and leave no room for rounding to differ from machine to machine. */
function tidy(value: number): number {
  return Math.round(value * 2) / 2
}
