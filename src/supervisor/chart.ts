/**
 * The life of a supervisor: every transition there is. Its children are actors created under it but outside its
 * snapshot, since a snapshot copies its children at every spawn; their endings arrive as XState's own events.
 */
import { setup } from 'xstate'

/** What the chart asks of whoever runs it. */
export interface SupervisorPort {
  childEnded(id: string): void
  childCrashed(id: string, thrown: unknown): void
  stopChildren(): void
}

export type SupervisorEvent =
  | { readonly type: `xstate.done.actor.${string}`; readonly actorId: string; readonly output: unknown }
  | { readonly type: `xstate.error.actor.${string}`; readonly actorId: string; readonly error: unknown }
  /** Asked to stop. */
  | { readonly type: 'stop' }
  /** Restarts exceeded the supervisor's intensity. */
  | { readonly type: 'intensity.exceeded' }
  /** Nothing is left of any child. */
  | { readonly type: 'children.gone' }

const whileChildrenLive = {
  'xstate.done.actor.*': { actions: 'noteEnded' },
  'xstate.error.actor.*': { actions: 'noteCrashed' },
} as const

export const supervisorChart = setup({
  types: {
    context: {} as { readonly port: SupervisorPort },
    input: {} as { readonly port: SupervisorPort },
    events: {} as SupervisorEvent,
  },
  actions: {
    noteEnded: ({ context, event }) => {
      if ('output' in event) context.port.childEnded(event.actorId)
    },
    noteCrashed: ({ context, event }) => {
      if ('error' in event) context.port.childCrashed(event.actorId, event.error)
    },
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
        ...whileChildrenLive,
        stop: { target: 'stopping' },
        'intensity.exceeded': { target: 'givingUp' },
      },
    },
    stopping: {
      description: 'Asked to stop: children stop in reverse order',
      entry: 'stopChildren',
      on: { ...whileChildrenLive, 'children.gone': { target: 'stopped' } },
    },
    givingUp: {
      description: 'Too many restarts: children stop, and the parent is told',
      entry: 'stopChildren',
      on: { ...whileChildrenLive, 'children.gone': { target: 'failed' } },
    },
    stopped: { description: 'Nothing is left', type: 'final' },
    failed: { description: 'Gave up; nothing is left', type: 'final' },
  },
})
