/** Scenarios written by hand: step by step, with durations as people write them. */
import { checkKnown } from '../../transport/option.ts'
import type { Hardship } from '../hardship.ts'
import type { Act, Scenario, ScenarioStep } from '../scenario.ts'
import { checkScenario } from './check.ts'
import { type Duration, millis } from './duration.ts'

/**
 * A scenario to which steps are added: it is a {@link Scenario} itself, at any time. Each call answers a new one, so that
 * beginnings can be shared.
 */
export class ScenarioBuilder implements Scenario {
  /** The version of the form. */
  readonly v = 1
  /** What it is called. */
  readonly name: string
  /** In order of their times. */
  readonly steps: readonly ScenarioStep[]
  /** In ms; up to the last step or the last cure, whichever is later, unless {@link lasts} said so. */
  readonly lastsMs: number

  /** @internal Made by {@link scenario}. */
  constructor(name: string, steps: readonly ScenarioStep[], lastsMs: number) {
    const checked = checkScenario({ v: 1, name, steps, lastsMs })
    this.name = checked.name
    this.steps = checked.steps
    this.lastsMs = checked.lastsMs
  }

  /**
   * One more hardship. Steps may be added in any order; those of the same time happen in the order they were added in.
   *
   * @param time from the beginning: ms, or words as `5s`.
   * @param options `for`: how long it lasts, ms or words. Default: to the end.
   * @throws OptionError naming what cannot be used.
   */
  at(time: Duration, hardship: Hardship, options: { readonly for?: Duration } = {}): ScenarioBuilder {
    checkKnown(options, ['for'])
    const step = { atMs: millis('time', time), inflict: hardship }
    return this.#with(options.for === undefined ? step : { ...step, forMs: millis('for', options.for) })
  }

  /** One more act of the user's. @throws OptionError naming what cannot be used. */
  does(time: Duration, act: Act): ScenarioBuilder {
    return this.#with({ atMs: millis('time', time), act })
  }

  /** How long it takes as a whole. @throws OptionError when that is less than the time of the last step. */
  lasts(time: Duration): ScenarioBuilder {
    return new ScenarioBuilder(this.name, this.steps, millis('time', time))
  }

  #with(step: ScenarioStep): ScenarioBuilder {
    const after = this.steps.findIndex(({ atMs }) => atMs > step.atMs)
    const steps = this.steps.toSpliced(after < 0 ? this.steps.length : after, 0, step)
    return new ScenarioBuilder(this.name, steps, Math.max(this.lastsMs, endOf(step)))
  }
}

/**
 * Begins a scenario: `scenario('half-open').at('5s', { kind: 'cut', between: ['us', 'server'] }, { for: '4s' })`.
 * @throws OptionError when the name is empty.
 */
export function scenario(name: string): ScenarioBuilder {
  return new ScenarioBuilder(name, [], 0)
}

/** When nothing of a step is left; of a hardship without duration, its time. */
function endOf(step: ScenarioStep): number {
  if ('act' in step) return step.atMs
  const { inflict, forMs = 0 } = step
  return step.atMs + (inflict.kind === 'stall' || inflict.kind === 'sleep' ? inflict.ms : forMs)
}
