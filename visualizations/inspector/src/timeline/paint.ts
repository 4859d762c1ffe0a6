/** Draws a scene on a canvas. */

import type { Colour } from '../../../../src/charts/drawing/style.ts'
import { toneOf } from '../ui/shapes.ts'
import {
  BAND_HEIGHT,
  BAND_TOP,
  BEAT_HEIGHT,
  FLAGS_Y,
  FONT,
  MARK_Y,
  MISS_HEIGHT,
  MISS_WIDTH,
  SIGN_SIZE,
  TIMES_Y,
} from './geometry.ts'
import type { Glyph } from './glyphs.ts'
import type { Hatches } from './hatches.ts'
import { AXIS_HEIGHT, LANE_HEIGHT, type Scene, type SceneLane } from './scene.ts'

type Colours = Readonly<Record<Colour, string>>

export interface Paper {
  readonly context: CanvasRenderingContext2D
  readonly colours: Colours
  readonly hatches: Hatches
}

/** @param height of the canvas, in CSS pixels; its scale is set already. */
export function paint(scene: Scene, height: number, paper: Paper): void {
  const { context, colours } = paper
  context.fillStyle = colours.page
  context.fillRect(0, 0, scene.width, height)
  context.font = FONT
  context.textBaseline = 'middle'
  paintGrid(scene, height, paper)
  for (const lane of scene.lanes) {
    if (lane.y + LANE_HEIGHT < AXIS_HEIGHT || lane.y > height) continue
    paintLane(lane, scene.width, paper)
  }
  paintColumns(scene, height, paper)
  paintAxis(scene, paper)
  paintMoments(scene, height, paper)
}

function paintGrid({ ticks, blanks }: Scene, height: number, { context, colours }: Paper): void {
  context.globalAlpha = 0.25
  context.fillStyle = colours.note
  for (const { x } of ticks) context.fillRect(Math.round(x), AXIS_HEIGHT, 1, height - AXIS_HEIGHT)
  context.globalAlpha = 1
  context.fillStyle = colours['grey-fill']
  for (const { x, width } of blanks) context.fillRect(x, AXIS_HEIGHT, width, height - AXIS_HEIGHT)
}

function paintLane(lane: SceneLane, width: number, paper: Paper): void {
  const { context, colours, hatches } = paper
  const top = lane.y + BAND_TOP
  if (lane.isSelected) {
    context.fillStyle = colours['blue-fill']
    context.fillRect(0, lane.y, width, LANE_HEIGHT)
  }
  for (const strip of lane.strips) {
    const tone = toneOf(strip.phase)
    context.fillStyle = colours[`${tone}-fill`]
    context.fillRect(strip.x, top, strip.width, BAND_HEIGHT)
    const hatch = hatches.of(strip.phase)
    if (hatch !== null) {
      context.fillStyle = hatch
      context.fillRect(strip.x, top, strip.width, BAND_HEIGHT)
    }
    context.fillStyle = colours[tone]
    context.fillRect(strip.x, top, strip.width, 2)
    context.fillRect(strip.x, top, 1, BAND_HEIGHT)
  }
  paintPulses(lane, top, paper)
  for (const glyph of lane.glyphs) paintGlyph(glyph, lane.y + LANE_HEIGHT / 2, paper)
}

function paintPulses({ beats, misses }: SceneLane, top: number, { context, colours }: Paper): void {
  context.fillStyle = colours.ink
  context.globalAlpha = 0.55
  for (const x of beats) context.fillRect(x - 0.5, top + BAND_HEIGHT - BEAT_HEIGHT, 1, BEAT_HEIGHT)
  context.globalAlpha = 1
  if (misses.length === 0) return
  const foot = top + BAND_HEIGHT
  const left = (x: number): number => Math.round(x - MISS_WIDTH / 2)
  context.fillStyle = colours.page
  for (const x of misses)
    context.fillRect(left(x) - 1, foot - MISS_HEIGHT - 1, MISS_WIDTH + 2, MISS_HEIGHT + 1)
  context.fillStyle = colours.red
  for (const x of misses) context.fillRect(left(x), foot - MISS_HEIGHT, MISS_WIDTH, MISS_HEIGHT)
}

function paintGlyph({ x, path, tone }: Glyph, middle: number, { context, colours }: Paper): void {
  const half = SIGN_SIZE / 2
  context.save()
  context.translate(x - half, middle - half)
  context.fillStyle = colours.page
  context.beginPath()
  context.arc(half, half, half + 1.5, 0, 2 * Math.PI)
  context.fill()
  context.lineWidth = 1.6
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.strokeStyle = colours[tone]
  context.stroke(signOf(path))
  context.restore()
}

/** There are a dozen of them. */
const signs = new Map<string, Path2D>()

function signOf(path: string): Path2D {
  const known = signs.get(path)
  if (known !== undefined) return known
  const made = new Path2D(path)
  signs.set(path, made)
  return made
}

function paintColumns({ columns }: Scene, height: number, { context, colours, hatches }: Paper): void {
  const hatch = hatches.stall
  for (const { x, width } of columns) {
    context.globalAlpha = 0.75
    context.fillStyle = colours['grey-fill']
    context.fillRect(x, AXIS_HEIGHT, width, height - AXIS_HEIGHT)
    context.globalAlpha = 1
    if (hatch !== null) {
      context.fillStyle = hatch
      context.fillRect(x, AXIS_HEIGHT, width, height - AXIS_HEIGHT)
    }
    context.fillStyle = colours.grey
    context.fillRect(x, AXIS_HEIGHT, 1, height - AXIS_HEIGHT)
    context.fillRect(x + width - 1, AXIS_HEIGHT, 1, height - AXIS_HEIGHT)
  }
}

function paintAxis({ width, ticks, flags }: Scene, paper: Paper): void {
  const { context, colours } = paper
  context.fillStyle = colours.page
  context.fillRect(0, 0, width, AXIS_HEIGHT)
  context.fillStyle = colours.note
  context.fillRect(0, AXIS_HEIGHT - 1, width, 1)
  context.textAlign = 'left'
  for (const { x, text } of ticks) {
    context.fillRect(Math.round(x), AXIS_HEIGHT - 6, 1, 6)
    context.fillText(text, x + 4, TIMES_Y)
  }
  for (const flag of flags) paintGlyph(flag, FLAGS_Y, paper)
}

function paintMoments({ now, moment, cursor }: Scene, height: number, { context, colours }: Paper): void {
  if (now !== null) {
    context.fillStyle = colours.green
    context.fillRect(Math.round(now), AXIS_HEIGHT - 6, 1, height)
  }
  if (cursor !== null) {
    context.globalAlpha = 0.6
    context.fillStyle = colours.ink
    context.fillRect(Math.round(cursor), MARK_Y, 1, height)
    context.globalAlpha = 1
  }
  if (moment === null) return
  const x = Math.round(moment)
  context.fillStyle = colours.blue
  context.fillRect(x - 1, MARK_Y, 2, height)
  context.beginPath()
  context.moveTo(x - 6, MARK_Y)
  context.lineTo(x + 6, MARK_Y)
  context.lineTo(x, MARK_Y + 9)
  context.fill()
}
