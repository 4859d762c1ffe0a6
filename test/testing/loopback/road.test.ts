import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock/random.ts'
import { type Limit, Line, Road } from '../../../src/testing/loopback/road.ts'

test('A line without limit carries everything at once', () => {
  const line = new Line(new Set())
  line.carry(1e9, 50)
  expect([line.isWide, line.freeAt, line.pieceBytes]).toEqual([true, 0, Number.POSITIVE_INFINITY])
})

test('The least of several limits counts, and each goes by itself', () => {
  const limits = new Set<Limit>()
  const line = new Line(limits)
  const [slow, slower] = [{ bytesPerSecond: 1_000 }, { bytesPerSecond: 100 }]
  limits.add(slow).add(slower)
  expect([line.bytesPerSecond, line.pieceBytes]).toEqual([100, 2])
  line.carry(2, 50)
  line.carry(2, 55)
  expect(line.freeAt).toBe(90)
  limits.delete(slower)
  expect([line.bytesPerSecond, line.pieceBytes, line.isWide]).toEqual([1_000, 20, false])
  limits.delete(slow)
  expect([line.isWide, line.freeAt]).toEqual([true, 0])
})

test('Where nothing is read at all the line is never free, and a byte is the least it carries', () => {
  expect(new Line(new Set([{ bytesPerSecond: 0 }])).freeAt).toBe(Number.POSITIVE_INFINITY)
  expect(new Line(new Set([{ bytesPerSecond: 1 }])).pieceBytes).toBe(1)
})

test('Delays add up, with jitter drawn for each trip', () => {
  const road = new Road('us', 'server')
  expect(road.travelMs(() => 0.5)).toBe(0)
  road.delays.add({ ms: 20, jitterMs: 10 }).add({ ms: 5, jitterMs: 0 })
  expect([road.travelMs(() => 0), road.travelMs(() => 0.5)]).toEqual([25, 30])
})

test('A share of what passes meets a verdict', () => {
  const road = new Road('us', 'server')
  const random = seededRandom(1)
  expect(road.judge(random)).toBeNull()
  road.judgements.add({ share: 0.25, verdict: { kind: 'reset' } })
  const met = Array.from({ length: 10_000 }, () => road.judge(random)).filter(
    (judgement) => judgement !== null,
  )
  expect(met.length).toBeGreaterThan(2_300)
  expect(met.length).toBeLessThan(2_700)
})

test('Whoever waits is told of a change', () => {
  const road = new Road('us', 'server')
  let pumped = 0
  road.waiting.add({ pump: () => (pumped += 1) })
  road.changed()
  expect(pumped).toBe(1)
})
