import { expect, test } from 'vitest'
import {
  columnsOf,
  niceTop,
  pulsesOf,
  windowOf,
} from '../../../../visualizations/inspector/src/connection/plot-data.ts'
import { reading } from '../support.ts'

const counted = (at: number, beats: number, misses: number) =>
  reading({ at, counts: { frames: 0, beats, misses, reconnects: 0 } })

test('A line goes on to the edges of its window, in seconds', () => {
  const list = [0, 100, 200, 300, 400].map((at) => reading({ at, suspicion: at / 1_000 }))
  expect(columnsOf(list, 150, 250)).toMatchObject({ x: [0.1, 0.2, 0.3], suspicion: [0.1, 0.2, 0.3] })
})

test('Where nobody looked there is a gap, not a line', () => {
  const { x, rtt } = columnsOf([reading({ at: 0, rttMs: 1 }), reading({ at: 9_000, rttMs: 2 })], 0, 9_000)
  expect(x).toEqual([0, 0.001, 9])
  expect(rtt).toEqual([1, null, 2])
})

test('Columns are in order even where a clock was set back', () => {
  const { x } = columnsOf(
    [0, 200, 100, 300].map((at) => reading({ at })),
    0,
    1_000,
  )
  expect(x).toEqual([...x].sort((a, b) => a - b))
})

test('Beats and misses are found by what was counted between two readings', () => {
  const list = [counted(0, 5, 1), counted(100, 5, 1), counted(200, 6, 1), counted(300, 6, 3)]
  expect(pulsesOf(list)).toEqual({ beats: [200], misses: [300] })
})

test('What was counted while nobody looked happened nobody knows when', () => {
  expect(pulsesOf([counted(0, 5, 1), counted(60_000, 90, 7)])).toEqual({ beats: [], misses: [] })
})

test('The window ends now; of a moment it shows both sides, as far as there is time', () => {
  expect(windowOf(100_000, null, 60_000)).toEqual({ from: 40_000, to: 100_000 })
  expect(windowOf(100_000, 50_000, 60_000)).toEqual({ from: 20_000, to: 80_000 })
  expect(windowOf(100_000, 99_000, 60_000)).toEqual({ from: 40_000, to: 100_000 })
})

test('The top of an axis is a round number above all values', () => {
  expect([[], [null], [0.2], [3], [12], [51], [100]].map(niceTop)).toEqual([1, 1, 1, 5, 20, 100, 100])
})
