/** Who is being drained now. Beside the core: whoever neither drains nor looks carries nothing of it. */

const drained = new WeakSet<object>()

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
