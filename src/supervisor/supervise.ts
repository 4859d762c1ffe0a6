import { likePlan } from '../machines/like-plan.ts'
import { rootPlan, type SuperviseOptions, type Usual } from './options.ts'
import { sharedDials } from './shared-dials.ts'
import { oneForAll, restForOne } from './strategies.ts'
import { Supervisor } from './supervisor.ts'

const USUAL: Usual = { dials: sharedDials(), strategies: [oneForAll, restForOne], plan: likePlan }

/**
 * Starts a supervisor without children. Its connections dial again together, see `sharedDials`.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function supervise(options: SuperviseOptions = {}): Supervisor {
  return new Supervisor(rootPlan(options, USUAL), USUAL)
}
