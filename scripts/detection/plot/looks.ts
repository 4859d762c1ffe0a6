/** How each detector looks, everywhere the same. Colour never says anything alone: marks and dashes differ as well. */
import { LIGHT, styleSheet } from '../../../src/charts/drawing/style.ts'

export type Shape = 'disc' | 'diamond' | 'square' | 'triangle' | 'cross'

export interface Look {
  readonly tone: 'blue' | 'orange' | 'red' | 'green' | 'purple'
  readonly dash: 'solid' | 'long' | 'short' | 'dots' | 'mixed'
  readonly shape: Shape
}

const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['fixed', { tone: 'blue', dash: 'solid', shape: 'disc' }],
  ['phi by φ', { tone: 'orange', dash: 'long', shape: 'diamond' }],
  ['phi by pause', { tone: 'red', dash: 'short', shape: 'triangle' }],
  ['adaptive constant', { tone: 'green', dash: 'dots', shape: 'square' }],
  ['adaptive deviation', { tone: 'purple', dash: 'mixed', shape: 'cross' }],
])

/** @throws Error for a detector that has none. */
export function lookOf(detector: string): Look {
  const look = LOOKS.get(detector)
  if (look === undefined) throw new Error(`no look for ${detector}`)
  return look
}

/** Marks around (0, 0), as the data of a path; filled, but for the cross. */
export const SHAPES: Readonly<Record<Shape, string>> = {
  disc: 'M-3 0A3 3 0 1 1 3 0A3 3 0 1 1 -3 0Z',
  diamond: 'M0 -4L4 0L0 4L-4 0Z',
  square: 'M-2.8 -2.8H2.8V2.8H-2.8Z',
  triangle: 'M0 -4L3.8 2.8H-3.8Z',
  cross: 'M-3 -3L3 3M-3 3L3 -3',
}

const DASHES: Readonly<Record<Look['dash'], string>> = {
  solid: 'none',
  long: '8 3',
  short: '4 3',
  dots: '1.5 3.5',
  mixed: '8 3 1.5 3',
}

/** The sheet of the charts, and what plots have beside. */
export function plotSheet(): string {
  return [
    styleSheet(),
    `.chart .axis,.chart .grid,.chart .late{fill:none;stroke:${LIGHT.note};stroke:var(--note)}`,
    '.chart .axis{stroke-width:1px}',
    '.chart .grid{stroke-width:1px;opacity:.22}',
    '.chart .late{stroke-width:1.5px;opacity:.5}',
    `.chart .floor{fill:${LIGHT.note};fill:var(--note);opacity:.1}`,
    '.chart .mid{text-anchor:middle}',
    '.chart .end{text-anchor:end}',
    '.chart .small{font-size:11px}',
    ...Object.entries(DASHES).map(([name, dashes]) => `.chart .dash-${name}{stroke-dasharray:${dashes}}`),
    '.chart .cross{stroke-width:1.8px}',
  ].join('\n')
}
