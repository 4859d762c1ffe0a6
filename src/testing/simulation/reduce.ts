/** The smallest part of a list that still does it: Zeller's and Hildebrandt's delta debugging (ddmin, 2002). */

/**
 * @param still whether a part of the list, in its order, still does it; asked as long as it answers at all.
 * @returns the smallest list found; the whole one where nothing smaller does it. With null from `still`, which says that
 *   there is no time left, the smallest so far.
 */
export async function ddmin<T>(
  list: readonly T[],
  still: (part: readonly T[]) => Promise<boolean | null>,
): Promise<readonly T[]> {
  let smallest = list
  for (let parts = 2; smallest.length > 0; ) {
    const size = Math.ceil(smallest.length / parts)
    let found: readonly T[] | null = null
    for (let from = 0; from < smallest.length && found === null; from += size) {
      const rest = [...smallest.slice(0, from), ...smallest.slice(from + size)]
      const does = await still(rest)
      if (does === null) return smallest
      if (does) found = rest
    }
    if (found !== null) {
      smallest = found
      parts = Math.max(2, parts - 1)
    } else if (size === 1) return smallest
    else parts = Math.min(smallest.length, parts * 2)
  }
  return smallest
}
