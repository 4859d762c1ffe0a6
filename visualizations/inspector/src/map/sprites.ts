/**
 * One small picture per phase, as pixels: ten thousand of them are copied into the map in a millisecond, where drawing
 * ten thousand shapes takes ten. Large cells have the shapes of the tree; small ones have simpler ones that six pixels can
 * tell apart, and whatever needs no look is small and pale.
 */
import { lookOf } from '../ui/shapes.ts'
import type { Colour } from '../ui/theme.ts'

type Colours = Readonly<Record<Colour, string>>

/** From this size of a cell on, in CSS pixels, shapes can be told apart. */
const SHAPES_FROM = 12

export class Sprites {
  readonly #colours: Colours
  readonly #cell: number
  readonly #scale: number
  readonly #made = new Map<string, Uint32Array>()
  readonly #paper: CanvasRenderingContext2D | null

  /** @param cell in CSS pixels; @param scale device pixels a CSS pixel. */
  constructor(colours: Colours, cell: number, scale: number) {
    this.#colours = colours
    this.#cell = cell
    this.#scale = scale
    const canvas = document.createElement('canvas')
    canvas.width = this.size
    canvas.height = this.size
    this.#paper = canvas.getContext('2d', { willReadFrequently: true })
  }

  /** How wide and high one is, in device pixels. */
  get size(): number {
    return Math.round(this.#cell * this.#scale)
  }

  of(phase: string): Uint32Array {
    let made = this.#made.get(phase)
    if (made === undefined) {
      made = this.#draw(phase)
      this.#made.set(phase, made)
    }
    return made
  }

  #draw(phase: string): Uint32Array {
    const { size } = this
    const paper = this.#paper
    if (paper === null) return new Uint32Array(size * size)
    paper.setTransform(1, 0, 0, 1, 0, 0)
    paper.fillStyle = this.#colours.page
    paper.fillRect(0, 0, size, size)
    if (this.#cell >= SHAPES_FROM) this.#shape(paper, phase)
    else small(paper, phase, this.#colours, size)
    return new Uint32Array(paper.getImageData(0, 0, size, size).data.buffer)
  }

  #shape(paper: CanvasRenderingContext2D, phase: string): void {
    const { tone, shape } = lookOf(phase)
    const room = this.#cell - 3
    const scale = (room / 12) * this.#scale
    const colour = this.#colours[tone]
    paper.setTransform(scale, 0, 0, scale, 1.5 * this.#scale, 1.5 * this.#scale)
    const path = new Path2D(shape.path)
    if (shape.isFilled) {
      paper.fillStyle = colour
      paper.fill(path)
      return
    }
    paper.strokeStyle = colour
    paper.lineWidth = 1.8
    paper.lineCap = 'round'
    paper.lineJoin = 'round'
    paper.stroke(path)
  }
}

/** A dot for what is well, a full cell for what is dead, and forms between the two. */
function small(paper: CanvasRenderingContext2D, phase: string, colours: Colours, size: number): void {
  const colour = colours[lookOf(phase).tone]
  const gap = Math.max(1, Math.round(size / 6))
  const room = size - gap
  paper.fillStyle = colour
  switch (phase) {
    case 'dead':
    case 'failed':
      paper.fillRect(0, 0, room, room)
      if (phase === 'failed') return
      // A cross, cut out.
      paper.strokeStyle = colours.page
      paper.lineWidth = Math.max(1, size / 8)
      paper.beginPath()
      paper.moveTo(0, 0)
      paper.lineTo(room, room)
      paper.moveTo(room, 0)
      paper.lineTo(0, room)
      paper.stroke()
      return
    case 'suspect':
      paper.beginPath()
      paper.moveTo(room / 2, 0)
      paper.lineTo(room, room)
      paper.lineTo(0, room)
      paper.fill()
      return
    case 'backoff':
      frame(paper, room, Math.max(1, Math.round(size / 6)))
      return
    case 'connecting':
      paper.fillRect(0, Math.round(room * 0.35), room, Math.max(1, Math.round(room * 0.3)))
      return
    case 'stopped': {
      const inset = Math.round(room * 0.36)
      paper.fillRect(inset, inset, room - 2 * inset, room - 2 * inset)
      return
    }
    default: {
      const inset = Math.max(1, Math.round(room * 0.2))
      paper.globalAlpha = 0.8
      paper.fillRect(inset, inset, room - 2 * inset, room - 2 * inset)
      paper.globalAlpha = 1
    }
  }
}

function frame(paper: CanvasRenderingContext2D, room: number, line: number): void {
  paper.fillRect(0, 0, room, line)
  paper.fillRect(0, room - line, room, line)
  paper.fillRect(0, line, line, room - 2 * line)
  paper.fillRect(room - line, line, line, room - 2 * line)
}
