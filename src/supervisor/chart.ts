/** The life of a supervisor: every transition there is. What its states mean in words stands in `src/charts/meanings.ts`. */
import { createMachine } from 'xstate'

/** What the chart asks of whoever runs it. */
export interface SupervisorPort {
  /** Stop every child; reports by `children.gone`. */
  stopChildren(): void
}

export type SupervisorEvent =
  /** Asked to stop. */
  | { readonly type: 'stop' }
  /** Restarts exceeded the supervisor's intensity. */
  | { readonly type: 'intensity.exceeded' }
  /** Nothing is left of any child. */
  | { readonly type: 'children.gone' }

/** The chart of a supervisor, as an XState machine: to draw it, or to test against it. */
export const supervisorChart = createMachine(
  {
    types: {} as {
      context: { readonly port: SupervisorPort }
      input: { readonly port: SupervisorPort }
      events: SupervisorEvent
      actions: { readonly type: 'stopChildren' }
    },
    id: 'supervisor',
    context: ({ input }) => ({ port: input.port }),
    initial: 'running',
    states: {
      running: {
        on: {
          stop: { target: 'stopping' },
          'intensity.exceeded': { target: 'givingUp' },
        },
      },
      stopping: {
        entry: 'stopChildren',
        on: { 'children.gone': { target: 'stopped' } },
      },
      givingUp: {
        entry: 'stopChildren',
        on: { 'children.gone': { target: 'failed' } },
      },
      stopped: { type: 'final' },
      failed: { type: 'final' },
    },
  },
  {
    actions: {
      stopChildren: ({ context }) => context.port.stopChildren(),
    },
  },
)
