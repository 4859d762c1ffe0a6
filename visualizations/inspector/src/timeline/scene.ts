/** What is seen of the timeline, as plain figures: a canvas and an SVG are drawn from the same. */
import type { ShownEvent } from '../../../../src/inspector/wire.ts'
import { pulsesOf } from '../connection/plot-data.ts'
import { indexAt } from '../connection/seen.ts'
import type { Reading } from '../state.ts'
import { counted } from '../ui/words.ts'
import { type Band, type Strip, stripsOf } from './bands.ts'
import { type Column, columnsOf, type Glyph, glyphsOf } from './glyphs.ts'
import { type View, xOf } from './scale.ts'
import { type Tick, ticksOf } from './ticks.ts'

/** In px: times above, and below them signs of what happened to the whole process. */
export const AXIS_HEIGHT = 36
export const LANE_HEIGHT = 26

/** A lane as it is known. */
export interface Lane {
  readonly id: string
  readonly name: string
  readonly phase: string
  readonly isSelected: boolean
  readonly bands: readonly Band[]
  readonly events: readonly ShownEvent[]
  readonly readings: readonly Reading[]
}

export interface Asked {
  readonly view: View
  readonly width: number
  /** How far the first lane is above the top, as it was scrolled. */
  readonly lift: number
  readonly lanes: readonly Lane[]
  /** Of the whole process. */
  readonly wide: readonly ShownEvent[]
  readonly now: number
  /** Where somebody stands. */
  readonly moment: number | null
  /** Where somebody points. */
  readonly cursor: number | null
  /** Before it nothing is known. */
  readonly knownFrom: number
  /** The same of the time in between: the server was away, or too much happened. */
  readonly gaps: readonly { readonly from: number; readonly to: number; readonly skipped: number | null }[]
  /** As `Date` tells it. */
  readonly offsetMinutes: number
}

export interface SceneLane {
  readonly id: string
  readonly name: string
  readonly phase: string
  readonly isSelected: boolean
  /** Its top. */
  readonly y: number
  readonly strips: readonly Strip[]
  readonly beats: readonly number[]
  readonly misses: readonly number[]
  readonly glyphs: readonly Glyph[]
}

export interface Scene {
  readonly width: number
  readonly height: number
  readonly ticks: readonly (Tick & { readonly x: number })[]
  readonly lanes: readonly SceneLane[]
  readonly columns: readonly Column[]
  readonly flags: readonly Glyph[]
  /** Of which nothing is known. */
  readonly blanks: readonly Column[]
  /** Null where it is not seen. */
  readonly now: number | null
  readonly moment: number | null
  readonly cursor: number | null
}

export function sceneOf(asked: Asked): Scene {
  const { view, width, lift, wide } = asked
  const seen = (at: number | null): number | null => {
    const x = at === null ? -1 : xOf(view, at, width)
    return x < 0 || x > width ? null : x
  }
  return {
    width,
    height: AXIS_HEIGHT + asked.lanes.length * LANE_HEIGHT,
    ticks: ticksOf(view, width, asked.offsetMinutes).map(({ at, text }) => {
      const x = xOf(view, at, width)
      return { at, x, text: x + text.length * LETTER_PX > width ? '' : text }
    }),
    lanes: asked.lanes.map((lane, n) => laneOf(lane, view, width, AXIS_HEIGHT - lift + n * LANE_HEIGHT)),
    columns: columnsOf(wide, view, width),
    flags: glyphsOf(wide, view, width),
    blanks: blanksOf(asked),
    now: seen(asked.now),
    moment: seen(asked.moment),
    cursor: seen(asked.cursor),
  }
}

/** What a letter of the axis takes at most: a time that would be cut off is not written. */
const LETTER_PX = 7

function blanksOf({ view, width, knownFrom, gaps }: Asked): Column[] {
  const before = { from: Math.min(view.from, knownFrom), to: knownFrom, skipped: null }
  return [before, ...gaps].flatMap(({ from, to, skipped }) => {
    const x = Math.max(0, xOf(view, from, width))
    const end = Math.min(width, xOf(view, to, width))
    if (end <= x) return []
    const text =
      skipped === null ? 'nothing is known of this time' : `${counted(skipped, 'event')} not told: too many`
    return [{ x, width: end - x, from, to, text }]
  })
}

function laneOf(lane: Lane, view: View, width: number, y: number): SceneLane {
  const { id, name, phase, isSelected } = lane
  const { beats, misses } = pulsesIn(lane.readings, view)
  return {
    id,
    name,
    phase,
    isSelected,
    y,
    strips: stripsOf(lane.bands, view, width),
    beats: placesOf(beats, view, width, BEAT_PX),
    misses: placesOf(misses, view, width, MISS_PX),
    glyphs: glyphsOf(lane.events, view, width),
  }
}

/** How near to each other marks may be; nearer ones are one. */
const BEAT_PX = 3
const MISS_PX = 6

function pulsesIn(readings: readonly Reading[], { from, to }: View): { beats: number[]; misses: number[] } {
  if (readings.length === 0) return { beats: [], misses: [] }
  return pulsesOf(readings.slice(Math.max(0, indexAt(readings, from)), indexAt(readings, to) + 1))
}

function placesOf(times: readonly number[], view: View, width: number, apart: number): number[] {
  const places: number[] = []
  for (const at of times) {
    const x = xOf(view, at, width)
    const before = places.at(-1)
    if (x >= 0 && x <= width && (before === undefined || x - before >= apart)) places.push(x)
  }
  return places
}
