/**
 * The life of one connection: every transition there is, and nothing else.
 *
 * What may live here: states, events, guards that read the context, and the names of actions. What may not: timers
 * and delays (streams own time and send events), sockets, frames, counters. What an action does is decided by the
 * {@link ConnectionPort} the chart is given; an action only forwards. What each state means in words stands in
 * `src/charts/meanings.ts`. XState runs it (`connection.ts`); in pages `page-chart.ts` does, which is a tenth as large.
 *
 *   connecting → alive ⇄ suspect → dead → backoff → connecting …      ends: stopped, failed
 */
import { type Cause, timeoutCause } from '../transport/transport.ts'
import type { ConnectionEvent, ConnectionPort, EndPhase, Phase } from './events.ts'

export interface ConnectionContext {
  readonly port: ConnectionPort
  /** Accepted connections have nobody to dial again. */
  readonly accepted: boolean
  /** Dials in a row that did not lead to a stable link, the one under way included. */
  readonly attempts: number
  /** Back-off delays since the last stable link, the one under way included. */
  readonly waits: number
  /** Why the last link ended; null while none has. */
  readonly cause: Cause | null
  /** Asked to stop: dead leads to stopped, whatever the cause was. */
  readonly stopping: boolean
}

export interface ConnectionInput {
  readonly port: ConnectionPort
  readonly accepted: boolean
}

/** How a connection ended, for its supervisor. */
export interface ConnectionOutput {
  readonly phase: EndPhase
  readonly cause: Cause
}

const CANCELLED: Cause = { kind: 'cancelled', by: 'us' }
const SILENT: Cause = { kind: 'silent', by: 'peer' }

/** Asked of whoever runs the chart. */
export const acts = {
  open: ({ port }) => port.open(),
  release: ({ port, cause, attempts }) => port.release(cause ?? CANCELLED, attempts),
  destroy: ({ port }) => port.destroy(),
  wait: ({ port, waits }) => port.wait(waits),
  cancelWait: ({ port }) => port.cancelWait(),
} as const satisfies Readonly<Record<string, (context: ConnectionContext) => void>>

/** What changes in the context. */
export const notes = {
  countAttempt: ({ attempts }) => ({ attempts: attempts + 1 }),
  countWait: ({ waits }) => ({ waits: waits + 1 }),
  startOver: () => ({ attempts: 0, waits: 0 }),
  takeUp: (_, event) => (event.type === 'link.replaced' ? { port: event.port } : {}),
  noteEnded: (_, event) =>
    event.type === 'link.ended' || event.type === 'hook.crashed' ? { cause: event.cause } : {},
  noteDeadline: (_, event) => (event.type === 'deadline.passed' ? { cause: timeoutCause(event.of) } : {}),
  noteSilent: () => ({ cause: SILENT }),
  noteCancelled: () => ({ cause: CANCELLED, stopping: true }),
  noteStopping: () => ({ stopping: true }),
} as const satisfies Readonly<
  Record<string, (context: ConnectionContext, event: ConnectionEvent) => Partial<ConnectionContext>>
>

export const guards = {
  asksNow: (_, event) => event.type === 'stop' && event.now,
  endsStopped: (context) => endsStopped(context),
  retries: ({ accepted, cause, port }) => !accepted && cause?.kind !== 'crash' && port.retries,
} as const satisfies Readonly<Record<string, (context: ConnectionContext, event: ConnectionEvent) => boolean>>

/** Stopped rather than failed: asked for, finished, or a peer's connection that ended without a bug of ours. */
function endsStopped({ accepted, cause, port, stopping }: ConnectionContext): boolean {
  if (port.finishes && cause?.kind === 'closed' && cause.planned) return true
  return stopping || (accepted && cause?.kind !== 'crash')
}

/** What the chart's actions and guards are called: the compiler knows no other names. */
type Named = keyof typeof acts | keyof typeof notes
export type ConnectionAction =
  | { readonly type: 'show'; readonly params: { readonly phase: Phase } }
  | { readonly type: Named }
export type ConnectionGuard = { readonly type: keyof typeof guards }

/** What an event leads to: the first step whose guard holds. Without a target the state stays. */
export interface Step {
  readonly guard?: keyof typeof guards
  readonly target?: Phase
  readonly actions?: readonly Named[]
}

/** A state: what is done on the way in and out, and where events lead. */
export interface State {
  readonly type?: 'final'
  readonly entry: readonly (Named | Extract<ConnectionAction, { type: 'show' }>)[]
  readonly exit?: readonly Named[]
  readonly on?: { readonly [Type in ConnectionEvent['type']]?: readonly Step[] }
}

/** Where a life begins. */
export const INITIAL = 'connecting'

/** What is known then. */
export function contextOf({ port, accepted }: ConnectionInput): ConnectionContext {
  // The first dial is counted here: an assignment at every start would be one too many for ten thousand.
  return { port, accepted, attempts: 1, waits: 0, cause: null, stopping: false }
}

/** Every transition there is. */
export const states = {
  connecting: {
    entry: [{ type: 'show', params: { phase: 'connecting' } }, 'open'],
    on: {
      'link.opened': [{ target: 'alive' }],
      'link.ended': [{ target: 'dead', actions: ['noteEnded'] }],
      'deadline.passed': [{ target: 'dead', actions: ['noteDeadline'] }],
      'hook.crashed': [{ target: 'dead', actions: ['noteEnded'] }],
      // No link is open yet whose orderly close could be awaited.
      stop: [{ target: 'stopped', actions: ['noteCancelled', 'destroy'] }],
    },
  },
  alive: {
    entry: [{ type: 'show', params: { phase: 'alive' } }],
    on: {
      'peer.silent': [{ target: 'suspect' }],
      'link.replaced': [{ actions: ['takeUp'] }],
      'link.stabilised': [{ actions: ['startOver'] }],
      'link.ended': [{ target: 'dead', actions: ['noteEnded'] }],
      'deadline.passed': [{ target: 'dead', actions: ['noteDeadline'] }],
      'hook.crashed': [{ target: 'dead', actions: ['noteEnded'] }],
      stop: [{ target: 'dead', actions: ['noteCancelled'] }],
    },
  },
  suspect: {
    entry: [{ type: 'show', params: { phase: 'suspect' } }],
    on: {
      'peer.heard': [{ target: 'alive' }],
      'link.replaced': [{ target: 'alive', actions: ['takeUp'] }],
      'peer.lost': [{ target: 'dead', actions: ['noteSilent'] }],
      'link.ended': [{ target: 'dead', actions: ['noteEnded'] }],
      'deadline.passed': [{ target: 'dead', actions: ['noteDeadline'] }],
      'hook.crashed': [{ target: 'dead', actions: ['noteEnded'] }],
      stop: [{ target: 'dead', actions: ['noteCancelled'] }],
    },
  },
  dead: {
    entry: [{ type: 'show', params: { phase: 'dead' } }, 'release'],
    on: {
      'link.released': [
        { guard: 'endsStopped', target: 'stopped' },
        { guard: 'retries', target: 'backoff' },
        { target: 'failed' },
      ],
      // The closing deadline: what would not go in order goes at once.
      'deadline.passed': [{ actions: ['destroy'] }],
      'hook.crashed': [{ actions: ['noteEnded'] }],
      stop: [{ guard: 'asksNow', actions: ['noteStopping', 'destroy'] }, { actions: ['noteStopping'] }],
    },
  },
  backoff: {
    entry: ['countWait', { type: 'show', params: { phase: 'backoff' } }, 'wait'],
    exit: ['cancelWait'],
    on: {
      'backoff.elapsed': [{ target: 'connecting', actions: ['countAttempt'] }],
      retry: [{ target: 'connecting', actions: ['countAttempt'] }],
      'link.replaced': [{ target: 'connecting', actions: ['takeUp', 'countAttempt'] }],
      stop: [{ target: 'stopped', actions: ['noteCancelled'] }],
    },
  },
  stopped: {
    type: 'final',
    entry: [{ type: 'show', params: { phase: 'stopped' } }],
  },
  failed: {
    type: 'final',
    entry: [{ type: 'show', params: { phase: 'failed' } }],
  },
} as const satisfies Readonly<Record<Phase, State>>

/** How it ended. */
export function outputOf(context: ConnectionContext): ConnectionOutput {
  return { phase: endsStopped(context) ? 'stopped' : 'failed', cause: context.cause ?? CANCELLED }
}
