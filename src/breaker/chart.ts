/**
 * The life of a circuit breaker: every transition there is. It counts no calls and holds no timer; `breaker.ts` does, and
 * reports. What its states mean in words stands in `src/charts/meanings.ts`.
 */
import { createMachine } from 'xstate'

/** Where a breaker is in its life. `stopped` is its end: it passes nothing any more. */
export type BreakerPhase = 'closed' | 'open' | 'half-open' | 'stopped'

/** What the chart asks of whoever runs it. */
export interface BreakerPort {
  /** Whether the peer is there to be probed; where nobody is watched, always. */
  readonly mayProbe: boolean
  /** The chart is in this phase now. */
  entered(phase: BreakerPhase): void
  /** Report `wait.over` when the open time has passed. */
  wait(): void
  /** Report it no more. */
  cancelWait(): void
}

export type BreakerEvent =
  /** Calls failed too often while it was closed. */
  | { readonly type: 'failures.exceeded' }
  /** The open time has passed. */
  | { readonly type: 'wait.over' }
  /** All probes of this half-open time succeeded. */
  | { readonly type: 'probes.succeeded' }
  /** One of them failed, or was not answered in time. */
  | { readonly type: 'probe.failed' }
  /** The connection is dead. */
  | { readonly type: 'peer.lost' }
  /** It is alive again. */
  | { readonly type: 'peer.alive' }
  /** Asked to stop. */
  | { readonly type: 'stop' }

/** The chart of a circuit breaker, as an XState machine: to draw it, or to test against it. */
export const breakerChart = createMachine(
  {
    types: {} as {
      context: { readonly port: BreakerPort }
      input: { readonly port: BreakerPort }
      events: BreakerEvent
      actions:
        | { readonly type: 'show'; readonly params: { readonly phase: BreakerPhase } }
        | { readonly type: 'wait' }
        | { readonly type: 'cancelWait' }
      guards: { readonly type: 'mayProbe' }
    },
    id: 'breaker',
    context: ({ input }) => ({ port: input.port }),
    initial: 'closed',
    states: {
      closed: {
        entry: [{ type: 'show', params: { phase: 'closed' } }],
        on: {
          'failures.exceeded': { target: 'open' },
          'peer.lost': { target: 'open' },
          stop: { target: 'stopped' },
        },
      },
      open: {
        entry: ['wait', { type: 'show', params: { phase: 'open' } }],
        exit: ['cancelWait'],
        on: {
          'wait.over': { guard: 'mayProbe', target: 'half-open' },
          'peer.alive': { target: 'half-open' },
          stop: { target: 'stopped' },
        },
      },
      'half-open': {
        entry: [{ type: 'show', params: { phase: 'half-open' } }],
        on: {
          'probes.succeeded': { target: 'closed' },
          'probe.failed': { target: 'open' },
          'peer.lost': { target: 'open' },
          stop: { target: 'stopped' },
        },
      },
      stopped: { type: 'final', entry: [{ type: 'show', params: { phase: 'stopped' } }] },
    },
  },
  {
    actions: {
      show: ({ context }, { phase }: { phase: BreakerPhase }) => context.port.entered(phase),
      wait: ({ context }) => context.port.wait(),
      cancelWait: ({ context }) => context.port.cancelWait(),
    },
    guards: { mayProbe: ({ context }) => context.port.mayProbe },
  },
)
