/** Who keeps connections and listeners, as they see it. */
import type { AnyActorRef } from 'xstate'
import type { connectionChart } from '../machines/connection.ts'
import type { pageChart } from '../machines/page-chart.ts'
import type { World } from '../machines/world.ts'
import type { Child, StopOptions } from './child.ts'
import type { Feed } from './feed.ts'

/** Who keeps a connection: hears endings, decides on restarts. */
export interface Keeper {
  readonly feed: Feed
  readonly world: World
  /** The parent of actors: of the supervisor's present life. */
  readonly root: AnyActorRef
  /** What runs the life of each connection. */
  readonly chart: typeof connectionChart | typeof pageChart
  /** Whether dials may begin: not once it stops, or what it stands in. */
  readonly mayDial: boolean
  /** A life is over, and nothing is left of it. */
  settled(child: Child): void
  /** Its user asked for its end, for good: halts what there is of it, as long as it may take for that, and lets it go. */
  asked(child: Child, options: StopOptions): void
  /** What some connection's store tells has changed. */
  changed(): void
}
