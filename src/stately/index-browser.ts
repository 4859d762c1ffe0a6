/** The same in a page, by the WebSocket of the browser: the feed as XState's inspection events. */
import type { Supervisor } from '../supervisor/supervisor.ts'
import { websocket } from '../transport/websocket-browser.ts'
import { type AttachOptions, attachBy, type StatelyTool } from './attach.ts'

export type { AttachOptions, StatelyTool } from './attach.ts'
export type {
  StatelyActorEvent,
  StatelyBase,
  StatelyCause,
  StatelyEvent,
  StatelyEventEvent,
  StatelySnapshot,
  StatelySnapshotEvent,
} from './event.ts'
export { type StatelyOptions, statelyEvents } from './events.ts'

/**
 * Attaches a tool that speaks the protocol of `@statelyai/inspect` over WebSocket, such as its `createInspectorServer`:
 * dials it, again and again until it is there, and tells it of all that is under the supervisor, then of what happens. What
 * waits is sent ten times a second at the most, 2,000 events of it; when more happens, or the tool does not read, it is
 * told the tree as it is instead. While no tool is there nothing is watched. Ends with the supervisor.
 *
 * The supervisor is that of `pulsetree/tree`: the one of `pulsetree` has no tree in a page.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function attachStately(supervisor: Supervisor, options: AttachOptions = {}): StatelyTool {
  return attachBy(websocket, supervisor, options)
}
