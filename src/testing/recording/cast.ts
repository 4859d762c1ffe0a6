/** Who plays in a replay, found before it begins: which connection has which links, and how each of them went. */
import type { RecordedTape } from './recording.ts'
import type { LinkFacts } from './scripted-link.ts'

/** One link of a recording. */
export interface RecordedLink extends LinkFacts {
  readonly number: number
  readonly connection: number
  /** When it was dialled, or accepted. */
  readonly dialledAt: number
  readonly openedAt: number
  /** The dial threw. */
  readonly throws: boolean
}

interface Growing extends RecordedLink {
  closedAt: number
  releasedAt: number
  openedAt: number
  throws: boolean
}

/** All links by their numbers, those of one connection in the order of their dials. */
export function linksOf({ events }: RecordedTape): ReadonlyMap<number, RecordedLink> {
  const links = new Map<number, Growing>()
  for (const { at, ops } of events) {
    for (const { code, numbers } of ops) {
      const [first = 0, second = 0, third = 0] = numbers
      if (code === 'D') links.set(first, begun(first, second, at))
      else if (code === 'A') links.set(third, begun(third, first, at))
      else if (code === 'O' || code === 'C' || code === 'X' || code === '%') {
        const link = links.get(first)
        if (link === undefined) continue
        if (code === 'O') link.openedAt = at
        else if (code === 'C') link.closedAt = Math.min(link.closedAt, at)
        else if (code === 'X') link.releasedAt = at
        else link.throws = true
      }
    }
  }
  return links
}

function begun(number: number, connection: number, dialledAt: number): Growing {
  const never = Number.POSITIVE_INFINITY
  return { number, connection, dialledAt, openedAt: never, closedAt: never, releasedAt: never, throws: false }
}
