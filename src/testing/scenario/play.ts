/** Plays a scenario in a world: virtual or real, the same steps at the same times. */
import type { Clock } from '../../clock/clock.ts'
import { OptionError } from '../../transport/cause.ts'
import { checkKnown } from '../../transport/option.ts'
import type { Hardship } from '../hardship.ts'
import type { Act, Scenario, ScenarioStep } from '../scenario.ts'
import { checkScenario } from './check.ts'

/** Ends a hardship; calling it again does nothing. In a real world that may take time: a process has to start. */
export type Healing = () => void | Promise<void>

/** Any world in which things can go wrong: `virtualWorld` and `loopbackWorld` are such. */
export interface Afflicted {
  /** What its `now()` says is the time that scenarios go by. */
  readonly clock: Pick<Clock, 'now'>
  /** Lets `ms` pass: a virtual world runs what falls due, a real one waits. */
  advance(ms: number): Promise<void>
  /**
   * Brings on a hardship, and answers its cure; of those that happen and are over the cure does nothing.
   * @throws OptionError naming what this world does not have or cannot do.
   */
  inflict(hardship: Hardship): Healing | Promise<Healing>
}

/** What {@link playScenario} needs besides the scenario and the world. */
export interface PlayOptions {
  /**
   * Carries out what the user of a connection does: `actsOn(supervisor)`, or a function of your own. It is called at the
   * time of the act and not waited for. Should it throw, the play ends with that; should what it answers reject before the
   * play is over, the play rejects so at its end. Default: a scenario with acts is refused.
   */
  readonly acts?: (act: Act) => unknown
  /** Is told of each step right before it is taken. */
  readonly onStep?: (step: ScenarioStep) => void
}

/**
 * Plays `scenario` from its beginning to its end; the world's time goes on by `lastsMs`. Steps come at their times, or, in
 * a world that was busy, as soon after as can be, in their order; at the same time cures come before steps. At the end,
 * and when anything throws, everything is cured, the last first.
 *
 * @throws OptionError naming the place in a scenario or the option that cannot be used, or `acts` where that is missing.
 */
export async function playScenario(
  scenario: Scenario,
  world: Afflicted,
  options: PlayOptions = {},
): Promise<void> {
  checkKnown(options, ['acts', 'onStep'])
  const { acts, onStep } = options
  const { steps, lastsMs } = checkScenario(scenario)
  if (acts === undefined && steps.some((step) => 'act' in step)) {
    throw new OptionError('acts', 'the scenario has acts, and nobody carries them out')
  }
  const run = new Run(world)
  try {
    for (const step of steps) {
      await run.passTo(step.atMs)
      onStep?.(step)
      if ('act' in step) run.begun(acts?.(step.act))
      else await run.inflict(step.inflict, step.forMs)
    }
    await run.passTo(lastsMs)
  } catch (error) {
    run.failed(error)
  }
  await run.end()
}

/** A hardship that has not been cured. */
interface Ill {
  /** Infinity for those that last to the end. */
  readonly endsAtMs: number
  readonly heal: Healing
}

class Run {
  readonly #world: Afflicted
  readonly #startedAt: number
  /** In the order in which they were inflicted. */
  readonly #ills = new Set<Ill>()
  /** Cures under way: a process that starts again takes its time. */
  readonly #healing: Promise<void>[] = []
  /** Where the scenario is by its own times: a world that was busy is late, and that does not shift what follows. */
  #atMs = 0
  /** The first thing that went wrong with the play itself. */
  #failure: { readonly error: unknown } | null = null

  constructor(world: Afflicted) {
    this.#world = world
    this.#startedAt = world.clock.now()
  }

  /** Lets time pass, curing what is due on the way. */
  async passTo(atMs: number): Promise<void> {
    for (let next = this.#firstToEndBy(atMs); next !== null; next = this.#firstToEndBy(atMs)) {
      await this.#waitFor(next.endsAtMs)
      this.#cure(next)
    }
    await this.#waitFor(atMs)
  }

  async inflict(hardship: Hardship, forMs = Number.POSITIVE_INFINITY): Promise<void> {
    const heal = await this.#world.inflict(hardship)
    this.#ills.add({ endsAtMs: this.#atMs + forMs, heal })
  }

  /** An act that may still fail. */
  begun(outcome: unknown): void {
    if (outcome instanceof Promise) outcome.catch((error: unknown) => this.failed(error))
  }

  failed(error: unknown): void {
    this.#failure ??= { error }
  }

  /** Cures everything, the last first; throws what went wrong. */
  async end(): Promise<void> {
    for (const ill of [...this.#ills].reverse()) this.#cure(ill)
    await Promise.all(this.#healing)
    if (this.#failure !== null) throw this.#failure.error
  }

  async #waitFor(atMs: number): Promise<void> {
    this.#atMs = Math.max(this.#atMs, atMs)
    const leftMs = this.#startedAt + atMs - this.#world.clock.now()
    if (leftMs > 0) await this.#world.advance(leftMs)
  }

  #firstToEndBy(atMs: number): Ill | null {
    let first: Ill | null = null
    for (const ill of this.#ills) {
      if (ill.endsAtMs <= atMs && (first === null || ill.endsAtMs < first.endsAtMs)) first = ill
    }
    return first
  }

  #cure(ill: Ill): void {
    this.#ills.delete(ill)
    this.#healing.push(healed(ill).catch((error: unknown) => this.failed(error)))
  }
}

/** Begins at once; what it throws is a rejection. */
async function healed({ heal }: Ill): Promise<void> {
  await heal()
}
