/**
 * What the states of this library's machines mean, for whoever looks at a chart. The words stand here rather than in the
 * machines because every page loads those, and 0.3 kB of words that none of them shows.
 */
import type { BreakerPhase } from '../breaker/chart.ts'
import type { Phase } from '../machines/events.ts'
import type { IdentityPhase } from '../supervisor/identity/chart.ts'

/** By the id of a state, the root's with its `#`. */
export type Meanings = Readonly<Record<string, string>>

export const connectionMeanings: Readonly<Record<'#connection' | Phase, string>> = {
  '#connection': 'The life of one supervised connection',
  connecting: 'A link is being dialled, or an accepted one is shaking hands',
  alive: 'Link and handshake are complete, and the peer is heard',
  suspect: 'At least one heartbeat was missed; probes are out',
  dead: 'The verdict is in or the link has ended; it is being released',
  backoff: 'Waiting before the next dial',
  stopped: 'Asked to stop, or an accepted connection that ended',
  failed: 'Given up: not worth retrying, out of attempts, or crashed',
}

export const supervisorMeanings: Meanings = {
  '#supervisor': 'The life of a supervisor',
  running: 'Children are kept',
  stopping: 'Asked to stop, or significant children have ended: children stop in reverse order',
  givingUp: 'Too many restarts: children stop, and the parent is told',
  stopped: 'Nothing is left',
  failed: 'Gave up; nothing is left',
}

export const identityMeanings: Readonly<Record<'#identity' | IdentityPhase, string>> = {
  '#identity': 'The life of one identity, over all its links',
  alive: 'It has a link that is heard, or was here lately enough',
  suspect: 'All its links are suspect; or it has none, and its visit is late',
  dead: 'Its last link has ended, or its visits have stopped',
  gone: 'In no table any more',
}

export const breakerMeanings: Readonly<Record<'#breaker' | BreakerPhase, string>> = {
  '#breaker': 'The life of a circuit breaker',
  closed: 'Calls pass, and are counted',
  open: 'No call passes, until some time is over or the peer is alive again',
  'half-open': 'A few calls pass, as probes; all have to succeed',
  stopped: 'Nothing passes any more',
}
