/** What lies under a pointer, in words. */

import { running } from '../connection/lengths.ts'
import { clock, phaseInWords, shownText } from '../ui/words.ts'
import type { Band } from './bands.ts'
import { AXIS_HEIGHT, LANE_HEIGHT, type Scene, type SceneLane } from './scene.ts'

export interface Pointed {
  readonly lane: SceneLane | null
  readonly text: string
}

/** How near a pointer has to be to a sign. */
const NEAR_PX = 8

/** @param bandAt the band of a lane at the moment pointed at; null where it has none. */
export function pointedAt(
  scene: Scene,
  x: number,
  y: number,
  at: number,
  bandAt: (id: string) => Band | null,
): Pointed {
  const lane = laneAt(scene, y)
  const signs = y < AXIS_HEIGHT ? scene.flags : (lane?.glyphs ?? [])
  const sign = signs.find((glyph) => Math.abs(glyph.x - x) <= NEAR_PX)
  const column = scene.columns.find((stall) => x >= stall.x - 2 && x <= stall.x + stall.width + 2)
  const blank = scene.blanks.find((time) => x >= time.x && x <= time.x + time.width)
  const parts: string[] = []
  if (lane !== null) parts.push(`${shownText(lane.name)}, ${clock(at)}`)
  else parts.push(clock(at))
  const band = lane === null ? null : bandAt(lane.id)
  if (band !== null)
    parts.push(`${phaseInWords(band.phase)} for ${running(band.to - band.from)}, from ${clock(band.from)}`)
  if (lane?.misses.some((miss) => Math.abs(miss - x) <= NEAR_PX / 2)) parts.push('a heartbeat was missed')
  if (sign !== undefined) parts.push(sign.text)
  if (column !== undefined) parts.push(column.text)
  if (blank !== undefined && band === null) parts.push(blank.text)
  return { lane, text: parts.join('\n') }
}

export function laneAt(scene: Scene, y: number): SceneLane | null {
  if (y < AXIS_HEIGHT) return null
  return scene.lanes.find((lane) => y >= lane.y && y < lane.y + LANE_HEIGHT) ?? null
}
