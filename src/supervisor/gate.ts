/** What a listener asks of whoever knows who comes in. The contract; `identities` of `pulsetree/identity` is behind it. */
import type { Phase } from '../machines/events.ts'
import type { Plan } from '../machines/options.ts'
import type { World } from '../machines/world.ts'
import type { Cause, Guard } from '../transport/transport.ts'
import type { Feed } from './feed.ts'
import type { Connection } from './handle.ts'

/** The listener, as its gate knows it. */
export interface GateHost {
  readonly id: string
  readonly feed: Feed
  readonly world: World
  /** Tells of somebody who was turned away. */
  rejected(peer: string | null, why: string): void
}

/** The gate of one listener. */
export interface Gate {
  /** The listener's plan, with what the gate asks of each newcomer in its `authorise`. */
  readonly plan: Plan
  /** Null where nobody counts those who come. */
  readonly guard: Guard | null
  /** All hooks have let this one in: why it may not stay after all, or null. */
  entering(connection: Connection): Cause | null
  /** A connection of the listener's entered a phase. */
  moved(connection: Connection, phase: Phase, cause: Cause | null): void
  /** Whether peers can be accepted: time in which they cannot is charged to nobody. */
  hears(isHearing: boolean): void
}

/** Whoever knows who comes in by the listeners it is given to: what `identities({ … })` makes. */
export interface Gatekeeper {
  /** @internal Makes the gate of one. @throws OptionError naming what keeps it from being this listener's. */
  keep(host: GateHost, plan: Plan): Gate
}
