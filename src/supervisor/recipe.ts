/** How a child is kept and made, from what was said of it: when it was declared, and since. */
import type { ConnectOptions, Plan } from '../machines/options.ts'
import type { Transport } from '../transport/transport.ts'
import type { Child, ChildPlan } from './child.ts'
import type { ListenOptions } from './listener.ts'

/** All that may have been said of a child, whatever it is. */
export type Said = ConnectOptions & ListenOptions

export interface Recipe<Host, Kind extends Child = Child> {
  readonly plan: ChildPlan
  /** @param before the one in whose place it comes, which has ended for good; null for the first. */
  readonly make: (host: Host, before: Child | null) => Kind
  /** It can be started only once. */
  readonly once?: boolean | undefined
  /** What a connection is dialled by. */
  readonly dial?: { readonly plan: Plan; readonly transport: Transport }
}

/**
 * @param transport in place of the one that was declared.
 * @throws OptionError naming the option that cannot be used.
 */
export type Specify<Host, Kind extends Child = Child> = (
  said: Said,
  transport?: Transport,
) => Recipe<Host, Kind>
