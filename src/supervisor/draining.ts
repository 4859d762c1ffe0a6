/** Who is being drained now. Beside the core: whoever neither drains nor looks carries nothing of it. */
import type { Observable } from 'rxjs'
import { Hot } from '../machines/hot.ts'

const drained = new WeakSet<object>()
const leavers = new WeakSet<object>()
const left = new Hot<object>()

/** Each connection and listener at the moment its drain begins, its own or that of a supervisor above it. */
export const leaving$: Observable<object> = left.stream$

/** Whether {@link leaving$} has told of it. */
export function isLeaving(target: object): boolean {
  return leavers.has(target)
}

/** Its drain has begun, or that of a supervisor above it. */
export function leaves(target: object): void {
  leavers.add(target)
  left.next(target)
}

/** Whether a drain of this very child or supervisor is under way. */
export function isDrained(target: object): boolean {
  return drained.has(target)
}

/** It is being drained until `work` has settled. What has been drained once has ended for good: two drains end as one. */
export async function whileDrained<T>(target: object, work: () => Promise<T>): Promise<T> {
  drained.add(target)
  try {
    return await work()
  } finally {
    drained.delete(target)
  }
}
