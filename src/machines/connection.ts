/** The life of a connection, run by XState. Which transitions there are stands in `life.ts`. */
import { assign, createMachine } from 'xstate'
import { type ConnectionEvent, isConnectionEvent, type Phase } from './events.ts'
import {
  acts,
  type ConnectionAction,
  type ConnectionContext,
  type ConnectionGuard,
  type ConnectionInput,
  type ConnectionOutput,
  contextOf,
  guards,
  INITIAL,
  notes,
  outputOf,
  states,
} from './life.ts'

export type { ConnectionPort } from './events.ts'

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
    context: ({ input }) => contextOf(input),
    initial: INITIAL,
    states,
    output: ({ context }) => outputOf(context),
  },
  {
    actions: {
      show: ({ context, event }, { phase }: { phase: Phase }) =>
        context.port.entered(phase, isConnectionEvent(event) ? event : null, context.cause),
      open: ({ context }) => acts.open(context),
      release: ({ context }) => acts.release(context),
      destroy: ({ context }) => acts.destroy(context),
      wait: ({ context }) => acts.wait(context),
      cancelWait: ({ context }) => acts.cancelWait(context),
      countAttempt: assign(({ context }) => notes.countAttempt(context)),
      countWait: assign(({ context }) => notes.countWait(context)),
      startOver: assign(notes.startOver),
      takeUp: assign(({ context, event }) => notes.takeUp(context, event)),
      noteEnded: assign(({ context, event }) => notes.noteEnded(context, event)),
      noteDeadline: assign(({ context, event }) => notes.noteDeadline(context, event)),
      noteSilent: assign(notes.noteSilent),
      noteCancelled: assign(notes.noteCancelled),
      noteStopping: assign(notes.noteStopping),
    },
    guards: {
      asksNow: ({ context, event }) => guards.asksNow(context, event),
      endsStopped: ({ context }) => guards.endsStopped(context),
      retries: ({ context }) => guards.retries(context),
    },
  },
)
