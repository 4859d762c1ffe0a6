import { describe, expect, test } from 'vitest'
import { QualityRecord } from '../../src/machines/quality.ts'
import { Sketch } from '../../src/machines/sketch.ts'

describe('the quality of watching', () => {
  test('is nothing, and no guess, while nothing has happened', () => {
    expect(new QualityRecord().quality(null, 0)).toEqual({
      rttMs: null,
      misses: 0,
      suspicions: 0,
      verdicts: 0,
      detectionMs: null,
      stalls: 0,
    })
  })

  test('of connections is that of their supervisor, all together', () => {
    const sum = new QualityRecord()
    const [one, other] = [new QualityRecord(sum), new QualityRecord(sum)]
    for (let miss = 0; miss < 3; miss += 1) one.miss()
    one.suspect()
    one.convict(1_500)
    other.miss()
    other.suspect()
    other.suspect()
    other.convict(2_500)
    other.convict(2_500)
    other.survive(4)
    expect(one.quality(null, 0)).toMatchObject({ misses: 3, suspicions: 1, verdicts: 1, stalls: 0 })
    expect(one.quality(null, 0).detectionMs).toEqual({ p50: 1_500, p99: 1_500 })
    expect(sum.quality(null, 0)).toMatchObject({ misses: 4, suspicions: 3, verdicts: 3, stalls: 4 })
    expect(sum.quality(null, 0).detectionMs?.p99).toBeCloseTo(2_500, -3)
  })

  test('has round trips where they were measured, and stalls of links that are open', () => {
    const rtt = new Sketch()
    rtt.add(12)
    const record = new QualityRecord()
    record.survive(2)
    expect(record.quality(rtt, 3)).toMatchObject({ rttMs: { p50: 12, p99: 12 }, stalls: 5 })
  })
})
