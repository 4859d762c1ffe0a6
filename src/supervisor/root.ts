/**
 * The root of a supervisor's actor system. Connection actors are created with it as their `parent`: they share its
 * system and send it their endings, but stand outside any snapshot, since a machine's snapshot copies its children at
 * every spawn. It only passes endings on; as a machine it would cost each of ten thousand endings a full step.
 */
import { createActor, fromTransition } from 'xstate'
import type { ActorClock } from '../clock/scheduler.ts'

/** Who hears of endings. */
export interface RootPort {
  /** The chart of the child with this actor id reached a final state. */
  childEnded(id: string): void
  /** The child's actor threw: a bug. */
  childCrashed(id: string, thrown: unknown): void
}

type RootEvent =
  | { readonly type: `xstate.done.actor.${string}`; readonly actorId: string; readonly output: unknown }
  | { readonly type: `xstate.error.actor.${string}`; readonly actorId: string; readonly error: unknown }

const rootLogic = fromTransition(
  (port: RootPort, event: RootEvent) => {
    if ('error' in event) port.childCrashed(event.actorId, event.error)
    else if ('output' in event) port.childEnded(event.actorId)
    return port
  },
  ({ input }: { input: RootPort }) => input,
)

/** Starts a root; `id` names the system. */
export function startRoot(id: string, clock: ActorClock, port: RootPort) {
  return createActor(rootLogic, { id, clock, input: port }).start()
}
