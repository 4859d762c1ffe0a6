/** A scenario that fails, made small: few steps, short hardships, round times. */
import { OptionError } from '../../transport/cause.ts'
import { checkInteger } from '../../transport/option.ts'
import { checkScenario } from '../scenario/check.ts'
import type { Scenario, ScenarioStep } from '../scenario.ts'
import { ddmin } from '../simulation/reduce.ts'
import { Budget, type Fails, smallest } from './smaller.ts'

/**
 * Makes `scenario` smaller as long as it `fails`: leaves steps out, shortens what lasts, rounds times, ends it sooner.
 *
 * @param fails plays a candidate from the beginning, in a world of its own, and says whether it still fails: in the same way,
 *   or what is left in the end may show another bug.
 * @param runs how often that may be asked, at most; from 0.
 * @throws OptionError naming what cannot be used.
 */
export async function shrinkScenario(
  scenario: Scenario,
  fails: Fails<Scenario>,
  runs = 500,
): Promise<Scenario> {
  if (typeof fails !== 'function') throw new OptionError('fails', 'expected a function')
  checkScenario(scenario)
  const budget = new Budget(checkInteger('runs', runs, 0, 1_000_000))
  const stillFails = budget.limit(fails)
  const steps = await ddmin(scenario.steps, (fewer) => stillFails({ ...scenario, steps: fewer }))
  let small: Scenario = { ...scenario, steps }
  for (const index of steps.keys()) {
    for (const times of [duration, moment]) {
      const step = small.steps[index]
      const time = step === undefined ? null : times(step, small.steps[index - 1])
      if (time === null) continue
      const made = (value: number): Scenario =>
        ordered({ ...small, steps: small.steps.with(index, time.with(value)) })
      small = made(await smallest(time.value, time.least, (value) => stillFails(made(value))))
    }
  }
  const last = small.steps.at(-1)
  const made = (lastsMs: number): Scenario => ({ ...small, lastsMs })
  return made(await smallest(small.lastsMs, last?.atMs ?? 0, (lastsMs) => stillFails(made(lastsMs))))
}

/** A number in a step that may be smaller. */
interface Time {
  readonly value: number
  readonly least: number
  with(value: number): ScenarioStep
}

/** How long what is inflicted lasts or takes. */
function duration(step: ScenarioStep): Time | null {
  if ('act' in step) return null
  const { inflict } = step
  if (step.forMs !== undefined) {
    return { value: step.forMs, least: 0, with: (forMs) => ({ ...step, forMs }) }
  }
  if (inflict.kind !== 'stall' && inflict.kind !== 'sleep') return null
  return { value: inflict.ms, least: 0, with: (ms) => ({ ...step, inflict: { ...inflict, ms } }) }
}

/** When it happens: not before the step before it. */
function moment(step: ScenarioStep, before: ScenarioStep | undefined): Time {
  return { value: step.atMs, least: before?.atMs ?? 0, with: (atMs) => ({ ...step, atMs }) }
}

/** Rounding up may have passed the step after it. */
function ordered(scenario: Scenario): Scenario {
  return { ...scenario, steps: [...scenario.steps].sort((a, b) => a.atMs - b.atMs) }
}
