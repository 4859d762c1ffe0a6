/** What a failure says is wrong, without what differs from run to run: two that claim the same are the same failure. */

/** An assertion that fails does so at one place; the text shows values, which are others in a smaller scenario. */
const A_PLACE = /^\s+at .*?([^\s()]+:\d+:\d+)\)?$/

/**
 * The invariant, where one of ours was broken; of an assertion, where it stands; of another error its name and the first line
 * of its message, without numbers and what is quoted.
 */
export function claimOf(error: unknown): string {
  const invariant = invariantIn(error)
  if (invariant !== null) return `invariant ${invariant}`
  if (!(error instanceof Error)) return wordsIn(String(error))
  const place = 'actual' in error ? placeOf(error) : null
  return place === null ? `${error.name}: ${wordsIn(error.message)}` : `${error.name} at ${place}`
}

/** Breaches are thrown as they are, in an error, or as what an assertion found in the place of none. */
function invariantIn(error: unknown): number | null {
  if (typeof error !== 'object' || error === null) return null
  if ('invariant' in error && typeof error.invariant === 'number') return error.invariant
  const found = 'breaches' in error ? error.breaches : 'actual' in error ? error.actual : null
  const first: unknown = Array.isArray(found) ? found[0] : found
  return first === null || first === error ? null : invariantIn(first)
}

function placeOf({ stack = '' }: Error): string | null {
  for (const line of stack.split('\n')) {
    const place = A_PLACE.exec(line)?.[1]
    if (place !== undefined && !place.startsWith('node:') && !place.includes('/node_modules/')) return place
  }
  return null
}

function wordsIn(text: string): string {
  const [first = ''] = text.split('\n')
  return first.replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '…').replaceAll(/\d+(?:[.,]\d+)*/g, '#')
}
