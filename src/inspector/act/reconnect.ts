/** A new link for a connection, because somebody wants one. */
import type { Phase } from '../../machines/events.ts'
import type { Connection } from '../../supervisor/handle.ts'
import type { Cause } from '../../transport/transport.ts'

const ASKED: Cause = { kind: 'cancelled', by: 'us' }

/**
 * Dials at once where a delay is waited for; else ends the link that there is, in order, and dials again without a delay.
 *
 * @returns why not, or null.
 */
export function reconnect(connection: Connection): string | null {
  const { phase, session } = connection
  if (connection.accepted) return 'its peer dialled it, and only its peer can dial again'
  if (session.finishes) return 'a program has no link to dial again: restart it'
  switch (phase) {
    case 'backoff':
      connection.retry()
      return null
    case 'alive':
    case 'suspect':
      return dialAnew(connection)
    default:
      return NOT_NOW[phase]
  }
}

const NOT_NOW: Readonly<Record<Exclude<Phase, 'backoff' | 'alive' | 'suspect'>, string>> = {
  connecting: 'it is being dialled already',
  dead: 'its link is just ending',
  stopped: 'it has been stopped: restart it',
  failed: 'it has given up: restart it',
}

function dialAnew(connection: Connection): string | null {
  connection.end(ASKED)
  // Nobody dials again what was cancelled; but here that is what it was cancelled for. The chart asks when the link is gone.
  connection.session.retries = true
  const watching = connection.phase$.subscribe({
    next({ phase }) {
      if (phase === 'dead') return
      // Its delay has not begun yet when it is told of.
      if (phase === 'backoff') void Promise.resolve().then(() => connection.retry())
      // Else somebody has stopped it. The first phase is told before there is a subscription.
      void Promise.resolve().then(() => watching.unsubscribe())
    },
  })
  return null
}
