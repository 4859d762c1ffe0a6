/** The life of a supervisor: every transition there is. What its states mean in words stands in `src/charts/meanings.ts`. */
import { createMachine } from 'xstate'

/** Where a supervisor is in its life. `stopped` and `failed` are its ends; a nested one may be started again. */
export type SupervisorPhase = 'running' | 'stopping' | 'givingUp' | 'stopped' | 'failed'

/** What the chart asks of whoever runs it. */
export interface SupervisorPort {
  /** The chart is in this phase now. */
  entered(phase: SupervisorPhase): void
  /** Stop every child; reports by `children.gone`. */
  stopChildren(): void
}

export type SupervisorEvent =
  /** Asked to stop. */
  | { readonly type: 'stop' }
  /** Restarts exceeded the supervisor's intensity. */
  | { readonly type: 'intensity.exceeded' }
  /** Significant children have ended by themselves. */
  | { readonly type: 'significant.ended' }
  /** Nothing is left of any child. */
  | { readonly type: 'children.gone' }

/** The chart of a supervisor, as an XState machine: to draw it, or to test against it. */
export const supervisorChart = createMachine(
  {
    types: {} as {
      context: { readonly port: SupervisorPort }
      input: { readonly port: SupervisorPort }
      events: SupervisorEvent
      actions:
        | { readonly type: 'show'; readonly params: { readonly phase: SupervisorPhase } }
        | { readonly type: 'stopChildren' }
    },
    id: 'supervisor',
    context: ({ input }) => ({ port: input.port }),
    initial: 'running',
    states: {
      running: {
        entry: [{ type: 'show', params: { phase: 'running' } }],
        on: {
          stop: { target: 'stopping' },
          'significant.ended': { target: 'stopping' },
          'intensity.exceeded': { target: 'givingUp' },
        },
      },
      stopping: {
        entry: [{ type: 'show', params: { phase: 'stopping' } }, 'stopChildren'],
        on: { 'children.gone': { target: 'stopped' } },
      },
      givingUp: {
        entry: [{ type: 'show', params: { phase: 'givingUp' } }, 'stopChildren'],
        on: { 'children.gone': { target: 'failed' } },
      },
      stopped: { type: 'final', entry: [{ type: 'show', params: { phase: 'stopped' } }] },
      failed: { type: 'final', entry: [{ type: 'show', params: { phase: 'failed' } }] },
    },
  },
  {
    actions: {
      show: ({ context }, { phase }: { phase: SupervisorPhase }) => context.port.entered(phase),
      stopChildren: ({ context }) => context.port.stopChildren(),
    },
  },
)
