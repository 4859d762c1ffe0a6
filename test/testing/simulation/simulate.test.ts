import { describe, expect, test } from 'vitest'
import { simulate } from '../../../src/testing/index.ts'

/** The short form: `npm run simulate` runs as many as are asked for. */
const SEEDS = 32

describe('The simulation', () => {
  test('breaks nothing over some seeds, and looks at every invariant whose part is there', async () => {
    const times = new Map<number, number>()
    const failures: unknown[] = []
    let hours = 0
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const report = await simulate({ seed, hours: 0.15, connections: 24, shrink: false })
      if (report.failure !== null) failures.push({ seed, ...report.failure.broken })
      hours += report.connectionHours
      for (const { number, times: more } of report.checked) times.set(number, (times.get(number) ?? 0) + more)
    }
    expect(failures).toEqual([])
    expect(hours).toBeGreaterThan(SEEDS * 0.15 * 12)
    expect([...times].filter(([, count]) => count === 0).map(([number]) => number)).toEqual([])
  }, 60_000)

  test('gives the same report for the same seed', async () => {
    const options = { seed: 3, hours: 0.05, connections: 20 }
    const first = await simulate(options)
    expect(first).toMatchObject({ seed: 3, failure: null })
    expect(await simulate(options)).toEqual(first)
    expect((await simulate({ ...options, seed: 4 })).digest).not.toBe(first.digest)
  })

  test.each([
    ['seed', { seed: 1.5, hours: 1 }],
    ['hours', { seed: 1, hours: 0 }],
    ['connections', { seed: 1, hours: 1, connections: 1 }],
    ['speed', { seed: 1, hours: 1, speed: 5 }],
  ])('refuses %s where it cannot be used', async (name, options) => {
    await expect(simulate(options)).rejects.toThrow(name)
  })
})
