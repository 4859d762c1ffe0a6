/** A chart as the graph that the layout works on: boxes of known size, and labels of known size on every arrow. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs'
import { type Arrow, arrowsOf } from '../../src/charts/arrows.ts'
import type { Chart, ChartState } from '../../src/charts/chart.ts'
import { type Box, boxOf, LINE_HEIGHT, PADDING, TEXT_SIZE, triggerLine } from './box.ts'
import type { LabelEntry } from './drawing.ts'
import { type Layers, layersOf } from './layers.ts'
import { lineWidth, wrap } from './text.ts'

export const DOT_SIZE = 14
/** Room around the text of a label, so that no line touches a letter. */
export const LABEL_PADDING = 4
const LABEL_WIDTH = 220

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.spacing.nodeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '2',
}

/** An arrow as the layout and the renderer both need it. */
export interface LabelledArrow extends Pick<Arrow, 'to'> {
  readonly from: string | null
  readonly entries: readonly LabelEntry[]
}

export interface Graph {
  readonly root: ElkNode
  readonly boxes: ReadonlyMap<string, Box>
  /** By the id of their edge. */
  readonly arrows: ReadonlyMap<string, LabelledArrow>
}

export function graphOf(chart: Chart): Graph {
  const layers = layersOf(chart)
  const boxes = new Map<string, Box>()
  const arrows = new Map<string, LabelledArrow>()
  for (const { from, to, transitions } of arrowsOf(chart)) arrows.set(`${from}>${to}`, labelled(from, to, transitions))

  const nodeOf = (state: ChartState): ElkNode => {
    const box = boxOf(state)
    boxes.set(state.id, box)
    const node = { id: state.id, width: box.width, height: box.height }
    if (state.states.length === 0) return { ...node, layoutOptions: rowOption(layers?.rows.get(state.id)) }
    return { ...node, layoutOptions: { ...OPTIONS, ...roomFor(box) }, children: insideOf(state) }
  }
  const insideOf = (state: ChartState): ElkNode[] => {
    const states = state.states.map(nodeOf)
    if (state.kind !== 'compound' || state.initial === null) return states
    const dot = dotId(state)
    arrows.set(`${dot}>${state.initial.target}`, { from: null, to: state.initial.target, entries: [] })
    return [{ id: dot, width: DOT_SIZE, height: DOT_SIZE, layoutOptions: rowOption(layers === null ? undefined : 0) }, ...states]
  }

  const children = isDrawn(chart.root) ? [nodeOf(chart.root)] : insideOf(chart.root)
  const edges = [...arrows].map(([id, arrow]) => edgeOf(id, arrow, layers))
  return { root: { id: 'root', layoutOptions: { ...OPTIONS, ...flowOptions(layers) }, children, edges }, boxes, arrows }
}

/** The root is drawn as a box of its own only when there is something to say about it. */
export function isDrawn(root: ChartState): boolean {
  return root.kind !== 'compound' || root.transitions.length > 0 || root.invokes.length > 0
}

export function dotId(state: ChartState): string {
  return `${state.id}>`
}

function labelled(from: string, to: string, transitions: Arrow['transitions']): LabelledArrow {
  const entries = transitions.map((transition) => ({
    transition,
    lines: wrap(triggerLine(transition), TEXT_SIZE, LABEL_WIDTH),
  }))
  return { from, to, entries }
}

function edgeOf(id: string, { entries }: LabelledArrow, layers: Layers | null): ElkExtendedEdge {
  const [source = '', target = ''] = endsOf(id)
  const straight = layers?.spine.has(id) ?? false
  return {
    id,
    sources: [source],
    targets: [target],
    ...(straight ? { layoutOptions: { 'elk.layered.priority.straightness': '10' } } : {}),
    labels: entries.length === 0 ? [] : [{ id: `label ${id}`, text: id, ...labelSize(entries) }],
  }
}

function labelSize(entries: readonly LabelEntry[]): { width: number; height: number } {
  const lines = entries.flatMap((entry) => entry.lines)
  return {
    width: Math.ceil(Math.max(...lines.map((line) => lineWidth(line, TEXT_SIZE))) + 2 * LABEL_PADDING),
    height: lines.length * LINE_HEIGHT + LABEL_PADDING,
  }
}
