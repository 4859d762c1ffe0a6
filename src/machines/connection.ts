/**
 * The life of one connection: every transition there is, and nothing else.
 *
 * What may live here: states, events, guards that read the context, and the names of actions. What may not: timers
 * and delays (streams own time and send events), sockets, frames, counters. What an action does is decided by the
 * {@link ConnectionPort} the chart is given; an action only forwards. What each state means in words stands in
 * `src/charts/meanings.ts`.
 *
 *   connecting → alive ⇄ suspect → dead → backoff → connecting …      ends: stopped, failed
 */
import { assign, createMachine } from 'xstate'
import { type Cause, timeoutCause } from '../transport/transport.ts'
import { type ConnectionEvent, type EndPhase, isConnectionEvent, type Phase } from './events.ts'

/** What the chart asks of whoever runs it. Calls are made once per transition, never per frame. */
export interface ConnectionPort {
  /** Dial, or take up the link that was accepted. Reports by `link.opened` or `link.ended`. */
  open(): void
  /**
   * Let the link go: in order where that can still work for this cause, else at once. Reports by `link.released`.
   * Also the moment to ask the policy whether another dial is worth it, for {@link ConnectionPort.retries}.
   */
  release(cause: Cause, failedAttempts: number): void
  /** Let the link go at once, whatever it was doing. */
  destroy(): void
  /** Wait the `nth` back-off delay since the last stable link, counted from 1. Reports by `backoff.elapsed` or `retry`. */
  wait(nth: number): void
  /** Forget the wait. */
  cancelWait(): void
  /** The policy's word on the link that was released last: is another dial worth it? */
  readonly retries: boolean
  /** The chart is in this phase now, because of this event (null: the start). */
  entered(phase: Phase, event: ConnectionEvent | null, cause: Cause | null): void
}

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

/** Stopped rather than failed: asked for, or a peer's connection that ended without a bug of ours. */
function endsStopped({ accepted, cause, stopping }: ConnectionContext): boolean {
  return stopping || (accepted && cause?.kind !== 'crash')
}

/** What the chart's actions and guards are called: the compiler knows no other names, in the chart or below. */
type ConnectionAction =
  | { readonly type: 'show'; readonly params: { readonly phase: Phase } }
  | {
      readonly type:
        | 'open'
        | 'release'
        | 'destroy'
        | 'wait'
        | 'cancelWait'
        | 'countAttempt'
        | 'countWait'
        | 'startOver'
        | 'noteEnded'
        | 'noteDeadline'
        | 'noteSilent'
        | 'noteCancelled'
        | 'noteStopping'
    }

type ConnectionGuard = { readonly type: 'asksNow' | 'endsStopped' | 'retries' }

/** The chart of a connection, as an XState machine: to draw it, or to test against it. */
export const connectionChart = createMachine(
  {
    types: {} as {
      context: ConnectionContext
      input: ConnectionInput
      events: ConnectionEvent
      output: ConnectionOutput
      actions: ConnectionAction
      guards: ConnectionGuard
    },
    id: 'connection',
    context: ({ input }) => ({
      port: input.port,
      accepted: input.accepted,
      // The first dial is counted here: an assignment at every start would be one too many for ten thousand.
      attempts: 1,
      waits: 0,
      cause: null,
      stopping: false,
    }),
    initial: 'connecting',
    states: {
      connecting: {
        entry: [{ type: 'show', params: { phase: 'connecting' } }, 'open'],
        on: {
          'link.opened': { target: 'alive' },
          'link.ended': { target: 'dead', actions: 'noteEnded' },
          'deadline.passed': { target: 'dead', actions: 'noteDeadline' },
          'hook.crashed': { target: 'dead', actions: 'noteEnded' },
          // No link is open yet whose orderly close could be awaited.
          stop: { target: 'stopped', actions: ['noteCancelled', 'destroy'] },
        },
      },
      alive: {
        entry: [{ type: 'show', params: { phase: 'alive' } }],
        on: {
          'peer.silent': { target: 'suspect' },
          'link.stabilised': { actions: 'startOver' },
          'link.ended': { target: 'dead', actions: 'noteEnded' },
          'deadline.passed': { target: 'dead', actions: 'noteDeadline' },
          'hook.crashed': { target: 'dead', actions: 'noteEnded' },
          stop: { target: 'dead', actions: 'noteCancelled' },
        },
      },
      suspect: {
        entry: [{ type: 'show', params: { phase: 'suspect' } }],
        on: {
          'peer.heard': { target: 'alive' },
          'peer.lost': { target: 'dead', actions: 'noteSilent' },
          'link.ended': { target: 'dead', actions: 'noteEnded' },
          'deadline.passed': { target: 'dead', actions: 'noteDeadline' },
          'hook.crashed': { target: 'dead', actions: 'noteEnded' },
          stop: { target: 'dead', actions: 'noteCancelled' },
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
          'deadline.passed': { actions: 'destroy' },
          'hook.crashed': { actions: 'noteEnded' },
          stop: [{ guard: 'asksNow', actions: ['noteStopping', 'destroy'] }, { actions: 'noteStopping' }],
        },
      },
      backoff: {
        entry: ['countWait', { type: 'show', params: { phase: 'backoff' } }, 'wait'],
        exit: 'cancelWait',
        on: {
          'backoff.elapsed': { target: 'connecting', actions: 'countAttempt' },
          retry: { target: 'connecting', actions: 'countAttempt' },
          stop: { target: 'stopped', actions: 'noteCancelled' },
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
    },
    output: ({ context }) => ({
      phase: endsStopped(context) ? 'stopped' : 'failed',
      cause: context.cause ?? CANCELLED,
    }),
  },
  {
    actions: {
      open: ({ context }) => context.port.open(),
      release: ({ context }) => context.port.release(context.cause ?? CANCELLED, context.attempts),
      destroy: ({ context }) => context.port.destroy(),
      wait: ({ context }) => context.port.wait(context.waits),
      cancelWait: ({ context }) => context.port.cancelWait(),
      show: ({ context, event }, { phase }: { phase: Phase }) =>
        context.port.entered(phase, isConnectionEvent(event) ? event : null, context.cause),
      countAttempt: assign({ attempts: ({ context }) => context.attempts + 1 }),
      countWait: assign({ waits: ({ context }) => context.waits + 1 }),
      startOver: assign({ attempts: 0, waits: 0 }),
      noteEnded: assign({
        cause: ({ context, event }) =>
          event.type === 'link.ended' || event.type === 'hook.crashed' ? event.cause : context.cause,
      }),
      noteDeadline: assign({
        cause: ({ context, event }) =>
          event.type === 'deadline.passed' ? timeoutCause(event.of) : context.cause,
      }),
      noteSilent: assign({ cause: SILENT }),
      noteCancelled: assign({ cause: CANCELLED, stopping: true }),
      noteStopping: assign({ stopping: true }),
    },
    guards: {
      asksNow: ({ event }) => event.type === 'stop' && event.now,
      endsStopped: ({ context }) => endsStopped(context),
      retries: ({ context }) => !context.accepted && context.cause?.kind !== 'crash' && context.port.retries,
    },
  },
)
