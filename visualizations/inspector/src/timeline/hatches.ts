/** The hatches of the phases as canvas patterns, for one set of colours and one density of pixels. */

import type { Colour } from '../../../../src/charts/drawing/style.ts'
import { toneOf } from '../ui/shapes.ts'
import { type Hatch, hatchOf, STALL_HATCH } from './hatch.ts'

export class Hatches {
  readonly #colours: Readonly<Record<Colour, string>>
  readonly #scale: number
  readonly #patterns = new Map<string, CanvasPattern | null>()
  readonly stall: CanvasPattern | null

  /** @param scale device pixels for a CSS pixel: a pattern is not scaled with what it fills. */
  constructor(colours: Readonly<Record<Colour, string>>, scale: number) {
    this.#colours = colours
    this.#scale = scale
    this.stall = this.#made(STALL_HATCH, colours.grey)
  }

  of(phase: string): CanvasPattern | null {
    const known = this.#patterns.get(phase)
    if (known !== undefined) return known
    const hatch = hatchOf(phase)
    const made = hatch === null ? null : this.#made(hatch, this.#colours[toneOf(phase)])
    this.#patterns.set(phase, made)
    return made
  }

  #made({ size, path, width }: Hatch, colour: string): CanvasPattern | null {
    const tile = document.createElement('canvas')
    tile.width = tile.height = Math.max(1, Math.round(size * this.#scale))
    const context = tile.getContext('2d')
    if (context === null) return null
    const scale = tile.width / size
    context.scale(scale, scale)
    context.strokeStyle = colour
    context.globalAlpha = 0.75
    context.lineWidth = width
    context.stroke(new Path2D(path))
    const pattern = context.createPattern(tile, 'repeat')
    pattern?.setTransform(new DOMMatrix().scale(1 / scale))
    return pattern
  }
}
