/** The life of a supervisor: every transition there is. */
import { setup } from 'xstate'

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

export const supervisorChart = setup({
  types: {
    context: {} as { readonly port: SupervisorPort },
    input: {} as { readonly port: SupervisorPort },
    events: {} as SupervisorEvent,
  },
  actions: {
    stopChildren: ({ context }) => context.port.stopChildren(),
  },
}).createMachine({
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
})
