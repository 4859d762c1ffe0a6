/**
 * Takes small steps out of arrows. The layout spreads the arrows at a side of a box evenly, so one that could run
 * straight from box to box often makes a step just before it arrives. Such an end is moved along the side of its box
 * where there is room for it and nothing in the way.
 */
import type { Area, PlacedArrow, PlacedLabel, Point } from './drawing.ts'

/** From an end to the next one at the same side, and to the corners. */
const ROOM = 16
/** From a line to anything that is not its own. */
const CLEARANCE = 6
/** A longer piece is no step: the label stands beside it, and would stay behind. */
const LONGEST_STEP = 24

export function straightened(arrows: readonly PlacedArrow[], areas: readonly Area[]): PlacedArrow[] {
  const all = [...arrows]
  for (const [index, arrow] of all.entries()) {
    const others = all.filter((_, place) => place !== index)
    const step = (path: readonly Point[]): readonly Point[] => {
      const moved = movedEnd(path, areas)
      if (moved === null) return path
      const [end, corner] = moved
      const free =
        others.every((other) => isClear(end, corner, other)) && !touches(end, corner, arrow.label, 0)
      return free ? moved : path
    }
    const path = step([...step(arrow.path)].reverse())
    all[index] = { ...arrow, path: [...path].reverse() }
  }
  return all
}

/** The path without the step at its first end; null when there is none, or no room at the side of the box. */
function movedEnd(path: readonly Point[], areas: readonly Area[]): [Point, Point, ...Point[]] | null {
  const [end, first, second, third] = path
  if (end === undefined || first === undefined || second === undefined || third === undefined) return null
  const steps = end.x === first.x && first.y === second.y && second.x === third.x
  if (!steps || Math.sign(first.y - end.y) !== Math.sign(third.y - second.y)) return null
  if (Math.abs(first.y - end.y) > LONGEST_STEP) return null
  const moved = { x: second.x, y: end.y }
  return fits(moved, end, areas) ? [moved, third, ...path.slice(4)] : null
}

/** Is `moved` still at the side of the box at which `end` was, and not at its corner? */
function fits(moved: Point, end: Point, areas: readonly Area[]): boolean {
  return areas.some(({ x, y, width, height }) => {
    const atSide = (end.y === y || end.y === y + height) && end.x >= x && end.x <= x + width
    return atSide && moved.x >= x + ROOM && moved.x <= x + width - ROOM
  })
}

/** Does the piece between two points, one above the other, keep its distance from another arrow and its label? */
function isClear(end: Point, corner: Point, { path, label }: PlacedArrow): boolean {
  const ends = [path[0], path.at(-1)]
  if (ends.some((other) => other !== undefined && other.y === end.y && Math.abs(other.x - end.x) < ROOM))
    return false
  const piece = areaBetween(end, corner)
  if (touches(end, corner, label, CLEARANCE)) return false
  return path.every((point, index) => {
    const next = path[index + 1]
    return next === undefined || !overlap(piece, areaBetween(point, next), CLEARANCE)
  })
}

function touches(end: Point, corner: Point, label: PlacedLabel | null, clearance: number): boolean {
  return label !== null && overlap(areaBetween(end, corner), label.area, clearance)
}

function areaBetween(a: Point, b: Point): Area {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  }
}

function overlap(a: Area, b: Area, clearance: number): boolean {
  const beside = a.x + a.width + clearance <= b.x || b.x + b.width + clearance <= a.x
  const apart = a.y + a.height <= b.y || b.y + b.height <= a.y
  return !beside && !apart
}
