import { type SuperviseOptions, Supervisor } from './supervisor.ts'

/**
 * Starts a supervisor without children, in a page: each connection dials again by its own back-off, unless `dials` says
 * otherwise.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function supervise(options: SuperviseOptions = {}): Supervisor {
  return new Supervisor(options)
}
