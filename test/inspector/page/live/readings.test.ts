import { describe, expect, test } from 'vitest'
import type { Vitals } from '../../../../src/inspector/wire.ts'
import { readingsWith } from '../../../../visualizations/inspector/src/live/readings.ts'
import type { Reading } from '../../../../visualizations/inspector/src/state.ts'

const vitals = (id: string): Vitals => ({
  id,
  phase: 'alive',
  generation: 1,
  suspicion: 0,
  silentMs: 0,
  rttMs: 1,
  misses: 0,
  missLimit: 3,
  isProven: true,
  counts: { frames: 0, beats: 0, misses: 0, reconnects: 0 },
  deadlines: [],
})

describe('Readings', () => {
  test('of half an hour are ten minutes, the last of them whole and the rest thinned out', () => {
    let readings: ReadonlyMap<string, readonly Reading[]> = new Map()
    for (let at = 0; at <= 1_800_000; at += 100) readings = readingsWith(readings, at, [vitals('a')])
    const list = readings.get('a') ?? []
    expect(list.length).toBeLessThan(1_900)
    expect(list.length).toBeGreaterThan(1_500)
    expect(list[0]?.at).toBeGreaterThan(1_800_000 - 620_000)
    expect(list[0]?.at).toBeLessThan(1_800_000 - 590_000)
    expect(list.filter(({ at }) => at > 1_800_000 - 50_000)).toHaveLength(500)
  })

  test('come as another map, in which those of the others are the very same', () => {
    const first = readingsWith(new Map(), 1, [vitals('a'), vitals('b')])
    const second = readingsWith(first, 2, [vitals('a')])
    expect(first.get('a')).toHaveLength(1)
    expect(second.get('a')?.map(({ at }) => at)).toEqual([1, 2])
    expect(second.get('b')).toBe(first.get('b'))
  })

  test('of those whom nobody has watched for longest go when there are too many', () => {
    let readings = readingsWith(new Map(), 0, [vitals('first'), vitals('second')])
    for (let n = 0; n < 127; n += 1) readings = readingsWith(readings, n, [vitals('first'), vitals(`n${n}`)])
    expect(readings.size).toBe(128)
    expect(readings.has('second')).toBe(false)
    expect(readings.has('first')).toBe(true)
  })
})
