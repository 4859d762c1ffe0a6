import { describe, expect, test } from 'vitest'
import { type Drop, lostSince, noticed } from '../../../bench/detection/drops.ts'

function drop(connection: number, at: number): Drop {
  return { connection, at, own: true }
}

describe('Connections that were dropped', () => {
  test('One that is lost again and again is one that was lost', () => {
    const drops = [drop(0, 900), drop(1, 1_000), drop(1, 1_100), drop(2, 1_200)]
    expect(lostSince(drops, 1_000)).toBe(2)
    expect(lostSince([], 1_000)).toBe(0)
  })

  test('A hung peer is noticed when a connection is dropped first after it', () => {
    const drops = [drop(0, 900), drop(2, 1_400), drop(0, 1_100), drop(1, 1_200), drop(0, 1_900)]
    expect(noticed(drops, 3, 1_000)).toEqual({ middle: 0.2, last: 0.4 })
  })

  test('It is not noticed by a connection that was dropped before it alone', () => {
    const never = Number.POSITIVE_INFINITY
    expect(noticed([drop(0, 1_100), drop(1, 1_200), drop(2, 900)], 3, 1_000)).toEqual({
      middle: 0.2,
      last: never,
    })
    expect(noticed([], 3, 1_000)).toEqual({ middle: never, last: never })
  })
})
