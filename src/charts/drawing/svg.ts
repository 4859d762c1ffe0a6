/** A drawing as one self-contained SVG file. */
import { statesOf, transitionText } from '../arrows.ts'
import type { Chart, ChartState } from '../chart.ts'
import { arrowElement, initialElement, stateElement, transitionElement } from '../ids.ts'
import { INDENT, LINE_HEIGHT, MARK_WIDTH, PADDING, type Row } from './box.ts'
import { headPath, linePath } from './curve.ts'
import type { Area, Drawing, LabelEntry, PlacedArrow, PlacedState, Point } from './drawing.ts'
import { LABEL_PADDING } from './graph.ts'
import { lookOf, type Tone } from './looks.ts'
import { marks } from './marks.ts'
import { detailsOf, proseOf, titleOf } from './prose.ts'
import { styleSheet } from './style.ts'
import type { Line } from './text.ts'

/** From the top of a line to the foot of its letters. */
const BASELINE = 12
const CORNER = 10
/** Between the two borders of a final state. */
const RIM = 4

export function svgOf(chart: Chart, drawing: Drawing): string {
  const { width, height } = drawing
  const tones = new Map(statesOf(chart).map((state) => [state.id, lookOf(state).tone]))
  const id = xml(`chart-${chart.id}`)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" id="${id}" width="${width}" height="${height}"` +
      ` viewBox="0 0 ${width} ${height}" xml:space="preserve" role="img" aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${xml(titleOf(chart))}</title>`,
    `<desc id="${id}-desc">${xml(proseOf(chart))}</desc>`,
    `<style>\n${styleSheet()}\n</style>`,
    ...drawing.states.flatMap(stateMarkup),
    ...drawing.dots.map(dotMarkup),
    ...drawing.arrows.flatMap((arrow) => arrowMarkup(arrow, tones)),
    '</svg>',
    '',
  ].join('\n')
}

function stateMarkup({ state, box, area, aside, region }: PlacedState): string[] {
  const { tone, mark, border } = lookOf(state)
  const left = area.x + aside + PADDING
  const top = area.y + PADDING
  const rule = box.rule === null ? null : `M${area.x} ${area.y + box.rule}H${area.x + area.width}`
  return [
    `<g class="state ${tone}" id="${xml(stateElement(state.id))}" data-state="${xml(state.id)}">`,
    `<title>${xml(detailsOf(state))}</title>`,
    rectMarkup(`box ${region ? 'dashed' : border}`, area, 0),
    ...(state.kind === 'final' ? [rectMarkup('rim', area, RIM)] : []),
    `<g transform="translate(${left} ${top})">${marks[mark]}</g>`,
    `<text class="name" x="${left + MARK_WIDTH}" y="${top + BASELINE}">${xml(state.key)}</text>`,
    ...(rule === null ? [] : [`<path class="rule" d="${rule}"/>`]),
    ...box.rows.map((row) => rowMarkup(state, row, { x: left, y: area.y + row.top })),
    '</g>',
  ]
}

function rowMarkup({ id }: ChartState, { transition, lines }: Row, at: Point): string {
  if (transition === null) return `<text>${linesMarkup(lines, at, 0)}</text>`
  const element = xml(transitionElement(id, transition, null))
  return `<text id="${element}" data-event="${xml(transition.event)}">${linesMarkup(lines, at, INDENT)}</text>`
}

function rectMarkup(name: string, { x, y, width, height }: Area, inset: number): string {
  const place = `x="${x + inset}" y="${y + inset}" width="${width - 2 * inset}" height="${height - 2 * inset}"`
  return `<rect class="${name}" ${place} rx="${CORNER - inset}"/>`
}

function dotMarkup({ x, y, width }: Area): string {
  return `<circle class="dot" cx="${x + width / 2}" cy="${y + width / 2}" r="${width / 2}"/>`
}

/** An arrow has the colour of the state it leads to: that is how lines which run side by side are told apart. */
function arrowMarkup(arrow: PlacedArrow, tones: ReadonlyMap<string, Tone>): string[] {
  const { from, to, path, label } = arrow
  const lines = [`<path class="line" d="${linePath(path)}"/>`, `<path class="head" d="${headPath(path)}"/>`]
  if (from === null) return [`<g class="arrow ink" id="${xml(initialElement(to))}">`, ...lines, '</g>']
  const ends = `data-from="${xml(from)}" data-to="${xml(to)}"`
  return [
    `<g class="arrow ${tones.get(to) ?? 'ink'}" id="${xml(arrowElement(from, to))}" ${ends}>`,
    ...lines,
    ...(label === null ? [] : labelMarkup(label.entries, label.area, from, to)),
    '</g>',
  ]
}

function labelMarkup(entries: readonly LabelEntry[], area: Area, from: string, to: string): string[] {
  const { x, y, width, height } = area
  let top = y + LABEL_PADDING / 2
  const texts = entries.map(({ transition, lines }) => {
    const id = xml(transitionElement(from, transition, to))
    const text = linesMarkup(lines, { x: x + LABEL_PADDING, y: top }, INDENT)
    top += lines.length * LINE_HEIGHT
    const details = `<title>${xml(transitionText(transition))}</title>`
    return `<text class="label" id="${id}" data-event="${xml(transition.event)}">${details}${text}</text>`
  })
  return [`<rect class="plate" x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/>`, ...texts]
}

/** Lines of text, the first with its top at `at`; those after it are `indent` further to the right. */
function linesMarkup(lines: readonly Line[], at: Point, indent: number): string {
  const parts = lines.map((line, index) => {
    const spans = line.map(({ text, style }) => `<tspan class="${style}">${xml(text)}</tspan>`).join('')
    const x = index === 0 ? at.x : at.x + indent
    return `<tspan x="${x}" y="${at.y + BASELINE + index * LINE_HEIGHT}">${spans}</tspan>`
  })
  return parts.join('')
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
