import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HardshipKind } from '../../../src/testing/hardship.ts'
import { checkScenario } from '../../../src/testing/scenario/check.ts'
import { type RandomScenarioOptions, randomScenario } from '../../../src/testing/scenario/draw.ts'
import { ONE_OF_EACH } from './support/hardships.ts'

const HOUR = 3_600_000
const hosts = ['us', 'a', 'b']
const ALL: Record<string, number> = Object.fromEntries(ONE_OF_EACH.map(({ kind }) => [kind, 60]))

describe('A scenario by chance', () => {
  test('The same seed gives the same one, another seed another one', () => {
    const options = { hosts, lastsMs: HOUR }
    expect(randomScenario(7, options)).toEqual(randomScenario(7, options))
    expect(randomScenario(7, options).steps).not.toEqual(randomScenario(8, options).steps)
    expect(randomScenario('seven', options).name).toBe('seed seven')
  })

  test('Whatever is asked for, it is a scenario that can be played', () => {
    const rates = fc.dictionary(fc.constantFrom(...Object.keys(ALL)), fc.nat(2_000))
    fc.assert(
      fc.property(fc.integer(), rates, fc.nat(600_000), fc.nat(600_000), (seed, perHour, stormMs, calmMs) => {
        const made = randomScenario(seed, { hosts, lastsMs: stormMs + calmMs, calmMs, rates: perHour })
        expect(checkScenario(made)).toEqual(made)
        for (const step of made.steps) {
          const forMs = 'forMs' in step ? (step.forMs ?? 0) : 0
          expect(step.atMs + forMs, 'nothing goes on in the calm').toBeLessThanOrEqual(stormMs)
          if ('inflict' in step) expect(perHour).toHaveProperty(step.inflict.kind)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('Kinds come as often as was asked for, and each of them can', () => {
    const { steps } = randomScenario(1, { hosts, lastsMs: 30 * HOUR, calmMs: 0, rates: ALL })
    const counts = new Map<HardshipKind, number>()
    for (const step of steps) {
      if ('inflict' in step) counts.set(step.inflict.kind, (counts.get(step.inflict.kind) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual(Object.keys(ALL).sort())
    // 1,800 expected; a partition may find everybody on one side, which it does one time in four.
    for (const [kind, count] of counts) {
      expect(count, kind).toBeGreaterThan(kind === 'partition' ? 1_200 : 1_650)
      expect(count, kind).toBeLessThan(1_950)
    }
  })

  test('Hosts that are spared, and ways that are not named, are left alone', () => {
    const options: RandomScenarioOptions = {
      hosts,
      spared: ['us'],
      ways: [['us', 'a']],
      lastsMs: 10 * HOUR,
      rates: { crash: 60, stall: 60, cut: 60, reset: 60 },
    }
    const { steps } = randomScenario(1, options)
    const struck = new Set<string>()
    for (const step of steps) {
      if (!('inflict' in step)) continue
      const { inflict } = step
      struck.add('host' in inflict ? inflict.host : [...inflict.between.flat()].sort().join('–'))
    }
    expect([...struck].sort()).toEqual(['a', 'a–us', 'b'])
  })

  test.each<[Partial<RandomScenarioOptions> & Record<string, unknown>, string]>([
    [{ hosts: ['us', 'us'] }, 'hosts: expected at least two'],
    [{ spared: ['c'] }, 'hosts: c is not among them'],
    [{ ways: [['us', 'c']] }, 'hosts: c is not among them'],
    [{ lastsMs: -1 }, 'lastsMs: expected a number of at least 0, got -1'],
    [{ calmMs: 2 * HOUR }, 'calmMs: expected a number from 0 to 3600000'],
    [{ eachMs: [5, 4] }, 'eachMs[1]: expected a number of at least 5, got 4'],
    [{ rates: { cut: -1 } }, 'rates.cut: expected a number from 0 to 3600000, got -1'],
    [{ rates: JSON.parse('{"cuts":1}') }, 'rates.cuts: no such hardship; there are delay,'],
    [{ seed: 5 }, 'seed: no such option'],
  ])('%j is refused', (options, message) => {
    expect(() => randomScenario(1, { hosts, lastsMs: HOUR, ...options })).toThrow(message)
  })
})
