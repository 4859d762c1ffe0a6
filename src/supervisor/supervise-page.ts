import { type FlatOptions, FlatSupervisor } from './flat.ts'

/**
 * Starts a supervisor without children, in a page: of connections alone, each of which is started again by itself, and dials
 * again by its own back-off unless `dials` says otherwise. Whatever more a supervisor can be is `supervise` of
 * `pulsetree/tree`, the same as in Node.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function supervise(options: FlatOptions = {}): FlatSupervisor {
  return new FlatSupervisor(options)
}
