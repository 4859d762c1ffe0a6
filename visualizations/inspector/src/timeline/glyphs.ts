/** What happened to a connection beside its phases, as small signs; and what happened to the whole process. */
import type { ShownEvent } from '../../../../src/inspector/wire.ts'
import { lineOf } from '../connection/log-lines.ts'
import type { Tone } from '../ui/shapes.ts'
import { clock, shownText, span } from '../ui/words.ts'
import { type View, xOf } from './scale.ts'

export interface Glyph {
  /** Its middle. */
  readonly x: number
  readonly at: number
  /** Strokes in a square of 12. */
  readonly path: string
  readonly tone: Tone
  /** Of those in one place. */
  readonly text: string
}

/** A time in which this process did not run. */
export interface Column {
  readonly x: number
  readonly width: number
  readonly from: number
  readonly to: number
  readonly text: string
}

const AGAIN = 'M9.8 3.8A4.4 4.4 0 1 0 10.4 7M10.4 1.4V4.2H7.6'
const SWAP = 'M2 4H10M7.6 1.6L10 4L7.6 6.4M10 8.4H2M4.4 6L2 8.4L4.4 10.8'
const BARRED = 'M6 1.2A4.8 4.8 0 1 0 6.01 1.2ZM2.8 2.8L9.2 9.2'
const HOURGLASS = 'M2.5 1.5H9.5L2.5 10.5H9.5Z'
const DROP = 'M2 2H10M6 4V10.4M3.4 7.8L6 10.4L8.6 7.8'
const FLAG = 'M3 11V1.5H9.8L8 4L9.8 6.5H3'
const EXIT = 'M5 2H2V10H5M5 6H11M8.6 3.6L11 6L8.6 8.4'

interface Sign {
  readonly path: string
  readonly tone: Tone
}

const SIGNS: ReadonlyMap<ShownEvent['kind'], Sign> = new Map<ShownEvent['kind'], Sign>([
  ['restart', { path: AGAIN, tone: 'red' }],
  ['gave-up', { path: BARRED, tone: 'ink' }],
  ['replaced', { path: AGAIN, tone: 'purple' }],
  ['rotating', { path: SWAP, tone: 'grey' }],
  ['rotated', { path: SWAP, tone: 'blue' }],
  ['not-rotated', { path: SWAP, tone: 'orange' }],
  ['stale', { path: HOURGLASS, tone: 'orange' }],
  ['fresh', { path: HOURGLASS, tone: 'green' }],
  ['dropped', { path: DROP, tone: 'orange' }],
  ['draining', { path: DROP, tone: 'purple' }],
  ['exited', { path: EXIT, tone: 'grey' }],
  ['left', { path: EXIT, tone: 'orange' }],
  ['note', { path: FLAG, tone: 'blue' }],
  ['doubt', { path: FLAG, tone: 'orange' }],
  ['assured', { path: FLAG, tone: 'green' }],
])

/** Closer ones are one sign, which tells of all. */
const APART_PX = 12

/** How many a sign tells of. */
const MOST_TOLD = 4

export function glyphsOf(events: readonly ShownEvent[], view: View, width: number): Glyph[] {
  const glyphs: { glyph: Glyph; texts: string[] }[] = []
  for (const event of events) {
    const sign = SIGNS.get(event.kind)
    if (sign === undefined) continue
    const x = xOf(view, event.at, width)
    if (x < -APART_PX || x > width + APART_PX) continue
    const before = glyphs.at(-1)
    if (before !== undefined && x - before.glyph.x < APART_PX) before.texts.push(tooltipOf(event))
    else glyphs.push({ glyph: { x, at: event.at, ...sign, text: '' }, texts: [tooltipOf(event)] })
  }
  return glyphs.map(({ glyph, texts }) => ({ ...glyph, text: together(texts) }))
}

export function columnsOf(events: readonly ShownEvent[], view: View, width: number): Column[] {
  return events.flatMap((event) => {
    if (event.kind !== 'stall') return []
    const from = event.at - event.lostMs
    const x = xOf(view, from, width)
    const end = xOf(view, event.at, width)
    if (end < 0 || x > width) return []
    const what = event.slept === true ? 'this machine slept' : 'this process did not run'
    const text = `${clock(from)}: ${what} for ${span(event.lostMs)}; no peer is blamed for it`
    return [{ x, width: Math.max(2, end - x), from, to: event.at, text }]
  })
}

/** `14:03:07.250: restarted in 1.0 s: the peer …`. */
function tooltipOf(event: ShownEvent): string {
  const { what, why } = lineOf(event)
  return `${clock(event.at)}: ${shownText(what)}${why === '' ? '' : ` (${why})`}`
}

function together(texts: readonly string[]): string {
  const told = texts.slice(0, MOST_TOLD)
  return texts.length > told.length
    ? [...told, `and ${texts.length - told.length} more`].join('\n')
    : told.join('\n')
}
