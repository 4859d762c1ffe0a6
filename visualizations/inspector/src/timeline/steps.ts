/** From lane to lane, and from event to event. */
import type { ShownEvent } from '../../../../src/inspector/wire.ts'
import { indexAt } from '../connection/seen.ts'

/** The id of the lane above or below; of nobody, the first. The ends stay. */
export function laneBeside(
  lanes: readonly { readonly id: string }[],
  id: string | null,
  by: 1 | -1,
): string | null {
  const index = lanes.findIndex((lane) => lane.id === id)
  if (index < 0) return lanes[0]?.id ?? null
  return (lanes[index + by] ?? lanes[index])?.id ?? null
}

/** The latest event before a moment, or the first one after it; null where there is none. They are in order. */
export function eventBeside(events: readonly ShownEvent[], at: number, by: 1 | -1): ShownEvent | null {
  const last = indexAt(events, by === 1 ? at : at - 1)
  return events[by === 1 ? last + 1 : last] ?? null
}
