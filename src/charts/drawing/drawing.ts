/** A chart with a place for everything, in pixels from the top left: what the layout gives and the renderer needs. */
import type { ChartState, ChartTransition } from '../chart.ts'
import type { Box } from './box.ts'
import type { Line } from './text.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Area extends Point {
  readonly width: number
  readonly height: number
}

export interface Drawing {
  readonly width: number
  readonly height: number
  /** Outer states before those inside them. */
  readonly states: readonly PlacedState[]
  /** Where a compound state, or the whole machine, begins. */
  readonly dots: readonly Area[]
  readonly arrows: readonly PlacedArrow[]
}

export interface PlacedState {
  readonly state: ChartState
  readonly box: Box
  readonly area: Area
  /** How far from the left of its area its text begins. */
  readonly aside: number
  /** A region of a parallel state: all of them are active together. */
  readonly region: boolean
}

export interface PlacedArrow {
  /** The id of a state; null for the arrow from an initial dot. */
  readonly from: string | null
  readonly to: string
  readonly path: readonly Point[]
  readonly label: PlacedLabel | null
}

export interface PlacedLabel {
  readonly area: Area
  readonly entries: readonly LabelEntry[]
}

/** One transition of an arrow; its line is broken when it is long. */
export interface LabelEntry {
  readonly transition: ChartTransition
  readonly lines: readonly Line[]
}
