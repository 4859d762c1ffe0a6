/** Which events a log shows: the newest first, and no more than are asked for. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import type { ShownEvent } from '../../../../src/inspector/wire.ts'
import { isUnder } from './under.ts'

export interface Entry {
  readonly key: string
  readonly event: ShownEvent
  /** Whom it happened to, where that is not the selected one itself. */
  readonly who: string | null
}

/** Of one, together with what happened to the whole process. Both in order, oldest first. */
export function newestOf(own: readonly ShownEvent[], common: readonly ShownEvent[], most: number): Entry[] {
  const events = [...own.slice(-most), ...common.slice(-most)].sort((a, b) => a.at - b.at)
  return keyed(
    events
      .slice(-most)
      .reverse()
      .map((event) => ({ event, who: null })),
  )
}

/** How far back is looked for those of one supervisor: in a busy tree its own may be rare. */
const MOST_LOOKED_AT = 20_000

/** Of all that are under a supervisor or a listener. */
export function newestUnder(
  backwards: Iterable<ShownEvent>,
  node: ShownNode,
  nodes: ReadonlyMap<string, ShownNode>,
  most: number,
): Entry[] {
  const found: Omit<Entry, 'key'>[] = []
  let looked = 0
  for (const event of backwards) {
    if (found.length >= most || looked >= MOST_LOOKED_AT) break
    looked += 1
    const who = whoOf(event, node, nodes)
    if (who !== undefined) found.push({ event, who })
  }
  return keyed(found)
}

/** Undefined: it does not belong here. */
function whoOf(
  event: ShownEvent,
  node: ShownNode,
  nodes: ReadonlyMap<string, ShownNode>,
): string | null | undefined {
  if (!('id' in event) || event.id === node.id) return null
  const other = nodes.get(event.id)
  if (other !== undefined) return isUnder(nodes, other, node.id) ? other.name : undefined
  // Accepted connections that have ended are forgotten; their ids begin with the endpoint of their listener.
  return node.kind === 'listener' && node.endpoint !== null && event.id.startsWith(`${node.endpoint}#`)
    ? event.id
    : undefined
}

/** Stays with its event while others come before it. */
function keyed(entries: readonly Omit<Entry, 'key'>[]): Entry[] {
  const seen = new Map<string, number>()
  return entries
    .toReversed()
    .map((entry) => {
      const { event } = entry
      const name = `${event.at} ${event.kind} ${'id' in event ? event.id : ''}`
      const nth = seen.get(name) ?? 0
      seen.set(name, nth + 1)
      return { ...entry, key: `${name} ${nth}` }
    })
    .reverse()
}
