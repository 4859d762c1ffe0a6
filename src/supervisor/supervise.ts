import { sharedDials } from './shared-dials.ts'
import { type SuperviseOptions, Supervisor } from './supervisor.ts'

/**
 * Starts a supervisor without children. Its connections dial again together, see `sharedDials`.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function supervise(options: SuperviseOptions = {}): Supervisor {
  return new Supervisor(options, sharedDials())
}
