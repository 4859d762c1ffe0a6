/** Which lanes are seen. */

export interface Rows {
  /** The first that is seen, and how much of it is above the edge. */
  readonly first: number
  readonly lift: number
  readonly count: number
}

/** Which of so many rows are seen. */
export function rowsSeen(all: number, rowHeight: number, scrolled: number, height: number): Rows {
  const top = Math.max(0, Math.min(scrolled, all * rowHeight - height))
  const first = Math.floor(top / rowHeight)
  const lift = top - first * rowHeight
  const count = Math.max(0, Math.min(all - first, Math.ceil((height + lift) / rowHeight)))
  return { first, lift, count }
}

/** Whose readings are asked for: not of more than can be told apart, and the server tells of 64 at most. */
export const MOST_READ = 20
