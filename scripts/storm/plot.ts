/** Histograms of a storm, a row for each library, all by one scale. */
import { linear, type Scale } from '../detection/plot/scale.ts'
import { path, svgOf, text } from '../detection/plot/svg.ts'
import { BIN_MS, type Bin, CLIENTS, type StormFigures, type Total } from './figures.ts'

const LEFT = 52
const WIDTH = 640
const TOP = 92
const ROW = { height: 72, gap: 46 }
/** A single dial among a thousand is to be seen. */
const LOWEST = 1.5
/** When the server is back. */
const GONE_MS = 10_000

/** How one of the pictures is made. */
interface Kind {
  readonly what: 'dials' | 'back'
  readonly title: string
  readonly note: string
  readonly untilMs: number
  readonly stepMs: number
  /** What is said of each library. */
  readonly said: (total: Total) => string
}

const KINDS: Readonly<Record<Kind['what'], Kind>> = {
  dials: {
    what: 'dials',
    title: `${CLIENTS} clients whose server is killed, and back after 10 s: their dials`,
    note: 'Up: dials in each 100 ms. Across: seconds since the kill. Left of the line nobody listens.',
    untilMs: 18_000,
    stepMs: 2_000,
    said: ({ dials, peak }) => `${dials} dials, at most ${peak} within 100 ms`,
  },
  back: {
    what: 'back',
    title: `${CLIENTS} clients whose server is back after 10 s: when each is connected again`,
    note: 'Up: clients back in each 100 ms. Across: seconds since the server listens again.',
    untilMs: 8_000,
    stepMs: 1_000,
    said: ({ last_back_s }) => `the last one after ${last_back_s} s`,
  },
}

export function stormPlot(figures: StormFigures, what: Kind['what']): string {
  const kind = KINDS[what]
  const bins = figures.bins.filter((bin) => bin.what === what)
  const highest = Math.ceil(Math.max(...bins.map(({ count }) => Number(count))) / 100) * 100
  return svgOf({
    id: `storm-${what}`,
    title: kind.title,
    about: `${kind.note} ${figures.totals.map((total) => `${total.subject}: ${kind.said(total)}`).join('; ')}. The figures are in histogram.csv.`,
    width: LEFT + WIDTH + 24,
    height: TOP + figures.totals.length * (ROW.height + ROW.gap) - 10,
    parts: [
      text(kind.title, { x: LEFT, y: 20 }, 'name'),
      text(kind.note, { x: LEFT, y: 44 }, 'note'),
      ...figures.totals.flatMap((total, index) =>
        row(
          total,
          kind,
          bins.filter(({ subject }) => subject === total.subject),
          highest,
          TOP + index * (ROW.height + ROW.gap),
        ),
      ),
    ],
  })
}

function row(total: Total, kind: Kind, bins: readonly Bin[], highest: number, top: number): string[] {
  const bottom = top + ROW.height
  const ticks = Array.from({ length: kind.untilMs / kind.stepMs + 1 }, (_, index) => index * kind.stepMs)
  const x = linear(0, kind.untilMs, LEFT, LEFT + WIDTH, ticks)
  const y = linear(0, highest, bottom, top, [0, highest / 2, highest])
  const tone = total.subject.startsWith('pulsetree') ? 'blue' : 'orange'
  return [
    text(total.subject, { x: LEFT, y: top - 8 }, 'event'),
    text(kind.said(total), { x: LEFT + WIDTH, y: top - 8 }, 'note end'),
    ...frame(x, y, top, bottom),
    ...(kind.what === 'dials' ? [path('axis', vertical(x(GONE_MS), top, bottom))] : []),
    `<g class="${tone}">${bins.map((bin) => bar(bin, x, y, bottom)).join('')}</g>`,
  ]
}

function frame(x: Scale, y: Scale, top: number, bottom: number): string[] {
  return [
    ...y.ticks.flatMap((tick) => [
      path(tick === 0 ? 'axis' : 'grid', [
        { x: LEFT, y: y(tick) },
        { x: LEFT + WIDTH, y: y(tick) },
      ]),
      text(String(tick), { x: LEFT - 6, y: y(tick) + 4 }, 'note small end'),
    ]),
    path('axis', vertical(LEFT, top, bottom)),
    ...x.ticks.flatMap((tick) => [
      path('axis', vertical(x(tick), bottom, bottom + 4)),
      text(String(tick / 1_000), { x: x(tick), y: bottom + 16 }, 'note small mid'),
    ]),
  ]
}

function vertical(x: number, from: number, to: number) {
  return [
    { x, y: from },
    { x, y: to },
  ]
}

/** What is beyond the axis is not drawn: the line above says when the last one was. */
function bar({ at_ms, count }: Bin, x: Scale, y: Scale, bottom: number): string {
  const at = Number(at_ms)
  const [lowest = 0, , highest = 0] = [x.ticks[0], 0, x.ticks.at(-1)]
  if (at < lowest || at + BIN_MS > highest) return ''
  const left = round(x(at))
  const up = round(Math.min(y(Number(count)), bottom - LOWEST))
  return `<path class="f" d="M${left} ${bottom}V${up}H${round(x(at + BIN_MS) - 0.5)}V${bottom}Z"/>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
