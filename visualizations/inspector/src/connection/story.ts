/** One or two sentences: what is going on with a node, why, and what comes next. */
import type { Seen } from './seen.ts'
import { connectionStory } from './story-connection.ts'
import { listenerStory, supervisorStory } from './story-parents.ts'

export function story(seen: Seen): string {
  switch (seen.node.kind) {
    case 'supervisor':
      return supervisorStory(seen)
    case 'listener':
      return listenerStory(seen)
    default:
      return connectionStory(seen)
  }
}
