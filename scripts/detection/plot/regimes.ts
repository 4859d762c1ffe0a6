/** One pass of the changing times: what detectors of equal mean detection time make of it. */
import { REGIMES } from '../regimes.ts'
import { SUBJECTS } from '../subjects.ts'
import { TRACE_TARGET_MS, type TraceRow } from '../trace.ts'
import { legend } from './legend.ts'
import { linear, type Scale } from './scale.ts'
import { lineOf, type Point, path, svgOf, text } from './svg.ts'

const LEFT = 56
const WIDTH = 800
const TOP = 84
const HEIGHT = 300
/** Thresholds beyond are cut off, in seconds. */
const HIGHEST = 12

export function regimesPlot(trace: readonly TraceRow[]): string {
  const minutes = REGIMES.reduce((sum, { intervals }) => sum + intervals, 0) / 60
  const ticks = Array.from({ length: minutes / 5 + 1 }, (_, index) => 5 * index)
  const x = linear(0, minutes, LEFT, LEFT + WIDTH, ticks)
  const y = linear(0, HIGHEST, TOP + HEIGHT, TOP, [0, 2, 4, 6, 8, 10, 12])
  return svgOf({
    id: 'detection-regimes',
    title: 'What detectors learn from changing times',
    about:
      `Forty minutes over a stream: ${REGIMES.map(({ name, about }) => `${name} (${about})`).join('; ')}. Bars: how late ` +
      `heartbeats came. Lines: the lateness from which each detector suspects, all tuned to a mean detection time of ` +
      `${TRACE_TARGET_MS / 1_000} s. The figures are in trace.csv.`,
    width: LEFT + WIDTH + 20,
    height: TOP + HEIGHT + 46,
    parts: [
      text('From when on a peer is suspect, as times change', { x: LEFT, y: 20 }, 'name'),
      ...legend({ x: LEFT, y: 44 }),
      ...frame(x, y),
      ...trace.flatMap((row) => bar(row, x, y)),
      ...SUBJECTS.map(({ name }) => lineOf(name, pointsOf(trace, name, x, y))),
    ],
  })
}

function frame(x: Scale, y: Scale): string[] {
  const bottom = TOP + HEIGHT
  const right = LEFT + WIDTH
  let minute = 0
  const regimes = REGIMES.flatMap(({ name, intervals }) => {
    const from = minute
    minute += intervals / 60
    const edge = [
      { x: x(minute), y: TOP - 8 },
      { x: x(minute), y: bottom },
    ]
    return [text(name, { x: x((from + minute) / 2), y: TOP - 12 }, 'event mid'), path('grid', edge)]
  })
  return [
    ...regimes,
    ...y.ticks.flatMap((tick) => [
      path('grid', [
        { x: LEFT, y: y(tick) },
        { x: right, y: y(tick) },
      ]),
      text(String(tick), { x: LEFT - 6, y: y(tick) + 4 }, 'note small end'),
    ]),
    path('axis', [
      { x: LEFT, y: bottom },
      { x: right, y: bottom },
    ]),
    ...x.ticks.map((tick) => text(String(tick), { x: x(tick), y: bottom + 16 }, 'note small mid')),
    text('late by, s', { x: LEFT - 40, y: TOP - 12 }, 'note small'),
    text('minutes', { x: right, y: bottom + 32 }, 'note small end'),
  ]
}

/** How late the latest arrival of a few seconds was. */
function bar({ from_s, latest_s }: TraceRow, x: Scale, y: Scale): string[] {
  const late = Math.min(HIGHEST, Number(latest_s))
  if (late < 0.1) return []
  const at = x(Number(from_s) / 60)
  return [
    path('late', [
      { x: at, y: y(0) },
      { x: at, y: y(late) },
    ]),
  ]
}

function pointsOf(trace: readonly TraceRow[], detector: string, x: Scale, y: Scale): Point[] {
  return trace.map(({ from_s, [detector]: threshold }) => ({
    x: x(Number(from_s) / 60),
    y: y(Math.min(HIGHEST, Number(threshold))),
  }))
}
