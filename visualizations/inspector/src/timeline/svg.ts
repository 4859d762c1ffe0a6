/** A scene as an SVG that stands alone: for export. All text in it is escaped, since peers choose names. */

import type { Colour } from '../../../../src/charts/drawing/style.ts'
import { toneOf } from '../ui/shapes.ts'
import { printable } from '../ui/words.ts'
import {
  BAND_HEIGHT,
  BAND_TOP,
  BEAT_HEIGHT,
  FLAGS_Y,
  FONT,
  MARK_Y,
  MISS_HEIGHT,
  MISS_WIDTH,
  NAME_WIDTH,
  SIGN_SIZE,
  TIMES_Y,
} from './geometry.ts'
import type { Glyph } from './glyphs.ts'
import { type Hatch, hatchOf, STALL_HATCH } from './hatch.ts'
import { AXIS_HEIGHT, LANE_HEIGHT, type Scene, type SceneLane } from './scene.ts'

type Colours = Readonly<Record<Colour, string>>

export function svgOf(scene: Scene, colours: Colours, title: string): string {
  const width = round(scene.width + NAME_WIDTH)
  const height = round(scene.height)
  const phases = [...new Set(scene.lanes.flatMap(({ strips }) => strips.map(({ phase }) => phase)))]
  const body = [
    `<title>${escaped(title)}</title>`,
    `<defs>${patterns(phases, colours)}<clipPath id="lanes"><rect width="${round(scene.width)}" height="${height}"/></clipPath></defs>`,
    rect(0, 0, width, height, colours.page),
    `<g transform="translate(${NAME_WIDTH} 0)"><g clip-path="url(#lanes)">`,
    ...scene.blanks.map(({ x, width: wide, text }) =>
      titled(text, rect(x, AXIS_HEIGHT, wide, height - AXIS_HEIGHT, colours['grey-fill'])),
    ),
    ...scene.ticks.map(({ x, text }) => tickOf(x, text, height, colours)),
    ...scene.lanes.map((lane) => laneOf(lane, phases, colours)),
    ...scene.columns.map(({ x, width: wide, text }) => {
      const [top, high] = [AXIS_HEIGHT, height - AXIS_HEIGHT]
      const plain = rect(x, top, wide, high, colours['grey-fill'], ' opacity=".75"')
      return titled(text, plain + rect(x, top, wide, high, 'url(#stall)'))
    }),
    ...scene.flags.map((flag) => glyphOf(flag, FLAGS_Y, colours)),
    scene.now === null ? '' : rect(scene.now, AXIS_HEIGHT - 6, 1, height, colours.green),
    scene.moment === null ? '' : rect(scene.moment - 1, MARK_Y, 2, height, colours.blue),
    '</g></g>',
    ...scene.lanes.map((lane) => nameOf(lane, colours)),
  ]
  const label = `role="img" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  return `<svg ${label} style="font:${escaped(FONT)}">\n${body.filter((part) => part !== '').join('\n')}\n</svg>\n`
}

function titled(text: string, what: string): string {
  return `<g><title>${escaped(text)}</title>${what}</g>`
}

function patterns(phases: readonly string[], colours: Colours): string {
  const made = phases.map((phase, n) => {
    const hatch = hatchOf(phase)
    return hatch === null ? '' : patternOf(`hatch-${n}`, hatch, colours[toneOf(phase)])
  })
  return [...made, patternOf('stall', STALL_HATCH, colours.grey)].join('')
}

function patternOf(id: string, { size, path, width }: Hatch, colour: string): string {
  return `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse"><path d="${path}" stroke="${colour}" stroke-width="${width}" opacity=".75" fill="none"/></pattern>`
}

function tickOf(x: number, text: string, height: number, colours: Colours): string {
  const line = rect(x, AXIS_HEIGHT - 6, 1, height, colours.note, ' opacity=".3"')
  return `${line}<text x="${round(x + 4)}" y="${TIMES_Y + 4}" fill="${colours.note}">${escaped(text)}</text>`
}

function laneOf(lane: SceneLane, phases: readonly string[], colours: Colours): string {
  const top = lane.y + BAND_TOP
  const strips = lane.strips.map(({ x, width, phase }) => {
    const tone = toneOf(phase)
    const hatch =
      hatchOf(phase) === null ? '' : rect(x, top, width, BAND_HEIGHT, `url(#hatch-${phases.indexOf(phase)})`)
    const plain = rect(x, top, width, BAND_HEIGHT, colours[`${tone}-fill`])
    return `<g><title>${escaped(phase)}</title>${plain}${hatch}${rect(x, top, width, 2, colours[tone])}${rect(x, top, 1, BAND_HEIGHT, colours[tone])}</g>`
  })
  const beats = lane.beats.map((x) =>
    rect(x - 0.5, top + BAND_HEIGHT - BEAT_HEIGHT, 1, BEAT_HEIGHT, colours.ink),
  )
  const misses = lane.misses.map((x) =>
    rect(x - MISS_WIDTH / 2, top + BAND_HEIGHT - MISS_HEIGHT, MISS_WIDTH, MISS_HEIGHT, colours.red),
  )
  const glyphs = lane.glyphs.map((glyph) => glyphOf(glyph, lane.y + LANE_HEIGHT / 2, colours))
  return `<g>${[...strips, ...beats, ...misses, ...glyphs].join('')}</g>`
}

function glyphOf({ x, path, tone, text }: Glyph, middle: number, colours: Colours): string {
  const half = SIGN_SIZE / 2
  return `<g transform="translate(${round(x - half)} ${round(middle - half)})"><title>${escaped(text)}</title><circle cx="${half}" cy="${half}" r="${half + 1.5}" fill="${colours.page}"/><path d="${path}" fill="none" stroke="${colours[tone]}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></g>`
}

/** Longer names would run into the lanes. */
const LONGEST_NAME = 26

function nameOf({ name, phase, y }: SceneLane, colours: Colours): string {
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name
  return `<text x="8" y="${round(y + LANE_HEIGHT / 2 + 4)}" fill="${colours.ink}">${escaped(shown)}<title>${escaped(`${name}, ${phase}`)}</title></text>`
}

function rect(x: number, y: number, width: number, height: number, fill: string, more = ''): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, width))}" height="${round(Math.max(0, height))}" fill="${fill}"${more}/>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Control characters are no part of XML, and would turn text round: they are written out. */
export function escaped(text: string): string {
  const lines = text
    .split('\n')
    .map((part) => printable(part).replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? ''))
  return lines.join('\n')
}
