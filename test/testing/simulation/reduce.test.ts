import { describe, expect, test } from 'vitest'
import { ddmin } from '../../../src/testing/simulation/reduce.ts'

const numbers = Array.from({ length: 100 }, (_, n) => n)

describe('The smallest part that still does it', () => {
  test.each([[[]], [[42]], [[3, 97]], [[10, 11, 12]], [[0, 33, 66, 99]]])('is exactly %j', async (needed) => {
    const smallest = await ddmin(numbers, async (part) => needed.every((n) => part.includes(n)))
    expect(smallest).toEqual(needed)
  })

  test('is the best so far when there is no time left', async () => {
    let runs = 0
    const smallest = await ddmin(numbers, async (part) => {
      runs += 1
      return runs > 5 ? null : part.includes(42)
    })
    expect(smallest).toContain(42)
    expect(smallest.length).toBeLessThan(100)
    expect(runs).toBe(6)
  })

  test('is the whole where nothing smaller does it', async () => {
    expect(await ddmin([1, 2, 3], async () => false)).toEqual([1, 2, 3])
  })
})
