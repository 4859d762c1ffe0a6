/** How a supervisor ended. */
import type { Cause } from '../transport/transport.ts'
import type { Escalation } from './escalation.ts'

/**
 * What a supervisor could not end in order.
 * @inline
 */
interface Leftovers {
  /** The ids of children that did not stop in the time they had, and were destroyed. */
  readonly killed: readonly string[]
  /** The ids of programs that could not be ended, and run on: tasks that heed no signal. Only where there are any. */
  readonly left?: readonly string[]
}

/** How a supervisor ended. */
export type SupervisorEnd =
  | ({ readonly kind: 'stopped' } & Leftovers)
  /** Significant children had ended. */
  | ({ readonly kind: 'shutdown' } & Leftovers)
  /** Restarts were too many: their causes, oldest first, and the chain from here to the innermost supervisor that gave up. */
  | ({
      readonly kind: 'gave-up'
      readonly causes: readonly Cause[]
      readonly chain: readonly Escalation[]
      /** The ids of its children that were up, and had to stop with it. */
      readonly tookDown: readonly string[]
    } & Leftovers)
