import { of } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { OptionError } from '../../../src/index.ts'
import {
  scenario as buildScenario,
  findFailure,
  HardshipError,
  playScenario,
  randomScenario,
  readScenario,
  type Scenario,
  type Search,
  virtualWorld,
  withstands,
} from '../../../src/testing/index.ts'

const scenario = (seed: number): Scenario =>
  randomScenario(seed, { hosts: ['us', 'server'], lastsMs: 60_000 })

/** Does not withstand a reset while the process of the server is frozen. */
async function brittle(one: Scenario, seed: number): Promise<void> {
  const world = virtualWorld({ seed })
  world.host('us')
  world.host('server')
  let frozen = 0
  await playScenario(one, {
    clock: world.clock,
    advance: (ms) => world.advance(ms),
    inflict(hardship) {
      if (hardship.kind === 'reset' && frozen > 0) throw new Error('reset while frozen')
      const sign = hardship.kind === 'freeze' ? 1 : 0
      frozen += sign
      const cure = world.inflict(hardship)
      return () => {
        frozen -= sign
        cure()
      }
    },
  })
}

const cutAndMore = buildScenario('cut and more')
  .at(1_000, { kind: 'mute', host: 'us' }, { for: 500 })
  .at(2_000, { kind: 'cut', between: ['us', 'server'] }, { for: 500 })
  .at(3_000, { kind: 'freeze', host: 'us' }, { for: 500 })

const search: Search = { seeds: 200, scenario, run: brittle }

describe('A search', () => {
  test('says so of what fails once and not again, and does not try to make it small', async () => {
    let runs = 0
    const run = async (): Promise<void> => {
      runs += 1
      if (runs === 1) throw new Error('once')
    }
    const error: unknown = await withstands({ ...search, run }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ failure: { isRepeatable: false }, cause: { message: 'once' } })
    expect(String(error)).toContain('once\nand not so the next time: `run` does not do the same each time\n')
    expect(runs).toBe(2)
  })

  test('finds the first seed that is not withstood, and shows only what it takes', async () => {
    const failure = await findFailure(search)
    expect(failure).not.toBeNull()
    if (failure === null) return
    expect(failure.withstood).toBe(failure.seed - 1)
    const kinds = failure.scenario.steps.map((step) => ('inflict' in step ? step.inflict.kind : 'act'))
    expect(kinds.sort()).toEqual(['freeze', 'reset'])
    await expect(brittle(failure.scenario, failure.seed)).rejects.toThrow('reset while frozen')
    expect(failure.original.steps.length).toBeGreaterThan(2)
  })

  test('is the same each time', async () => {
    expect(await findFailure(search)).toEqual(await findFailure(search))
  })

  test('tries the seeds it is given, and no others', async () => {
    const tried: number[] = []
    const run = async (_: Scenario, seed: number): Promise<void> => {
      tried.push(seed)
    }
    expect(await findFailure({ seeds: [4, 9], scenario, run })).toBeNull()
    expect(await withstands({ seeds: 3, scenario, run })).toBe(3)
    expect(tried).toEqual([4, 9, 1, 2, 3])
  })

  test('leaves a scenario as it was drawn when asked to', async () => {
    const failure = await findFailure({ ...search, shrinkRuns: 0 })
    expect(failure?.scenario).toEqual(failure?.original)
  })

  test('throws what a reader needs: what went wrong, with which seed, by which steps, and as a file', async () => {
    const error: unknown = await withstands(search).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(HardshipError)
    if (!(error instanceof HardshipError)) return
    const [why = '', seed = '', ...rest] = error.message.split('\n')
    expect(why).toBe('reset while frozen')
    expect(seed).toContain(`with seed ${error.failure.seed}`)
    expect(rest.join('\n')).toMatch(/^ {4}at .* freeze (us|server)( for|$)/m)
    expect(readScenario(rest.at(-1) ?? '')).toEqual(error.failure.scenario)
    expect(error.cause).toEqual(new Error('reset while frozen'))
  })

  test('refuses what it cannot search with, rather than to take that for something found', async () => {
    await expect(withstands({ ...search, seeds: [] })).rejects.toThrow('seeds: expected at least one')
    await expect(withstands({ ...search, run: undefined as never })).rejects.toThrow(
      'run: expected a function',
    )
    await expect(withstands({ ...search, scenario: () => ({}) as never })).rejects.toThrow(OptionError)
    await expect(withstands({ ...search, scenario: undefined as never })).rejects.toThrow(
      'scenario: expected a function',
    )
  })

  test('refuses to search where no seed gives a single step: whatever is tested would pass', async () => {
    const nothing: Search = {
      seeds: 5,
      scenario: (seed) => randomScenario(seed, { hosts: ['us', 'server'], lastsMs: 60_000, rates: {} }),
      run: async () => {},
    }
    await expect(withstands(nothing)).rejects.toMatchObject({ name: 'OptionError', option: 'scenario' })
    const some = {
      ...nothing,
      scenario: (seed: number) => (seed === 3 ? scenario(1) : nothing.scenario(seed)),
    }
    expect(await withstands(some)).toBe(5)
  })

  test('makes a scenario smaller only as long as the same breaks', async () => {
    // With a cut it is one bug; without one, another.
    const hasCut = ({ steps }: Scenario): boolean =>
      steps.some((step) => 'inflict' in step && step.inflict.kind === 'cut')
    const run = async (one: Scenario): Promise<void> => {
      if (hasCut(one)) throw new Error(`lost ${one.steps.length} frames`)
      throw new Error(`got ${one.steps.length} frames twice`)
    }
    const failure = await findFailure({ seeds: 1, scenario: () => cutAndMore, run })
    expect(failure?.error).toEqual(new Error('lost 1 frames'))
    expect(failure?.scenario.steps).toMatchObject([{ inflict: { kind: 'cut' } }])
    // Whoever says that all errors are the same gets any.
    const other = await findFailure({ seeds: 1, scenario: () => cutAndMore, run, claim: () => 'it fails' })
    expect(other?.scenario.steps).toEqual([])
    expect(other?.error).toEqual(new Error('got 0 frames twice'))
  })

  test('takes what breaks otherwise the next time for what does not do the same each time', async () => {
    let runs = 0
    const run = async (): Promise<void> => {
      runs += 1
      throw new Error(runs === 1 ? 'lost' : 'twice')
    }
    expect(await findFailure({ ...search, run })).toMatchObject({
      isRepeatable: false,
      error: { message: 'lost' },
    })
    expect(runs).toBe(2)
  })

  test.each<[object, string]>([
    [{ shrinkRuns: -1 }, 'shrinkRuns: expected a whole number'],
    [{ shrinkRuns: 0.5 }, 'shrinkRuns: expected a whole number'],
    [{ claim: 'lost' }, 'claim: expected a function'],
    [{ sedes: 5 }, 'sedes: no such option'],
  ])('with %j is refused', async (options, why) => {
    await expect(findFailure({ ...search, ...options })).rejects.toThrow(why)
  })

  test('counts what a subscriber throws as thrown by the run', async () => {
    const run = async (): Promise<void> => {
      of(1).subscribe(() => {
        throw new Error('in a subscriber')
      })
    }
    await expect(withstands({ ...search, run })).rejects.toThrow('in a subscriber\nwith seed 1')
  })

  test.each([0, 1.5, Number.NaN])('of %s seeds is refused', async (seeds) => {
    await expect(findFailure({ ...search, seeds })).rejects.toThrow(OptionError)
  })
})
