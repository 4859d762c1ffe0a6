/** One uPlot chart: made once, shown anew, destroyed. */
import uPlot from 'uplot'
import type { Colour } from '../../../../src/charts/drawing/style.ts'
import { clock } from '../ui/words.ts'
import { type Columns, niceTop } from './plot-data.ts'

export type PlotKind = 'suspicion' | 'rtt'

type Colours = Readonly<Record<Colour, string>>

const HEIGHT = 112
const FONT = '10px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif'
const NOTHING: Columns = { x: [], suspicion: [], rtt: [], beats: [], misses: [] }

export class Plot {
  readonly #kind: PlotKind
  readonly #place: HTMLElement
  readonly #plot: uPlot
  #columns: Columns = NOTHING
  #span = { from: 0, to: 1 }
  #moment: number | null = null
  #colours: Colours | null = null

  /** @param stand called with a moment that somebody clicked on. */
  constructor(place: HTMLElement, kind: PlotKind, stand: (at: number) => void) {
    this.#place = place
    this.#kind = kind
    this.#plot = new uPlot(this.#options(), [[], []], place)
    this.#plot.over.addEventListener('click', () => {
      const { left } = this.#plot.cursor
      if (left !== undefined && left >= 0) stand(Math.round(this.#plot.posToVal(left, 'x') * 1_000))
    })
  }

  show(
    columns: Columns,
    span: { readonly from: number; readonly to: number },
    moment: number | null,
    colours: Colours,
  ): void {
    this.#columns = columns
    this.#span = span
    this.#moment = moment
    this.#colours = colours
    const width = Math.max(120, Math.floor(this.#place.clientWidth))
    const values = this.#kind === 'suspicion' ? columns.suspicion : columns.rtt
    this.#plot.batch(() => {
      if (width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT })
      this.#plot.setData([[...columns.x], [...values]], false)
      this.#plot.setScale('x', { min: span.from / 1_000, max: span.to / 1_000 })
      this.#plot.setScale('y', { min: 0, max: this.#top(values) })
    })
  }

  destroy(): void {
    this.#plot.destroy()
  }

  #top(values: readonly (number | null)[]): number {
    return this.#kind === 'suspicion' ? 1.3 : niceTop(values) * 1.15
  }

  #colour(name: Colour): string {
    return this.#colours?.[name] ?? 'transparent'
  }

  #options(): uPlot.Options {
    const isSuspicion = this.#kind === 'suspicion'
    const tone = isSuspicion ? 'orange' : 'blue'
    const axis: uPlot.Axis = {
      stroke: () => this.#colour('note'),
      font: FONT,
      grid: { stroke: () => `${this.#colour('note')}33`, width: 1 },
      ticks: { show: false },
    }
    return {
      width: 300,
      height: HEIGHT,
      padding: [6, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      // Their limits are set with every drawing.
      scales: {
        x: { time: false, auto: false, range: (_, min, max) => [min, max] },
        y: { auto: false, range: (_, min, max) => [min, max] },
      },
      axes: [
        { ...axis, size: 22, space: 76, values: (_, splits) => splits.map((at) => clock(at * 1_000, false)) },
        {
          ...axis,
          size: 44,
          space: 26,
          values: (_, splits) => splits.map((value) => (isSuspicion ? value.toFixed(1) : `${value} ms`)),
        },
      ],
      series: [
        {},
        {
          stroke: () => this.#colour(tone),
          fill: () => `${this.#colour(tone)}2e`,
          width: 1.6,
          points: { show: false },
        },
      ],
      hooks: { draw: [() => this.#drawOver()] },
    }
  }

  /** What is no series: the verdict, beats and misses, and where somebody stands. */
  #drawOver(): void {
    const { ctx, bbox } = this.#plot
    const scale = uPlot.pxRatio
    ctx.save()
    ctx.beginPath()
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
    ctx.clip()
    if (this.#kind === 'suspicion') this.#drawVerdict(ctx, bbox, scale)
    else this.#drawPulses(ctx, bbox, scale)
    if (this.#moment !== null) {
      const x = this.#plot.valToPos(this.#moment / 1_000, 'x', true)
      ctx.fillStyle = this.#colour('blue')
      ctx.fillRect(x - scale, bbox.top, 2 * scale, bbox.height)
    }
    ctx.restore()
  }

  #drawVerdict(ctx: CanvasRenderingContext2D, bbox: uPlot.BBox, scale: number): void {
    const y = this.#plot.valToPos(1, 'y', true)
    ctx.strokeStyle = this.#colour('red')
    ctx.lineWidth = 1.4 * scale
    ctx.setLineDash([5 * scale, 3 * scale])
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
    ctx.setLineDash([])
    ctx.font = `${10 * scale}px system-ui, sans-serif`
    ctx.fillStyle = this.#colour('red')
    ctx.textAlign = 'left'
    ctx.textBaseline = 'bottom'
    ctx.fillText('verdict: dead', bbox.left + 4 * scale, y - 2 * scale)
  }

  #drawPulses(ctx: CanvasRenderingContext2D, bbox: uPlot.BBox, scale: number): void {
    const foot = bbox.top + bbox.height
    const isSeen = (at: number): boolean => at * 1_000 >= this.#span.from && at * 1_000 <= this.#span.to
    ctx.fillStyle = this.#colour('ink')
    for (const at of this.#columns.beats) {
      if (isSeen(at)) ctx.fillRect(this.#plot.valToPos(at, 'x', true), foot - 7 * scale, scale, 7 * scale)
    }
    ctx.fillStyle = this.#colour('red')
    for (const at of this.#columns.misses) {
      const x = this.#plot.valToPos(at, 'x', true) - 1.5 * scale
      if (isSeen(at)) ctx.fillRect(x, foot - 14 * scale, 3 * scale, 14 * scale)
    }
  }
}
