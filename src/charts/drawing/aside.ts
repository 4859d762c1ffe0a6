/**
 * Where the text of a state with states inside stands: at the left, or further right where arrows into it would pass
 * through the text. The layout keeps no room free for that, since to it such an arrow is on its way to something else.
 */
import type { Box } from './box.ts'
import type { Area, PlacedArrow, Point } from './drawing.ts'

/** From a line to the text; the text's own margin comes on top. */
const CLEARANCE = 2

/** How far from the left of `area` its text begins; 0 as well where arrows leave no gap that is wide enough. */
export function asideOf(area: Area, { width, height }: Box, arrows: readonly PlacedArrow[]): number {
  const head = { ...area, height }
  const inTheWay = arrows.flatMap(areasOf).filter((one) => intersects(one, head))
  const places = [0, ...inTheWay.map((one) => one.x + one.width + CLEARANCE - area.x)].sort((a, b) => a - b)
  const free = places.find((aside) => {
    const text = { x: area.x + aside, y: area.y, width, height }
    return aside + width <= area.width && !inTheWay.some((one) => intersects(one, text))
  })
  return free ?? 0
}

/** The straight pieces of an arrow, and its label. */
function areasOf({ path, label }: PlacedArrow): Area[] {
  const pieces = path.slice(1).map((point, index) => areaBetween(path[index] ?? point, point))
  return label === null ? pieces : [...pieces, label.area]
}

function areaBetween(a: Point, b: Point): Area {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  return { x, y, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) }
}

function intersects(a: Area, b: Area): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
