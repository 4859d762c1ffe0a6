/** Which line is whose: one row, from the left. */
import { widthOf } from '../../../src/charts/drawing/text.ts'
import { SUBJECTS } from '../subjects.ts'
import { lineOf, markOf, type Point, text } from './svg.ts'

const SAMPLE = 30
const GAP = 22

/** Where each name stands. */
function legendPlaces({ x, y }: Point): readonly { readonly name: string; readonly at: Point }[] {
  let left = x
  return SUBJECTS.map(({ name }) => {
    const at = { x: left, y }
    left += SAMPLE + 6 + widthOf(name, { size: 12, bold: false }) + GAP
    return { name, at }
  })
}

export function legend(at: Point): string[] {
  return legendPlaces(at).flatMap(({ name, at: { x, y } }) => [
    lineOf(name, [
      { x, y: y - 4 },
      { x: x + SAMPLE, y: y - 4 },
    ]),
    markOf(name, { x: x + SAMPLE / 2, y: y - 4 }),
    text(name, { x: x + SAMPLE + 6, y }),
  ])
}
