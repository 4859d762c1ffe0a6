/** Looks for a scenario, among those that seeds give, that something does not withstand. */
import { OptionError } from '../../transport/cause.ts'
import { checkInteger, checkKnown } from '../../transport/option.ts'
import { checkScenario } from '../scenario/check.ts'
import { describeScenario } from '../scenario/describe.ts'
import { writeScenario } from '../scenario/text.ts'
import type { Scenario } from '../scenario.ts'
import { claimOf } from './claim.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { shrinkScenario } from './shrink-scenario.ts'

/** What to try. */
export interface Search {
  /** How many seeds, 1 and up; or which. */
  readonly seeds: number | readonly number[]
  /** The scenario of a seed: `randomScenario(seed, { … })`, say. */
  readonly scenario: (seed: number) => Scenario
  /**
   * Plays a scenario in a world of its own, made with that seed, and throws (rejects) when something is not as it should be.
   * It must do the same each time: all time from the world's clock, all chance from a seed. What a subscriber throws
   * meanwhile counts as thrown by it.
   */
  readonly run: (scenario: Scenario, seed: number) => Promise<unknown>
  /** How often it may be run to make the scenario that failed smaller. Default 500; 0: it stays as it is. */
  readonly shrinkRuns?: number
  /**
   * What an error that `run` throws says is wrong: a scenario is made smaller only as long as that stays the same, or
   * another bug would be shown than the one that was found. Default: the invariant that was broken; the place of an assertion
   * that failed; else the error's name and the first line of its message, without numbers and what is quoted.
   */
  readonly claim?: (error: unknown) => string
}

/** A scenario that something does not withstand. */
export interface Failure {
  /** The seed that is not withstood. */
  readonly seed: number
  /** How many seeds were tried before. */
  readonly withstood: number
  /** False when the same scenario was withstood the next time, or something else broke: `run` does not do the same each time. */
  readonly isRepeatable: boolean
  /** As small as could be found; as it was drawn when it is not repeatable. */
  readonly scenario: Scenario
  /** As it was drawn. */
  readonly original: Scenario
  /** What the small one throws. */
  readonly error: unknown
}

/**
 * The first seed that fails, with its scenario made small; null when all are withstood.
 *
 * @throws OptionError naming the option that cannot be used; `scenario` where no seed gave one with a single step, which
 *   whatever is tested would withstand.
 */
export async function findFailure(search: Search): Promise<Failure | null> {
  checkKnown(search, ['seeds', 'scenario', 'run', 'shrinkRuns', 'claim'])
  const { scenario: draw, run, claim = claimOf } = search
  const shrinkRuns = checkInteger('shrinkRuns', search.shrinkRuns ?? 500, 0, 1_000_000)
  if (typeof draw !== 'function') throw new OptionError('scenario', 'expected a function')
  if (typeof run !== 'function') throw new OptionError('run', 'expected a function')
  if (typeof claim !== 'function') throw new OptionError('claim', 'expected a function')
  let withstood = 0
  let steps = 0
  for (const seed of seedsOf(search.seeds)) {
    const original = draw(seed)
    steps += checkScenario(original).steps.length
    const first = await outcomeOf(() => run(original, seed))
    if (first === null) withstood += 1
    else {
      let { error } = first
      const claimed = claim(error)
      const isSame = (outcome: Outcome): boolean => outcome !== null && claim(outcome.error) === claimed
      if (shrinkRuns > 0 && !isSame(await outcomeOf(() => run(original, seed))))
        return { seed, withstood, isRepeatable: false, scenario: original, original, error }
      const scenario = await shrinkScenario(
        original,
        async (candidate) => {
          const failed = await outcomeOf(() => run(candidate, seed))
          if (failed === null || !isSame(failed)) return false
          error = failed.error
          return true
        },
        shrinkRuns,
      )
      return { seed, withstood, isRepeatable: true, scenario, original, error }
    }
  }
  if (steps === 0)
    throw new OptionError('scenario', 'expected a step, and no seed gave one: nothing was tested')
  return null
}

/**
 * Tries every seed.
 * @returns how many there were.
 * @throws HardshipError at the first that fails: it shows the scenario, made small, and what was thrown.
 */
export async function withstands(search: Search): Promise<number> {
  const failure = await findFailure(search)
  if (failure !== null) throw new HardshipError(failure)
  return seedsOf(search.seeds).length
}

/** Something was not withstood. Its `cause` is what `run` threw. */
export class HardshipError extends Error {
  /** What was found, as data. */
  readonly failure: Failure

  constructor(failure: Failure) {
    const { seed, withstood, isRepeatable, scenario, original, error } = failure
    const why = error instanceof Error ? error.message : String(error)
    const from = `of the ${original.steps.length} steps that were drawn, ${scenario.steps.length} are left`
    super(
      [
        why,
        ...(isRepeatable ? [] : ['and not so the next time: `run` does not do the same each time']),
        `with seed ${seed}, after ${withstood} that were withstood; ${from}:`,
        describeScenario(scenario).replace(/^/gm, '  '),
        'as a file, for readScenario:',
        `  ${writeScenario(scenario).trim().replaceAll(/\n\s*/g, ' ')}`,
      ].join('\n'),
      { cause: error },
    )
    this.name = 'HardshipError'
    this.failure = failure
  }
}

function seedsOf(seeds: Search['seeds']): readonly number[] {
  if (typeof seeds === 'object') {
    if (seeds.length === 0) throw new OptionError('seeds', 'expected at least one')
    return seeds
  }
  if (!Number.isInteger(seeds) || seeds < 1) {
    throw new OptionError('seeds', `expected a whole number of at least 1, or the seeds, got ${seeds}`)
  }
  return Array.from({ length: seeds }, (_, index) => index + 1)
}
