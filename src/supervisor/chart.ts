/** The life of a supervisor: every transition there is. */
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
    description: 'The life of a supervisor',
    context: ({ input }) => ({ port: input.port }),
    initial: 'running',
    states: {
      running: {
        description: 'Children are kept',
        on: {
          stop: { target: 'stopping' },
          'intensity.exceeded': { target: 'givingUp' },
        },
      },
      stopping: {
        description: 'Asked to stop: children stop in reverse order',
        entry: 'stopChildren',
        on: { 'children.gone': { target: 'stopped' } },
      },
      givingUp: {
        description: 'Too many restarts: children stop, and the parent is told',
        entry: 'stopChildren',
        on: { 'children.gone': { target: 'failed' } },
      },
      stopped: { description: 'Nothing is left', type: 'final' },
      failed: { description: 'Gave up; nothing is left', type: 'final' },
    },
  },
  {
    actions: {
      stopChildren: ({ context }) => context.port.stopChildren(),
    },
  },
)
