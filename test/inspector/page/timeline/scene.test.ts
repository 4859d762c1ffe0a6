import { describe, expect, test } from 'vitest'
import { LIGHT } from '../../../../src/charts/drawing/style.ts'
import type { ShownEvent } from '../../../../src/inspector/wire.ts'
import { laneAt, pointedAt } from '../../../../visualizations/inspector/src/timeline/pointed.ts'
import {
  type Asked,
  AXIS_HEIGHT,
  LANE_HEIGHT,
  type Lane,
  sceneOf,
} from '../../../../visualizations/inspector/src/timeline/scene.ts'
import { escaped, svgOf } from '../../../../visualizations/inspector/src/timeline/svg.ts'
import { NOW, REFUSED, reading, stall } from '../support.ts'

/** A pixel is 10 ms. */
const VIEW = { from: NOW - 10_000, to: NOW }
const x = (at: number) => (at - VIEW.from) / 10

function lane(more: Partial<Lane> = {}): Lane {
  return {
    id: 'prices',
    name: 'prices',
    phase: 'alive',
    isSelected: false,
    bands: [
      { from: NOW - 20_000, to: NOW - 4_000, phase: 'alive' },
      { from: NOW - 4_000, to: NOW, phase: 'suspect' },
    ],
    events: [],
    readings: [],
    ...more,
  }
}

function scene(more: Partial<Asked> = {}) {
  return sceneOf({
    view: VIEW,
    width: 1_000,
    lift: 0,
    lanes: [lane()],
    wide: [],
    now: NOW,
    moment: null,
    cursor: null,
    knownFrom: NOW - 60_000,
    gaps: [],
    offsetMinutes: 0,
    ...more,
  })
}

const restart = (at: number): ShownEvent => ({
  v: 1,
  at,
  kind: 'restart',
  id: 'prices',
  restarts: 1,
  delayMs: 100,
  cause: REFUSED,
})

test('Beats and misses stand where readings tell of them', () => {
  const counted = (at: number, beats: number, misses: number) =>
    reading({ at, counts: { frames: 0, beats, misses, reconnects: 0 } })
  const readings = [
    counted(NOW - 900, 0, 0),
    counted(NOW - 800, 1, 0),
    counted(NOW - 700, 1, 1),
    counted(NOW - 600, 2, 1),
  ]
  const [drawn] = scene({ lanes: [lane({ readings })] }).lanes
  expect(drawn?.beats).toEqual([x(NOW - 800), x(NOW - 600)])
  expect(drawn?.misses).toEqual([x(NOW - 700)])
})

test('A stall of ours covers the time in which we did not run, for all', () => {
  const [column] = scene({ wide: [stall(NOW - 1_000, 2_000)] }).columns
  expect(column).toMatchObject({ x: x(NOW - 3_000), width: 200 })
  expect(column?.text).toContain('this process did not run for 2.0 s; no peer is blamed for it')
})

test('Signs in one place are one sign, which tells of all', () => {
  const events = [restart(NOW - 5_000), restart(NOW - 4_990), restart(NOW - 2_000)]
  const glyphs = scene({ lanes: [lane({ events })] }).lanes[0]?.glyphs ?? []
  expect(glyphs.map((glyph) => glyph.x)).toEqual([x(NOW - 5_000), x(NOW - 2_000)])
  expect(glyphs[0]?.text.split('\n')).toHaveLength(2)
})

test('Where a thousand things happened at once, a sign tells of a few, and how many more', () => {
  const events = Array.from({ length: 1_000 }, () => restart(NOW - 5_000))
  const [glyph] = scene({ lanes: [lane({ events })] }).lanes[0]?.glyphs ?? []
  expect(glyph?.text.split('\n')).toHaveLength(5)
  expect(glyph?.text).toContain('and 996 more')
})

test('Moments out of sight have no line', () => {
  const drawn = scene({ moment: NOW - 20_000, cursor: NOW - 5_000 })
  expect(drawn).toMatchObject({ moment: null, cursor: 500, now: 1_000 })
})

test('Time of which nothing is known is blank, and says why', () => {
  const gaps = [
    { from: NOW - 5_000, to: NOW - 4_000, skipped: 20_000 },
    { from: NOW - 90_000, to: NOW - 80_000, skipped: null },
  ]
  const { blanks } = scene({ knownFrom: NOW - 9_000, gaps })
  expect(blanks.map(({ x: at, width, text }) => [at, width, text])).toEqual([
    [0, 100, 'nothing is known of this time'],
    [500, 100, '20000 events not told: too many'],
  ])
})

test('Lanes begin below the axis, as far up as they were scrolled', () => {
  const drawn = scene({ lanes: [lane(), lane({ id: 'b' })], lift: 10 })
  expect(drawn.lanes.map(({ y }) => y)).toEqual([AXIS_HEIGHT - 10, AXIS_HEIGHT - 10 + LANE_HEIGHT])
})

describe('what a pointer is told', () => {
  const band = { from: NOW - 4_000, to: NOW, phase: 'suspect' }
  const events = [restart(NOW - 2_000)]
  const drawn = scene({ lanes: [lane({ events })], wide: [stall(NOW - 5_000, 1_000)] })
  const y = AXIS_HEIGHT + 5

  test('Over a lane: whose it is, and what phase it was in for how long', () => {
    const { lane: found, text } = pointedAt(drawn, 700, y, NOW - 3_000, () => band)
    expect(found?.id).toBe('prices')
    expect(text).toMatch(/^prices, \d\d:\d\d:\d\d\.\d{3}\nsuspect for 4\.0 s, from /)
  })

  test('Near a sign: what happened', () => {
    expect(pointedAt(drawn, x(NOW - 2_000) + 5, y, NOW - 1_950, () => band).text).toContain('started again')
    expect(pointedAt(drawn, x(NOW - 2_000) + 20, y, NOW - 1_800, () => band).text).not.toContain(
      'started again',
    )
  })

  test('In a stall: that it was ours', () => {
    expect(pointedAt(drawn, x(NOW - 5_500), y, NOW - 5_500, () => null).text).toContain('no peer is blamed')
  })

  test('Over the axis there is no lane', () => {
    expect(laneAt(drawn, AXIS_HEIGHT - 1)).toBeNull()
    expect(laneAt(drawn, AXIS_HEIGHT + LANE_HEIGHT)).toBeNull()
  })
})

describe('as a picture that stands alone', () => {
  const hostile = '<script>alert(1)</script>"&\u0000\u202e'

  test('Names and words of others are text in it, and nothing else', () => {
    const note: ShownEvent = { v: 1, at: NOW - 1_000, kind: 'note', text: hostile }
    const svg = svgOf(scene({ lanes: [lane({ name: hostile, id: hostile })], wide: [note] }), LIGHT, hostile)
    expect(svg).not.toContain('<script')
    expect(svg).toContain('&lt;script&gt;')
    for (const letter of ['\u0000', '\u202e']) expect(svg).not.toContain(letter)
  })

  test('Its tags are closed, and it asks for nothing from elsewhere', () => {
    const svg = svgOf(scene({ wide: [stall(NOW - 1_000, 500)], moment: NOW - 5_000 }), LIGHT, 'timeline')
    const open: string[] = []
    for (const [, end, name, , alone] of svg.matchAll(/<(\/?)([a-zA-Z]+)((?:"[^"]*"|[^">])*?)(\/?)>/g)) {
      if (end === '/') expect(open.pop()).toBe(name)
      else if (alone !== '/') open.push(name ?? '')
    }
    expect(open).toEqual([])
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toContain('http')
    expect(svg).toContain('<title>suspect</title>')
  })

  test('What would be markup is written out, line by line', () => {
    expect(escaped('a<b>\n"&\'')).toBe('a&lt;b&gt;\n&quot;&amp;&#39;')
  })
})
