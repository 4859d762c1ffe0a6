/** What may not be in a drawing: each finding is a sentence. */
import { LINE_HEIGHT, TEXT_SIZE } from '../../../src/charts/drawing/box.ts'
import type { Area, Drawing, PlacedArrow, PlacedLabel, Point } from '../../../src/charts/drawing/drawing.ts'
import { lineWidth } from '../../../src/charts/drawing/text.ts'

interface Named extends Area {
  readonly name: string
}

export function overlapsIn(drawing: Drawing): string[] {
  const labels = drawing.arrows.flatMap((arrow) =>
    arrow.label === null ? [] : [labelOf(arrow, arrow.label)],
  )
  const boxes = boxesOf(drawing)
  const lines = drawing.arrows.map((arrow) => ({ name: nameOf(arrow), pieces: piecesOf(arrow.path) }))
  return [
    ...pairs(labels)
      .filter(([a, b]) => intersect(a, b))
      .map(([a, b]) => `${a.name} lies on ${b.name}`),
    ...labels.flatMap((label) => named(boxes, label).map((box) => `${label.name} lies on ${box.name}`)),
    ...lines.flatMap(({ name, pieces }) =>
      pieces.flatMap((piece) =>
        [...named(labels, piece), ...named(boxes, piece)].map((area) => `${name} crosses ${area.name}`),
      ),
    ),
    ...pairs(lines)
      .filter(([a, b]) => a.pieces.some((piece) => b.pieces.some((other) => runAlong(piece, other))))
      .map(([a, b]) => `${a.name} runs along ${b.name}`),
  ]
}

/** What is cut off: outside the picture, or wider than the place it was given. */
export function clippedIn(drawing: Drawing): string[] {
  const labels = drawing.arrows.flatMap((arrow) =>
    arrow.label === null ? [] : [labelOf(arrow, arrow.label)],
  )
  const paths = drawing.arrows.flatMap((arrow) =>
    piecesOf(arrow.path).map((piece) => ({ ...piece, name: nameOf(arrow) })),
  )
  const states = drawing.states.map(({ state, area }) => ({ ...area, name: state.id }))
  const outside = [...labels, ...paths, ...states].filter(
    ({ x, y, width, height }) =>
      x < 2 || y < 2 || x + width > drawing.width - 2 || y + height > drawing.height - 2,
  )
  const tight = drawing.arrows.filter(({ label }) => {
    if (label === null) return false
    const lines = label.entries.flatMap((entry) => entry.lines)
    const widest = Math.max(...lines.map((line) => lineWidth(line, TEXT_SIZE)))
    return widest > label.area.width || lines.length * LINE_HEIGHT > label.area.height
  })
  return [
    ...outside.map(({ name }) => `${name} leaves the picture`),
    ...tight.map((arrow) => `${nameOf(arrow)} has a label larger than its place`),
  ]
}

/** The boxes nothing may touch: whole states, and of those with states inside the part with their own text. */
function boxesOf({ states }: Drawing): Named[] {
  return states.map(({ state, box, area, aside }) => ({
    ...area,
    ...(state.states.length === 0 ? {} : { x: area.x + aside, width: box.width, height: box.height }),
    name: state.id,
  }))
}

function labelOf(arrow: PlacedArrow, { area }: PlacedLabel): Named {
  return { ...area, name: `the label of ${nameOf(arrow)}` }
}

function nameOf({ from, to }: PlacedArrow): string {
  return `${from ?? 'the start'} → ${to}`
}

/** The straight pieces of a path, as areas without width or without height. */
function piecesOf(path: readonly Point[]): Area[] {
  return path.slice(1).map((point, index) => {
    const before = path[index] ?? point
    return {
      x: Math.min(before.x, point.x),
      y: Math.min(before.y, point.y),
      width: Math.abs(before.x - point.x),
      height: Math.abs(before.y - point.y),
    }
  })
}

function named(areas: readonly Named[], by: Area): Named[] {
  return areas.filter((area) => intersect(area, by))
}

/** Touching at an edge is not yet an intersection: there every arrow begins and ends. */
function intersect(a: Area, b: Area): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** Do two pieces lie on one another over some length? Crossing at a point is allowed. */
function runAlong(a: Area, b: Area): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return (
    (across > 0 && down === 0 && a.height === 0 && b.height === 0) ||
    (down > 0 && across === 0 && a.width === 0 && b.width === 0)
  )
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((first, index) => items.slice(index + 1).map((second): [T, T] => [first, second]))
}
