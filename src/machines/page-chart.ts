/**
 * The life of a connection, run by as much of an interpreter as `life.ts` asks for: XState's own would be 8.8 kB of a page,
 * this is 0.4. The actor is XState's all the same: its mailbox, its system, its ends. The same tests walk every arrow of
 * both.
 */
import type { ActorLogic, Snapshot } from 'xstate'
import type { ConnectionEvent, Phase } from './events.ts'
import {
  acts,
  type ConnectionContext,
  type ConnectionInput,
  type ConnectionOutput,
  contextOf,
  guards,
  INITIAL,
  notes,
  outputOf,
  type State,
  states,
} from './life.ts'

/** Where a connection is, and what is known of it. */
type Life = Snapshot<ConnectionOutput> & { readonly value: Phase; readonly context: ConnectionContext }

/** The chart of a connection, for an actor of XState's. */
export const pageChart: ActorLogic<Life, ConnectionEvent, ConnectionInput> = {
  getInitialSnapshot: (_, input) => lifeOf(INITIAL, contextOf(input)),
  start({ value, context }) {
    run(states[value].entry, context, null)
  },
  transition(life, event) {
    const { value, context } = life
    const { on, exit = [] }: State = states[value]
    const step = on?.[event.type]?.find(({ guard }) => guard === undefined || guards[guard](context, event))
    if (step === undefined) return life
    const { target, actions = [] } = step
    const todo = target === undefined ? actions : [...exit, ...actions, ...states[target].entry]
    return lifeOf(target ?? value, run(todo, context, event))
  },
  getPersistedSnapshot: (life) => life,
}

/** @returns what is known afterwards. */
function run(
  todo: State['entry'],
  before: ConnectionContext,
  event: ConnectionEvent | null,
): ConnectionContext {
  let context = before
  for (const one of todo) {
    if (typeof one === 'object') context.port.entered(one.params.phase, event, context.cause)
    else if (!isNote(one)) acts[one](context)
    // With the start of a life comes none.
    else if (event !== null) context = { ...context, ...notes[one](context, event) }
  }
  return context
}

function isNote(name: keyof typeof acts | keyof typeof notes): name is keyof typeof notes {
  return name in notes
}

function lifeOf(value: Phase, context: ConnectionContext): Life {
  const { type }: State = states[value]
  return type === 'final'
    ? { status: 'done', value, context, output: outputOf(context), error: undefined }
    : { status: 'active', value, context, output: undefined, error: undefined }
}
