import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkScenario, randomScenario, type Scenario } from '../../../src/testing/index.ts'
import { shrinkScenario } from '../../../src/testing/search/shrink-scenario.ts'

const OPTIONS = { hosts: ['us', 'server'], lastsMs: 600_000 }

const cuts = ({ steps }: Scenario): number =>
  steps.filter((step) => 'inflict' in step && step.inflict.kind === 'cut').length
const longestStall = ({ steps }: Scenario): number =>
  Math.max(
    0,
    ...steps.map((step) => ('inflict' in step && step.inflict.kind === 'stall' ? step.inflict.ms : 0)),
  )

describe('A scenario that fails', () => {
  test('keeps the steps that matter, and no others', async () => {
    const small = await shrinkScenario(randomScenario(3, OPTIONS), async (one) => cuts(one) >= 2)
    expect(small.steps).toHaveLength(2)
    expect(cuts(small)).toBe(2)
    expect(small.steps.map(({ atMs }) => atMs)).toEqual([0, 0])
    expect(small.lastsMs).toBe(0)
  })

  test('becomes as short as still fails, in times that read well', async () => {
    const original = randomScenario(5, { ...OPTIONS, rates: { stall: 600 }, eachMs: [5_000, 30_000] })
    const small = await shrinkScenario(original, async (one) => longestStall(one) >= 1_500)
    expect(small.steps).toHaveLength(1)
    expect(longestStall(small)).toBeGreaterThanOrEqual(1_500)
    expect(longestStall(small)).toBeLessThan(3_000)
  })

  test('is played no more often than was allowed', async () => {
    let runs = 0
    await shrinkScenario(
      randomScenario(3, OPTIONS),
      async (one) => {
        runs += 1
        return cuts(one) >= 2
      },
      10,
    )
    expect(runs).toBe(10)
  })

  test.each<[Parameters<typeof shrinkScenario>, string]>([
    [[JSON.parse('{}'), async () => true], 'v: expected 1'],
    [[randomScenario(3, OPTIONS), JSON.parse('null')], 'fails: expected a function'],
    [[randomScenario(3, OPTIONS), async () => true, -1], 'runs: expected a whole number'],
  ])('cannot be made of what is none: case %#', async (given, why) => {
    await expect(shrinkScenario(...given)).rejects.toThrow(why)
  })

  test('is a scenario at every step of the way, and fails at the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000), fc.integer({ min: 1, max: 4 }), async (seed, least) => {
        const original = randomScenario(seed, OPTIONS)
        const fails = async (one: Scenario): Promise<boolean> => {
          checkScenario(JSON.parse(JSON.stringify(one)))
          return cuts(one) >= least && one.lastsMs >= 5_000
        }
        if (!(await fails(original))) return
        const small = await shrinkScenario(original, fails)
        expect(await fails(small)).toBe(true)
        expect(small.steps.length).toBe(least)
      }),
      { numRuns: 30, seed: 1 },
    )
  })
})
