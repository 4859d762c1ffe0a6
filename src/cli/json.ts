/** Events as JSON lines: the feed's own form, ids that are no connection's left out. */
import type { Shown } from './shown.ts'
import { repeatsSummary } from './summary.ts'

/**
 * Null for a total that only repeats a summary. The endpoint says which listener it is, and there is but one, as there is
 * but one supervisor.
 */
export function jsonLine(event: Shown): string | null {
  if (event.kind === 'total' && repeatsSummary(event)) return null
  return JSON.stringify(event, 'endpoint' in event || event.kind === 'total' ? withoutId : undefined)
}

function withoutId(key: string, value: unknown): unknown {
  return key === 'id' ? undefined : value
}
