/** Paints the map: all of it when something moved, else the cells whose phase is another. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import type { Colour } from '../ui/theme.ts'
import { type MapLayout, placeOf } from './layout.ts'
import { Sprites } from './sprites.ts'

type Colours = Readonly<Record<Colour, string>>

export interface Painted {
  readonly nodes: readonly ShownNode[]
  readonly layout: MapLayout
  readonly colours: Colours
  /** Device pixels a CSS pixel. */
  readonly scale: number
}

export class Painter {
  readonly #canvas: HTMLCanvasElement
  #before: Painted | null = null
  #nodes: readonly ShownNode[] = []
  #phases: string[] = []
  #sprites: Sprites | null = null
  #pixels: ImageData | null = null
  #words: Uint32Array = new Uint32Array()

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas
  }

  paint(next: Painted): void {
    const paper = this.#canvas.getContext('2d')
    if (paper === null) return
    if (!isSamePlace(this.#before, next)) this.#begin(next)
    this.#before = next
    const { nodes, layout } = next
    const pixels = this.#pixels
    if (pixels === null) return
    let top = Number.POSITIVE_INFINITY
    let bottom = 0
    const painted = this.#nodes
    this.#nodes = nodes
    for (const [index, node] of nodes.entries()) {
      // The very same is in the same phase: of most nothing is read.
      if (painted[index] === node || this.#phases[index] === node.phase) continue
      this.#phases[index] = node.phase
      const y = this.#stamp(node.phase, layout, index, next.scale)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y + (this.#sprites?.size ?? 0))
    }
    if (bottom === 0) return
    paper.putImageData(pixels, 0, 0, 0, top, pixels.width, Math.min(bottom, pixels.height) - top)
  }

  #begin({ layout, colours, scale }: Painted): void {
    const width = Math.max(1, Math.round(layout.width * scale))
    const height = Math.max(1, Math.round(layout.height * scale))
    this.#canvas.width = width
    this.#canvas.height = height
    this.#canvas.style.width = `${layout.width}px`
    this.#canvas.style.height = `${layout.height}px`
    this.#pixels = new ImageData(width, height)
    this.#words = new Uint32Array(this.#pixels.data.buffer)
    this.#sprites = new Sprites(colours, layout.cell, scale)
    this.#nodes = []
    this.#phases = []
  }

  /** @returns its top, in device pixels. */
  #stamp(phase: string, layout: MapLayout, index: number, scale: number): number {
    const place = placeIn(layout, index)
    const sprites = this.#sprites
    if (place === null || sprites === null || this.#pixels === null) return 0
    const { size } = sprites
    const { width, height } = this.#pixels
    const sprite = sprites.of(phase)
    const left = Math.round(place.x * scale)
    const top = Math.round(place.y * scale)
    const across = Math.min(size, width - left)
    for (let row = 0; row < size && top + row < height; row += 1) {
      this.#words.set(sprite.subarray(row * size, row * size + across), (top + row) * width + left)
    }
    return top
  }
}

/** With one group, which is the usual case, nobody searches for it. */
function placeIn(layout: MapLayout, index: number) {
  const [only] = layout.groups
  if (only === undefined || layout.groups.length > 1) return placeOf(layout, index)
  const { cell, columns } = layout
  return { x: (index % columns) * cell, y: only.cellsTop + Math.floor(index / columns) * cell }
}

/** Whether each stands where it stood, in the same colours. */
function isSamePlace(before: Painted | null, next: Painted): boolean {
  if (before === null || before.colours !== next.colours || before.scale !== next.scale) return false
  if (before.layout !== next.layout) return false
  return true
}
