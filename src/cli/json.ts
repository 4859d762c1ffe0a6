/** Events as JSON lines: the feed's own form, ids of listeners left out. */
import type { Shown } from './shown.ts'

/** The endpoint says which listener it is, and there is but one. */
export function jsonLine(event: Shown): string {
  return JSON.stringify(event, 'endpoint' in event ? withoutId : undefined)
}

function withoutId(key: string, value: unknown): unknown {
  return key === 'id' ? undefined : value
}
