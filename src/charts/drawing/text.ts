/**
 * How wide text is, without a browser: the advance widths of Helvetica, which Arial and Liberation Sans share, in
 * thousandths of the font size. The picture asks for these fonts first, so what is measured here is what is seen.
 */

export interface Font {
  readonly size: number
  readonly bold: boolean
}

/** One stretch of text in one look. */
export interface Span {
  readonly text: string
  readonly style: 'name' | 'event' | 'guard' | 'actions' | 'note'
}

export type Line = readonly Span[]

/** Room for fonts a little wider than Helvetica, where none of its kin is installed. */
const SLACK = 1.05

/** The width of characters outside the table: an arrow or a letter with an accent is at most this wide. */
const UNKNOWN = 1000

// From ' ' (32) to '~' (126).
const REGULAR = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
]
const BOLD = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
  556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
  556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
  333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
]

export function widthOf(text: string, { size, bold }: Font): number {
  const table = bold ? BOLD : REGULAR
  let thousandths = 0
  for (const character of text) thousandths += table[(character.codePointAt(0) ?? 0) - 32] ?? UNKNOWN
  return (thousandths / 1000) * size * SLACK
}

/** The font of each look. `size` is that of the line; names are larger than anything else. */
function fontOf(style: Span['style'], size: number): Font {
  return { size, bold: style === 'name' || style === 'event' }
}

export function lineWidth(line: Line, size: number): number {
  return line.reduce((width, { text, style }) => width + widthOf(text, fontOf(style, size)), 0)
}

/** Breaks a line at its spaces so that no part is wider than `width`; a single word may be. */
export function wrap(line: Line, size: number, width: number): Line[] {
  const lines: Span[][] = []
  let room = 0
  for (const { text, style } of words(line)) {
    const needed = widthOf(text.trimEnd(), fontOf(style, size))
    const current = lines.at(-1)
    if (current === undefined || needed > room) {
      lines.push([{ text, style }])
      room = width
    } else {
      append(current, { text, style })
    }
    room -= widthOf(text, fontOf(style, size))
  }
  return lines.map((spans) => trimmed(spans))
}

/** Each word with the spaces after it. */
function words(line: Line): Span[] {
  return line.flatMap(({ text, style }) =>
    (text.match(/\S+\s*|\s+/g) ?? []).map((word) => ({ text: word, style })),
  )
}

function append(line: Span[], span: Span): void {
  const last = line.at(-1)
  if (last?.style === span.style) line[line.length - 1] = { text: last.text + span.text, style: span.style }
  else line.push(span)
}

function trimmed(line: readonly Span[]): Line {
  return line.map((span, index) =>
    index === line.length - 1 ? { ...span, text: span.text.trimEnd() } : span,
  )
}
