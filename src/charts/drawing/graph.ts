/** A chart as the graph that the layout works on: boxes of known size, and labels of known size on every arrow. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs'
import { arrowsOf, rootNeedsBox, statesOf } from '../arrows.ts'
import type { Chart, ChartState, ChartTransition } from '../chart.ts'
import { type Box, boxOf, INDENT, LINE_HEIGHT, TEXT_SIZE, triggerLine, widthsOf } from './box.ts'
import type { LabelEntry } from './drawing.ts'
import { layersOf } from './layers.ts'
import { arrowOptions, innerStateOptions, outerStateOptions, pictureOptions } from './options.ts'
import { wrap } from './text.ts'

/** Room around the text of a label, so that no line touches a letter. */
export const LABEL_PADDING = 4
const LABEL_WIDTH = 220
const DOT_SIZE = 14

export interface Graph {
  readonly root: ElkNode
  readonly boxes: ReadonlyMap<string, Box>
  /** By the id of their edge. */
  readonly arrows: ReadonlyMap<string, LabelledArrow>
  /** The ids of the nodes that are initial dots. */
  readonly dots: ReadonlySet<string>
}

export interface LabelledArrow {
  /** The id of the node it leaves. */
  readonly source: string
  /** The id of a state; null when it comes from an initial dot. */
  readonly from: string | null
  readonly to: string
  readonly entries: readonly LabelEntry[]
}

export function graphOf(chart: Chart): Graph {
  const states = statesOf(chart).filter((state) => state !== chart.root || rootNeedsBox(chart))
  const boxes = new Map(states.map((state) => [state.id, boxOf(state)]))
  const dots = new Map(statesOf(chart).flatMap(dotOf))
  const arrows = new Map<string, LabelledArrow>([
    ...[...dots].map(([id, to]) => arrow(`from ${id}`, { source: id, from: null, to, entries: [] })),
    ...arrowsOf(chart).map(({ from, to, transitions }) =>
      arrow(`${from} to ${to}`, { source: from, from, to, entries: transitions.map(entryOf) }),
    ),
  ])
  return {
    root: {
      id: 'picture',
      layoutOptions: pictureOptions(layersOf(chart)),
      children: nodesOf(chart, boxes),
      edges: edgesOf(chart, arrows),
    },
    boxes,
    arrows,
    dots: new Set(dots.keys()),
  }
}

function nodesOf(chart: Chart, boxes: ReadonlyMap<string, Box>): ElkNode[] {
  const rows = layersOf(chart)?.rows ?? null
  const nodeOf = (state: ChartState): ElkNode => {
    const { width, height } = boxes.get(state.id) ?? { width: 0, height: 0 }
    const node = { id: state.id, width, height }
    if (state.states.length === 0)
      return { ...node, layoutOptions: innerStateOptions(rows?.get(state.id) ?? null) }
    return { ...node, layoutOptions: outerStateOptions(width, height), children: insideOf(state) }
  }
  const insideOf = (state: ChartState): ElkNode[] => {
    const dot = {
      width: DOT_SIZE,
      height: DOT_SIZE,
      layoutOptions: innerStateOptions(rows === null ? null : 0),
    }
    return [...dotOf(state).map(([id]) => ({ id, ...dot })), ...state.states.map(nodeOf)]
  }
  return rootNeedsBox(chart) ? [nodeOf(chart.root)] : insideOf(chart.root)
}

function edgesOf(chart: Chart, arrows: ReadonlyMap<string, LabelledArrow>): ElkExtendedEdge[] {
  const layers = layersOf(chart)
  const places = new Map(statesOf(chart).map(({ id }, index) => [id, index]))
  return [...arrows].map(([id, { source, from, to, entries }]) => {
    const straight = [`${from}>${to}`, `${to}>${from}`].some((way) => layers?.spine.has(way))
    const forward = from === null || (places.get(from) ?? 0) < (places.get(to) ?? 0)
    return {
      id,
      sources: [source],
      targets: [to],
      layoutOptions: arrowOptions(straight, layers === null && forward),
      // Without a text the layout takes a label for absent, whatever its size.
      labels: entries.length === 0 ? [] : [{ id: `label of ${id}`, text: id, ...labelSize(entries) }],
    }
  })
}

function labelSize(entries: readonly LabelEntry[]): { width: number; height: number } {
  const widths = entries.flatMap(({ lines }) => widthsOf(lines, INDENT))
  return {
    width: Math.ceil(Math.max(...widths) + 2 * LABEL_PADDING),
    height: widths.length * LINE_HEIGHT + LABEL_PADDING,
  }
}

function entryOf(transition: ChartTransition): LabelEntry {
  return { transition, lines: wrap(triggerLine(transition), TEXT_SIZE, LABEL_WIDTH) }
}

function arrow(id: string, labelled: LabelledArrow): [string, LabelledArrow] {
  return [id, labelled]
}

/** The initial dot inside a state, if it has one: its id, and the state it leads to. */
function dotOf(state: ChartState): [string, string][] {
  if (state.kind !== 'compound' || state.initial === null) return []
  return [[`start of ${state.id}`, state.initial.target]]
}
