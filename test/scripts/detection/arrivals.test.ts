import { describe, expect, test } from 'vitest'
import { type Arrivals, arrivals, crashAt, type Peer } from '../../../scripts/detection/arrivals.ts'
import { type Conditions, independent } from '../../../scripts/detection/conditions.ts'

const steady = { name: 'steady', draw: () => 50 }

/** All is lost in some seconds, nothing in others. */
function lostIn(...seconds: readonly number[]): Conditions {
  return () => {
    let second = -1
    return () => {
      second += 1
      return { loss: seconds.includes(second) ? 1 : 0, delay: steady }
    }
  }
}

function heard(over: Partial<Peer>): Arrivals {
  return arrivals({
    carriage: 'messages',
    conditions: lostIn(),
    everyMs: 1_000,
    sent: 8,
    retransmitMs: 400,
    seed: 'test',
    ...over,
  })
}

describe('Messages', () => {
  test('arrive after their delay, unless they were lost', () => {
    const { at, number } = heard({ conditions: lostIn(2, 3) })
    expect([...number]).toEqual([0, 1, 4, 5, 6, 7])
    expect([...at]).toEqual([50, 1_050, 4_050, 5_050, 6_050, 7_050])
  })

  test('may overtake one another', () => {
    let count = 0
    const slowFirst = { name: 'slow first', draw: () => (count++ === 0 ? 2_500 : 50) }
    const { number, last } = heard({ conditions: independent(0, slowFirst), sent: 4 })
    expect([...number]).toEqual([1, 2, 0, 3])
    // Whoever crashed right after the first one was heard when it came at last.
    expect([...last]).toEqual([2, 2, 2, 3])
  })

  test('of a peer that crashed after lost ones end with the last that came', () => {
    expect([...heard({ conditions: lostIn(2, 3) }).last]).toEqual([0, 1, 1, 1, 2, 3, 4, 5])
  })

  test('are lost as often as was asked for', () => {
    const { at } = heard({ conditions: independent(0.2, steady), sent: 50_000 })
    expect(1 - at.length / 50_000).toBeCloseTo(0.2, 2)
  })
})

describe('A stream', () => {
  test('sends a lost packet again, each time after twice as long, and what follows waits for it', () => {
    const { at, number } = heard({ carriage: 'stream', conditions: lostIn(2) })
    expect([...number]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    // Sent at 2 s and lost, at 2.4 s and lost, at 3.2 s; the one of 3 s goes with it.
    expect([...at]).toEqual([50, 1_050, 3_250, 3_250, 4_050, 5_050, 6_050, 7_050])
  })

  test('sends nothing again for a peer that has crashed meanwhile', () => {
    const { last } = heard({ carriage: 'stream', conditions: lostIn(2) })
    expect(crashAt(2)).toBeLessThan(3.2)
    expect([...last].slice(0, 4)).toEqual([0, 1, 1, crashAt(3) < 3.2 ? 1 : 3])
  })

  test('is never out of order', () => {
    const { at, number } = heard({ carriage: 'stream', conditions: independent(0.3, steady), sent: 5_000 })
    expect([...number]).toEqual([...number.keys()])
    expect([...at]).toEqual([...at].sort((a, b) => a - b))
  })
})

test('Heartbeats of another interval meet the same seconds', () => {
  const { number } = heard({ conditions: lostIn(2), everyMs: 500 })
  expect([...number]).toEqual([0, 1, 2, 3, 6, 7])
})

test('The same seed gives the same arrivals, another one others', () => {
  const lossy = { conditions: independent(0.5, steady), sent: 100 }
  expect(heard(lossy)).toEqual(heard(lossy))
  expect(heard(lossy).number).not.toEqual(heard({ ...lossy, seed: 'other' }).number)
})

test('Crashes fill the interval evenly', () => {
  const parts = Array.from({ length: 10 }, () => 0)
  for (let index = 0; index < 1_000; index += 1) {
    const part = Math.floor((crashAt(index) - index) * 10)
    parts[part] = (parts[part] ?? 0) + 1
  }
  for (const count of parts) expect(Math.abs(count - 100)).toBeLessThan(5)
})
