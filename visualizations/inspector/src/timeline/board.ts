/** The canvas: asks the history what there is to be seen, and draws it at most once a frame. */
import { effect } from '@preact/signals'
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import { now } from '../now.ts'
import { OnceAFrame } from '../once-a-frame.ts'
import { past } from '../past.ts'
import { moment, news, readings, selected, wanted } from '../state.ts'
import { colours } from '../ui/theme.ts'
import type { Band } from './bands.ts'
import { NAME_WIDTH } from './geometry.ts'
import { Hatches } from './hatches.ts'
import { MOST_READ, rowsSeen } from './lanes.ts'
import { broughtTo, carriedOn } from './looking.ts'
import { paint } from './paint.ts'
import type { View } from './scale.ts'
import { type Asked, AXIS_HEIGHT, LANE_HEIGHT, type Lane, type Scene, sceneOf } from './scene.ts'
import { known, lanes, looking, rows } from './shared.ts'

/** Whose readings are asked for is told only when the scrolling is over. */
const SETTLED_MS = 250

export class Board {
  readonly #scroller: HTMLElement
  readonly #canvas: HTMLCanvasElement
  readonly #frame = new OnceAFrame(() => this.#draw())
  readonly #resized = new ResizeObserver(() => this.#frame.ask())
  readonly #unfollow: () => void
  #hatches: Hatches | null = null
  #hatched: object | null = null
  #scale = 0
  #asked: Asked | null = null
  #scene: Scene | null = null
  #settling: ReturnType<typeof setTimeout> | null = null

  constructor(scroller: HTMLElement, canvas: HTMLCanvasElement) {
    this.#scroller = scroller
    this.#canvas = canvas
    this.#resized.observe(scroller)
    scroller.addEventListener('scroll', this.#onScroll, { passive: true })
    this.#unfollow = effect(() => {
      // Whatever of it changes, the picture does.
      const inputs = [now, moment, news, readings, selected, lanes, looking, colours]
      if (inputs.every(({ value }) => value !== undefined)) this.#frame.ask()
    })
  }

  destroy(): void {
    this.#unfollow()
    this.#frame.cancel()
    this.#resized.disconnect()
    this.#scroller.removeEventListener('scroll', this.#onScroll)
    if (this.#settling !== null) clearTimeout(this.#settling)
    this.#want([])
    rows.value = []
  }

  /** As it was drawn last; with `isWhole`, without half a lane at its top. */
  scene(isWhole = true): Scene | null {
    return isWhole && this.#asked !== null ? sceneOf({ ...this.#asked, lift: 0, cursor: null }) : this.#scene
  }

  /** Of the part in which time runs, in CSS pixels. */
  get width(): number {
    return Math.max(1, this.#canvas.clientWidth)
  }

  get canScroll(): boolean {
    return this.#scroller.scrollHeight > this.#scroller.clientHeight + 1
  }

  /** The phase that one was in at a moment, from its beginning to its end. */
  bandAt(id: string, at: number): Band | null {
    const bands = carriedToNow(past.peek().bandsOf(id), now.peek())
    return bands.findLast((band) => band.from <= at && band.to >= at) ?? null
  }

  /** Scrolls so that its lane is seen. */
  reveal(id: string): void {
    const index = lanes.peek().findIndex((node) => node.id === id)
    if (index < 0) return
    const top = index * LANE_HEIGHT
    const height = this.#scroller.clientHeight - AXIS_HEIGHT
    const { scrollTop } = this.#scroller
    if (top < scrollTop) this.#scroller.scrollTop = top
    else if (top + LANE_HEIGHT > scrollTop + height) this.#scroller.scrollTop = top + LANE_HEIGHT - height
  }

  /** So that a moment is seen, and does not run away. */
  bring(at: number): void {
    looking.value = broughtTo(looking.peek(), at, known())
  }

  readonly #onScroll = (): void => this.#frame.ask()

  #draw(): void {
    const width = this.#fit()
    if (width === null) return
    const all = known()
    const next = carriedOn(looking.peek(), all)
    if (next !== looking.peek()) looking.value = next
    const height = this.#scroller.clientHeight
    const seen = rowsSeen(lanes.peek().length, LANE_HEIGHT, this.#scroller.scrollTop, height - AXIS_HEIGHT)
    const nodes = lanes.peek().slice(seen.first, seen.first + seen.count)
    const { view } = next
    this.#asked = {
      view,
      width,
      lift: seen.lift,
      lanes: nodes.map((node) => laneOf(node, view, all.to)),
      wide: past.peek().commonEvents(view.from, view.to + LONGEST_STALL_MS),
      now: all.to,
      moment: moment.peek(),
      cursor: next.cursor,
      knownFrom: all.from,
      gaps: past.peek().gaps(),
      offsetMinutes: new Date(view.to).getTimezoneOffset(),
    }
    this.#scene = sceneOf(this.#asked)
    this.#paint(this.#scene, height)
    rows.value = this.#scene.lanes
    this.#settle(nodes.slice(0, MOST_READ).map(({ id }) => id))
  }

  /** The canvas as large as its place, in the pixels of the device. Null where it has none. */
  #fit(): number | null {
    const { clientWidth, clientHeight } = this.#scroller
    const width = clientWidth - nameWidth(clientWidth)
    if (width <= 0 || clientHeight <= AXIS_HEIGHT) return null
    const scale = devicePixelRatio
    const wide = Math.round(width * scale)
    const high = Math.round(clientHeight * scale)
    if (this.#canvas.width !== wide || this.#canvas.height !== high) {
      this.#canvas.width = wide
      this.#canvas.height = high
      this.#canvas.style.width = `${width}px`
      this.#canvas.style.height = `${clientHeight}px`
    }
    if (this.#hatches === null || this.#hatched !== colours.peek() || this.#scale !== scale) {
      this.#hatches = new Hatches(colours.peek(), scale)
      this.#hatched = colours.peek()
      this.#scale = scale
    }
    return width
  }

  #paint(scene: Scene, height: number): void {
    const context = this.#canvas.getContext('2d', { alpha: false })
    if (context === null || this.#hatches === null) return
    context.setTransform(this.#scale, 0, 0, this.#scale, 0, 0)
    paint(scene, height, { context, colours: colours.peek(), hatches: this.#hatches })
  }

  #settle(ids: readonly string[]): void {
    const asked = wanted.peek().get('timeline') ?? []
    if (sameIds(asked, ids)) return
    if (this.#settling !== null) return
    this.#settling = setTimeout(() => {
      this.#settling = null
      const seen = this.#asked?.lanes.slice(0, MOST_READ).map(({ id }) => id) ?? []
      this.#want(seen)
    }, SETTLED_MS)
  }

  #want(ids: readonly string[]): void {
    if (!sameIds(wanted.peek().get('timeline') ?? [], ids))
      wanted.value = new Map([...wanted.peek(), ['timeline', ids]])
  }
}

/** A stall is told when it is over: what began in view may end after it. */
const LONGEST_STALL_MS = 600_000

/** Names have less room on a narrow screen. */
function nameWidth(width: number): number {
  return Math.min(NAME_WIDTH, Math.round(width * 0.32))
}

function laneOf(node: ShownNode, view: View, end: number): Lane {
  const { id, name, phase } = node
  return {
    id,
    name,
    phase,
    isSelected: selected.peek() === id,
    bands: carriedToNow(past.peek().bandsOf(id, view.from, view.to), end),
    events: past.peek().eventsOf(id, view.from, view.to),
    readings: readings.peek().get(id) ?? [],
  }
}

/** The history ends with its latest event; what was so then is so now. */
function carriedToNow(bands: readonly Band[], end: number): readonly Band[] {
  const last = bands.at(-1)
  const until = past.peek().span()?.to ?? end
  if (last === undefined || last.to < until || last.to >= end) return bands
  return [...bands.slice(0, -1), { ...last, to: end }]
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, n) => id === b[n])
}
