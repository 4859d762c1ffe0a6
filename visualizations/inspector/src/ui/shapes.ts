/**
 * How each phase looks: a tone and a shape, since colour alone says nothing to many eyes. The tones are those of the
 * charts, and the shapes are close to their marks. Pure data, for SVG and canvas alike.
 */
import type { Tone } from '../../../../src/charts/drawing/looks.ts'

export type { Tone }

/** A shape in a square of 12, filled or as a stroke of 1.8. */
export interface Shape {
  readonly name: string
  readonly path: string
  readonly isFilled: boolean
}

export interface Look {
  readonly tone: Tone
  readonly shape: Shape
}

const disc = (r: number): string => `M${6 - r} 6a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`

const SHAPES = {
  disc: { name: 'disc', path: disc(4.6), isFilled: true },
  ring: { name: 'ring', path: disc(4.1), isFilled: false },
  triangle: { name: 'triangle', path: 'M6 0.8L11.6 11H0.4Z', isFilled: true },
  cross: { name: 'cross', path: 'M2 2L10 10M10 2L2 10', isFilled: false },
  clock: { name: 'clock', path: `${disc(4.6)}M6 3.2V6L8 7.4`, isFilled: false },
  square: { name: 'square', path: 'M2 2H10V10H2Z', isFilled: true },
  hollow: { name: 'hollow square', path: 'M2.2 2.2H9.8V9.8H2.2Z', isFilled: false },
  octagon: { name: 'octagon', path: 'M3.8 0.8H8.2L11.2 3.8V8.2L8.2 11.2H3.8L0.8 8.2V3.8Z', isFilled: true },
  fall: { name: 'arrow down', path: 'M6 1V10.6M1.8 6.4L6 10.6L10.2 6.4', isFilled: false },
  dash: { name: 'dash', path: 'M2 6H10', isFilled: false },
} as const satisfies Readonly<Record<string, Shape>>

const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['connecting', { tone: 'blue', shape: SHAPES.ring }],
  ['alive', { tone: 'green', shape: SHAPES.disc }],
  ['suspect', { tone: 'orange', shape: SHAPES.triangle }],
  ['dead', { tone: 'red', shape: SHAPES.cross }],
  ['backoff', { tone: 'purple', shape: SHAPES.clock }],
  ['stopped', { tone: 'grey', shape: SHAPES.square }],
  ['failed', { tone: 'ink', shape: SHAPES.octagon }],
  ['running', { tone: 'green', shape: SHAPES.disc }],
  ['stopping', { tone: 'grey', shape: SHAPES.hollow }],
  ['givingUp', { tone: 'red', shape: SHAPES.fall }],
  ['opening', { tone: 'blue', shape: SHAPES.ring }],
  ['listening', { tone: 'green', shape: SHAPES.disc }],
  ['draining', { tone: 'purple', shape: SHAPES.fall }],
  ['closing', { tone: 'grey', shape: SHAPES.hollow }],
  ['closed', { tone: 'grey', shape: SHAPES.square }],
  ['gone', { tone: 'grey', shape: SHAPES.square }],
])

/** Of a phase that nobody knows: a peer of another version has it. */
const UNKNOWN: Look = { tone: 'grey', shape: SHAPES.dash }

/** In the order in which they are listed: what needs a look first. */
const ORDER: readonly string[] = [
  'failed',
  'givingUp',
  'dead',
  'suspect',
  'backoff',
  'connecting',
  'opening',
  'draining',
  'stopping',
  'closing',
  'alive',
  'running',
  'listening',
  'stopped',
  'closed',
  'gone',
]

export function lookOf(phase: string): Look {
  return LOOKS.get(phase) ?? UNKNOWN
}

/** The name of its colour: `var(--green)`, and `colours.value.green` on a canvas. */
export function toneOf(phase: string): Tone {
  return lookOf(phase).tone
}

/** Less is more urgent. */
export function urgencyOf(phase: string): number {
  const place = ORDER.indexOf(phase)
  return place < 0 ? ORDER.length : place
}
