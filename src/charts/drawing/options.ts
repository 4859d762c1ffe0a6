/** How the layout is told what is wanted, in elk's own words. */
import type { Layers } from './layers.ts'

type Options = Record<string, string>

/** Every level of nesting needs them again: the layout hands nothing down. */
const EVERYWHERE: Readonly<Options> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.spacing.nodeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeNodeBetweenLayers': '11',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '2',
}

export function pictureOptions(layers: Layers | null): Options {
  const common = {
    ...EVERYWHERE,
    'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
    'elk.json.shapeCoords': 'ROOT',
    'elk.json.edgeCoords': 'ROOT',
    'elk.padding': padding(12, 12),
  }
  if (layers === null) return common
  // The order of the machine decides what stands left and right. With nested states elk 0.12 fails at it.
  const ordered = { 'elk.layered.considerModelOrder.strategy': 'PREFER_NODES' }
  return { ...common, ...ordered, 'elk.partitioning.activate': 'true' }
}

/** A state with states inside: its own text, of this size, stands above them. */
export function outerStateOptions(width: number, height: number): Options {
  return {
    ...EVERYWHERE,
    'elk.padding': padding(height + 11, 16),
    'elk.nodeSize.constraints': 'MINIMUM_SIZE',
    'elk.nodeSize.minimum': `(${width}, ${height})`,
  }
}

/** `row` is null where the layout is to find one. */
export function innerStateOptions(row: number | null): Options {
  return row === null ? {} : { 'elk.partitioning.partition': String(row) }
}

/** Straight: worth a detour of others. Forward: to be drawn downwards, and others upwards rather than this one. */
export function arrowOptions(straight: boolean, forward: boolean): Options {
  return {
    ...(straight ? { 'elk.layered.priority.straightness': '10' } : {}),
    ...(forward ? { 'elk.layered.priority.direction': '10' } : {}),
  }
}

function padding(top: number, others: number): string {
  return `[top=${top},left=${others},bottom=${others},right=${others}]`
}
