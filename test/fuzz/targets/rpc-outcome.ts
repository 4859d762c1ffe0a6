/** What became of a promise: null while nothing has. It may settle once only. */

export type Outcome =
  | { readonly is: 'result'; readonly value: unknown }
  | { readonly is: 'error'; readonly value: unknown }

export function outcomeOf(promise: Promise<unknown>): () => Outcome | null {
  let now: Outcome | null = null
  promise.then(
    (value) => {
      now = { is: 'result', value }
    },
    (value: unknown) => {
      now = { is: 'error', value }
    },
  )
  return () => now
}
