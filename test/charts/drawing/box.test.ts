import { expect, test } from 'vitest'
import { statesOf } from '../../../src/charts/arrows.ts'
import type { ChartState } from '../../../src/charts/chart.ts'
import { boxOf, LINE_HEIGHT, TEXT_SIZE, triggerLine, widthsOf } from '../../../src/charts/drawing/box.ts'
import { lineWidth } from '../../../src/charts/drawing/text.ts'
import { chartOf } from '../../../src/charts/read.ts'
import { shop } from '../machines.ts'

const states = new Map(statesOf(chartOf(shop)).map((state) => [state.id, state]))

test('A box holds its description and its internal transitions, with a rule between them', () => {
  const box = boxOf(stateNamed('closed'))
  expect(box.rows.map(({ transition }) => transition?.label ?? null)).toEqual([null, 'open'])
  const [note, open] = box.rows
  expect(box.rule).toBeGreaterThan((note?.top ?? 0) + LINE_HEIGHT)
  expect(box.rule).toBeLessThan(open?.top ?? 0)
  expect(box.height).toBeGreaterThan((open?.top ?? 0) + LINE_HEIGHT)
})

test('What is invoked is told where the description is', () => {
  const { rows } = boxOf(stateNamed('busy.till.paying'))
  expect(rows[0]?.lines.flat().map(({ text }) => text)).toEqual(['runs fetchPrice, count'])
})

test('A state without anything is as large as its name', () => {
  const { rows, rule, width } = boxOf(stateNamed('ended'))
  expect([rows, rule]).toEqual([[], null])
  expect(width).toBeGreaterThan(lineWidth([{ text: 'ended', style: 'name' }], TEXT_SIZE))
})

test('No line is wider than its box', () => {
  for (const state of states.values()) {
    const { rows, width } = boxOf(state)
    for (const { lines } of rows) expect(Math.max(...widthsOf(lines, 0))).toBeLessThan(width)
  }
})

test('An arrow says what it waits for and when it is taken, not what it does', () => {
  const [, second] = stateNamed('closed').transitions
  if (second === undefined) throw new Error('closed has no second transition')
  expect(triggerLine(second).map(({ text, style }) => [style, text])).toEqual([
    ['event', 'open'],
    ['guard', ' [isOpen and not isFull]'],
  ])
})

function stateNamed(id: string): ChartState {
  const found = states.get(id)
  if (found === undefined) throw new Error(`there is no ${id}`)
  return found
}
