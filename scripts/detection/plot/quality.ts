/** Detection time against mistakes: a small plot for each network, a line for each detector. */
import { DRAWN } from '../figures.ts'
import type { StudyRow } from '../study.ts'
import { SUBJECTS } from '../subjects.ts'
import { legend } from './legend.ts'
import { logarithmic, type Scale } from './scale.ts'
import { lineOf, markOf, type Point, path, svgOf, text } from './svg.ts'

const COLUMNS = 3
const PANEL = { width: 232, height: 176 }
const LEFT = 48
const TOP = 104
const ACROSS = PANEL.width + 48
const DOWN = PANEL.height + 54
/** Below this nothing was seen, or too little to call it a rate: less than 3 mistakes. */
const LOWEST = 0.1
const HIGHEST = 1_000
/** The strip below the axis, for detectors of which no mistake was seen. */
const STRIP = 26

export function qualityPlot(study: readonly StudyRow[]): string {
  const rows = Math.ceil(DRAWN.length / COLUMNS)
  return svgOf({
    id: 'detection-quality',
    title: 'Detection time against mistakes',
    about: aboutOf(),
    width: LEFT + COLUMNS * ACROSS - 24,
    height: TOP + rows * DOWN + 4,
    parts: [
      text(
        'Up: mistakes per hour. Across: mean detection time in seconds. In the strip: too few to tell.',
        { x: LEFT, y: 66 },
        'note',
      ),
      text('How often a healthy peer is suspected, by how soon a dead one is', { x: LEFT, y: 20 }, 'name'),
      ...legend({ x: LEFT, y: 44 }),
      ...DRAWN.flatMap((network, index) => panel(study, network, index)),
    ],
  })
}

function aboutOf(): string {
  return (
    `${DRAWN.length} plots, one for each network: ${DRAWN.join('; ')}. Across: the mean detection time, 1.5 to 10 s. ` +
    `Up: mistakes per hour, on a logarithmic scale. Detectors: ${SUBJECTS.map(({ name }) => name).join(', ')}. ` +
    'The figures are in study.csv.'
  )
}

function panel(study: readonly StudyRow[], network: string, index: number): string[] {
  const left = LEFT + (index % COLUMNS) * ACROSS
  const top = TOP + Math.floor(index / COLUMNS) * DOWN
  const bottom = top + PANEL.height
  const x = logarithmic(1.4, 11, left, left + PANEL.width, [1.5, 2, 3, 5, 7, 10])
  const y = logarithmic(LOWEST, HIGHEST, bottom - STRIP, top, [0.1, 1, 10, 100, 1_000])
  const own = study.filter((row) => row.network === network && row.part === '' && row.option !== '')
  return [
    text(titleOf(network), { x: left, y: top - 10 }, 'event'),
    ...frame(x, y, left, bottom),
    ...SUBJECTS.flatMap(({ name }) => curve(own, name, x, y, bottom)),
  ]
}

function frame(x: Scale, y: Scale, left: number, bottom: number): string[] {
  const right = left + PANEL.width
  return [
    `<rect class="floor" x="${left}" y="${bottom - STRIP}" width="${PANEL.width}" height="${STRIP}"/>`,
    ...y.ticks.map((tick) => path('grid', across(left, right, y(tick)))),
    ...y.ticks.map((tick) => text(String(tick), { x: left - 6, y: y(tick) + 4 }, 'note small end')),
    path('axis', across(left, right, bottom)),
    ...x.ticks.flatMap((tick) => [
      path('axis', [
        { x: x(tick), y: bottom },
        { x: x(tick), y: bottom + 4 },
      ]),
      text(String(tick), { x: x(tick), y: bottom + 16 }, 'note small mid'),
    ]),
    text('fewer', { x: left - 6, y: bottom - 6 }, 'note small end'),
  ]
}

function across(left: number, right: number, y: number): Point[] {
  return [
    { x: left, y },
    { x: right, y },
  ]
}

/** Up to the first target at which too few mistakes were seen: from there on there is nothing to tell. */
function curve(own: readonly StudyRow[], detector: string, x: Scale, y: Scale, bottom: number): string[] {
  const rows = own
    .filter((row) => row.detector === detector)
    .sort((a, b) => Number(a.detection_s) - Number(b.detection_s))
  const end = rows.findIndex((row) => Number(row.mistakes_per_hour) < LOWEST)
  const shown = end === -1 ? rows : rows.slice(0, end + 1)
  const points = shown.map((row) => {
    const perHour = Number(row.mistakes_per_hour)
    return { x: x(Number(row.detection_s)), y: perHour < LOWEST ? bottom - STRIP / 2 : y(perHour) }
  })
  if (points.length === 0) return []
  return [
    ...(points.length > 1 ? [lineOf(detector, points)] : []),
    ...points.map((point) => markOf(detector, point)),
  ]
}

/** `messages log-normal bursty 10 %` → `messages, log-normal, 10 % in bursts` */
function titleOf(network: string): string {
  const [carriage, delay, pattern, percent] = network.split(' ')
  if (delay === 'changing') return `${carriage}, changing times`
  return `${carriage}, ${delay}, ${percent} %${pattern === 'bursty' ? ' in bursts' : ''}`
}
