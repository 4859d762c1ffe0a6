/**
 * What stands inside a state's box, and how large that makes it. Entry and exit actions are left to the listing forms:
 * a picture is there for the life cycle, and every line in a box makes it taller.
 */
import { conditionOf, internalOf } from '../arrows.ts'
import type { ChartState, ChartTransition } from '../chart.ts'
import { type Line, lineWidth, type Span, wrap } from './text.ts'

export const NAME_SIZE = 15
export const TEXT_SIZE = 12
export const LINE_HEIGHT = 16
export const PADDING = 11
/** How far the second line of a transition stands in. */
export const INDENT = 10
/** The mark before the name, and the gap after it. */
export const MARK_WIDTH = 22
const NAME_HEIGHT = 20
const GAP = 6
/** Wider than this a line is broken. */
const TEXT_WIDTH = 200

/** Lines that belong together: a description, or one internal transition. */
export interface Row {
  /** The transition this row shows; null for the description. */
  readonly transition: ChartTransition | null
  readonly lines: readonly Line[]
  /** From the top of the box to the top of the first line. */
  readonly top: number
}

export interface Box {
  readonly rows: readonly Row[]
  /** From the top of the box to the rule between the description and the transitions; null where none is needed. */
  readonly rule: number | null
  readonly width: number
  readonly height: number
}

export function boxOf(state: ChartState): Box {
  const rows: Row[] = []
  let top = PADDING + NAME_HEIGHT
  const add = (line: Line, transition: ChartTransition | null): void => {
    const lines = wrap(line, TEXT_SIZE, TEXT_WIDTH)
    rows.push({ transition, lines, top })
    top += lines.length * LINE_HEIGHT
  }
  const note = noteOf(state)
  if (note !== null) add([{ text: note, style: 'note' }], null)
  const internal = internalOf(state)
  const rule = internal.length === 0 ? null : top + GAP
  if (rule !== null) top = rule + GAP
  for (const transition of internal) add(transitionLine(transition), transition)

  const nameWidth = MARK_WIDTH + lineWidth([{ text: state.key, style: 'name' }], NAME_SIZE)
  const widths = rows.flatMap(({ transition, lines }) => widthsOf(lines, transition === null ? 0 : INDENT))
  return {
    rows,
    rule,
    width: Math.ceil(Math.max(nameWidth, ...widths) + 2 * PADDING),
    height: top + (rows.length === 0 ? PADDING - 4 : PADDING - 2),
  }
}

/** A transition as one line: its event stands out, its condition and its actions step back. */
function transitionLine(transition: ChartTransition): Line {
  const names = transition.actions.map(({ name }) => name).join(', ')
  return [...triggerLine(transition), ...(names === '' ? [] : [span(` / ${names}`, 'actions')])]
}

/** What a transition waits for, without what it does. */
export function triggerLine(transition: ChartTransition): Line {
  const condition = conditionOf(transition)
  return [span(transition.label, 'event'), ...(condition === null ? [] : [span(` [${condition}]`, 'guard')])]
}

/** The widths of lines of which all but the first stand in by `indent`. */
export function widthsOf(lines: readonly Line[], indent: number): number[] {
  return lines.map((line, index) => lineWidth(line, TEXT_SIZE) + (index === 0 ? 0 : indent))
}

/** What is invoked says as much about a state as its description does. */
function noteOf({ description, invokes }: ChartState): string | null {
  const runs = invokes.length === 0 ? [] : [`runs ${invokes.map(({ src }) => src).join(', ')}`]
  const parts = [...(description === null ? [] : [description]), ...runs]
  return parts.length === 0 ? null : parts.join('; ')
}

function span(text: string, style: Span['style']): Span {
  return { text, style }
}
