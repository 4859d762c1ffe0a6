/**
 * The root of a supervisor's actor system. Connection actors are created with it as their `parent`: they share its
 * system and send it their endings, but stand outside any snapshot, since a machine's snapshot copies its children at
 * every spawn. It only passes endings on; as a machine it would cost each of ten thousand endings a full step.
 */
import { type Actor, type ActorLogic, createActor, type Snapshot } from 'xstate'
import type { ActorClock } from '../clock/scheduler.ts'

/** Who hears of endings. */
export interface RootPort {
  /** The chart of the child with this actor id reached a final state or, where `error` says so, threw: a bug. */
  childEnded(id: string, error?: { readonly thrown: unknown }): void
}

type RootEvent =
  | { readonly type: `xstate.done.actor.${string}`; readonly actorId: string; readonly output: unknown }
  | { readonly type: `xstate.error.actor.${string}`; readonly actorId: string; readonly error: unknown }

type RootLogic = ActorLogic<Snapshot<undefined>, RootEvent>

/** Nothing is kept: the state is always this one. */
const STATE = { status: 'active', output: undefined, error: undefined } as const

/** Starts a root; `id` names the system. */
export function startRoot(id: string, clock: ActorClock, port: RootPort): Actor<RootLogic> {
  const logic: RootLogic = {
    transition(_, event) {
      if ('error' in event) port.childEnded(event.actorId, { thrown: event.error })
      else if ('output' in event) port.childEnded(event.actorId)
      return STATE
    },
    getInitialSnapshot: () => STATE,
    getPersistedSnapshot: () => STATE,
  }
  return createActor(logic, { id, clock }).start()
}
