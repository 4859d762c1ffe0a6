/** Events as JSON lines: the feed's own form, ids that are no connection's left out. */
import type { Shown } from './shown.ts'
import { repeatsSummary } from './summary.ts'

/** What is about the tree: here it is one supervisor, and children that are on the command line. */
const OF_TREES: ReadonlySet<Shown['kind']> = new Set<Shown['kind']>([
  'added',
  'changed',
  'removed',
  'supervisor',
])

/**
 * Null for what is about the tree, and for a total that only repeats a summary. The endpoint says which listener it is, and there is but one, as there is
 * but one supervisor.
 */
export function jsonLine(event: Shown): string | null {
  if (OF_TREES.has(event.kind)) return null
  if (event.kind === 'total' && repeatsSummary(event)) return null
  return JSON.stringify(event, 'endpoint' in event || event.kind === 'total' ? withoutId : undefined)
}

function withoutId(key: string, value: unknown): unknown {
  return key === 'id' ? undefined : value
}
