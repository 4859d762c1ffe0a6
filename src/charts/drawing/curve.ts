/** Lines as SVG path data: right angles with their corners rounded, and the head of an arrow. */
import type { Point } from './drawing.ts'

const RADIUS = 7
const HEAD = { length: 9, width: 8 }

/** The line of an arrow. It stops inside the head, whose tip is the last point. */
export function linePath(points: readonly Point[]): string {
  const [first, ...others] = shortened(points)
  if (first === undefined) return ''
  const parts = others.map((point, index) => {
    const next = others[index + 1]
    if (next === undefined) return `L${text(point)}`
    const before = index === 0 ? first : (others[index - 1] ?? first)
    const radius = Math.min(RADIUS, distance(before, point) / 2, distance(point, next) / 2)
    return `L${text(toward(point, before, radius))}Q${text(point)} ${text(toward(point, next, radius))}`
  })
  return `M${text(first)}${parts.join('')}`
}

/** The head of an arrow: a triangle with its tip at the last point. */
export function headPath(points: readonly Point[]): string {
  const tip = points.at(-1)
  const before = points.at(-2)
  if (tip === undefined || before === undefined) return ''
  const base = toward(tip, before, HEAD.length)
  const along = distance(before, tip) || 1
  const across = {
    x: ((tip.y - before.y) / along) * (HEAD.width / 2),
    y: ((before.x - tip.x) / along) * (HEAD.width / 2),
  }
  const left = { x: base.x + across.x, y: base.y + across.y }
  const right = { x: base.x - across.x, y: base.y - across.y }
  return `M${text(tip)}L${text(left)}L${text(right)}Z`
}

function shortened(points: readonly Point[]): Point[] {
  const tip = points.at(-1)
  const before = points.at(-2)
  if (tip === undefined || before === undefined) return [...points]
  return [...points.slice(0, -1), toward(tip, before, HEAD.length - 1)]
}

/** The point `by` pixels from `from` on the way to `to`. */
function toward(from: Point, to: Point, by: number): Point {
  const share = by / (distance(from, to) || 1)
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

function text({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`
}
