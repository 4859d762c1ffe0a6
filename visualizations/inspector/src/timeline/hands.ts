/** Pointers and wheels on the lanes. */
import { selected } from '../state.ts'
import type { Board } from './board.ts'
import { dragged, nearer } from './looking.ts'
import { laneAt, pointedAt } from './pointed.ts'
import { atOf, widthOf } from './scale.ts'
import { known, looking, pointer, standOn } from './shared.ts'

/** A hand that means to press moves a little. */
const STILL_PX = 4
/** How much a turn of the wheel zooms. */
const WHEEL = 0.0022
/** A line of a wheel that counts lines, in px. */
const LINE_PX = 16

/** @returns lets go of the elements. */
export function handle(board: Board, canvas: HTMLElement, scroller: HTMLElement): () => void {
  const hands = new Hands(board, canvas)
  const off = new AbortController()
  const { signal } = off
  canvas.addEventListener('pointerdown', (event) => hands.down(event), { signal })
  canvas.addEventListener('pointermove', (event) => hands.move(event), { signal })
  canvas.addEventListener('pointerup', (event) => hands.up(event), { signal })
  canvas.addEventListener('pointercancel', (event) => hands.lost(event), { signal })
  canvas.addEventListener('pointerleave', () => hands.away(), { signal })
  scroller.addEventListener('wheel', (event) => hands.wheel(event), { signal, passive: false })
  return () => off.abort()
}

interface Point {
  readonly x: number
  readonly y: number
}

class Hands {
  readonly #board: Board
  readonly #canvas: HTMLElement
  /** Fingers, or the mouse, that are down. */
  readonly #down = new Map<number, Point>()
  #start: Point | null = null
  #isDrag = false

  constructor(board: Board, canvas: HTMLElement) {
    this.#board = board
    this.#canvas = canvas
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return
    const point = this.#pointOf(event)
    this.#down.set(event.pointerId, point)
    this.#start = point
    if (this.#down.size === 1) this.#isDrag = false
    this.#canvas.setPointerCapture(event.pointerId)
  }

  move(event: PointerEvent): void {
    const point = this.#pointOf(event)
    const before = this.#down.get(event.pointerId)
    if (before === undefined) return this.#hover(point)
    if (this.#down.size > 1) this.#pinch(event.pointerId, point)
    else this.#drag(before, point, event.pointerId)
  }

  up(event: PointerEvent): void {
    const wasDown = this.#down.delete(event.pointerId)
    if (!wasDown || this.#isDrag || this.#down.size > 0) return
    const { x, y } = this.#pointOf(event)
    const scene = this.#board.scene(false)
    if (scene === null) return
    const lane = laneAt(scene, y)
    if (lane !== null) selected.value = lane.id
    standOn(this.#at(x))
  }

  lost(event: PointerEvent): void {
    this.#down.delete(event.pointerId)
  }

  away(): void {
    pointer.value = null
    if (looking.peek().cursor !== null) looking.value = { ...looking.peek(), cursor: null }
  }

  wheel(event: WheelEvent): void {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1
    const across = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
    if (event.ctrlKey || event.metaKey) {
      const { x } = this.#pointOf(event)
      looking.value = nearer(looking.peek(), Math.exp(event.deltaY * unit * WHEEL), this.#at(x), known())
    } else if (Math.abs(across) > Math.abs(event.deltaY) || event.shiftKey) this.#pan(across * unit)
    // Where all lanes are seen there is nothing else to scroll.
    else if (!this.#board.canScroll) this.#pan(event.deltaY * unit)
    else return
    event.preventDefault()
  }

  #hover({ x, y }: Point): void {
    const at = this.#at(x)
    const scene = this.#board.scene(false)
    if (scene === null) return
    const found = pointedAt(scene, x, y, at, (id) => this.#board.bandAt(id, at))
    pointer.value = { ...found, x, y }
    looking.value = { ...looking.peek(), cursor: at }
  }

  #drag(before: Point, point: Point, id: number): void {
    const start = this.#start ?? point
    if (!this.#isDrag && Math.abs(point.x - start.x) < STILL_PX) return
    this.#isDrag = true
    this.#down.set(id, point)
    pointer.value = null
    this.#pan(before.x - point.x)
  }

  #pinch(id: number, point: Point): void {
    this.#isDrag = true
    const before = [...this.#down.values()]
    this.#down.set(id, point)
    const [a, b] = before
    const [c, d] = [...this.#down.values()]
    if (a === undefined || b === undefined || c === undefined || d === undefined) return
    const was = Math.max(8, Math.abs(a.x - b.x))
    const is = Math.max(8, Math.abs(c.x - d.x))
    looking.value = nearer(looking.peek(), was / is, this.#at((c.x + d.x) / 2), known())
  }

  #pan(px: number): void {
    const { view } = looking.peek()
    looking.value = dragged(looking.peek(), (px / this.#board.width) * widthOf(view), known())
  }

  #at(x: number): number {
    return atOf(looking.peek().view, x, this.#board.width)
  }

  #pointOf(event: MouseEvent): Point {
    const { left, top } = this.#canvas.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
}
