/** Who may get a call: the best there are, by what heartbeats and results say, and among those the first in order. */

/** What is known of a connection of a pool. */
export interface Standing {
  /** In which order it is used: the lowest first. */
  readonly priority: number
  /**
   * - `good`: alive, and heard since it was last suspect;
   * - `ejected`: alive, and left out since its calls failed;
   * - `doubted`: suspect; or alive again on a link over which nothing has come yet, as that of a frozen peer is;
   * - `away`: not to be used.
   */
  readonly standing: 'good' | 'ejected' | 'doubted' | 'away'
}

/** Who may get a call. */
export interface Candidates<M extends Standing> {
  readonly members: readonly M[]
  /** Whether those that are left out are used after all, since too few are good. */
  readonly isPanic: boolean
}

/** How low one goes. */
export interface Lowness {
  /** The share of good ones below which nobody is left out. */
  readonly panicBelow: number
  /** Whether those that are doubted are better than none. */
  readonly usesSuspects: boolean
}

export function candidatesOf<M extends Standing>(
  members: readonly M[],
  { panicBelow, usesSuspects }: Lowness,
): Candidates<M> {
  const good = members.filter(({ standing }) => standing === 'good')
  const alive = members.filter(({ standing }) => standing === 'good' || standing === 'ejected')
  const isPanic =
    alive.length > good.length && (good.length === 0 || good.length < panicBelow * members.length)
  const best = isPanic ? alive : good
  if (best.length > 0) return { members: firstOf(best), isPanic }
  const doubted = usesSuspects ? members.filter(({ standing }) => standing === 'doubted') : []
  return { members: firstOf(doubted), isPanic }
}

/** Fail-over: the others wait until none of these is left. */
function firstOf<M extends Standing>(members: readonly M[]): readonly M[] {
  const first = Math.min(...members.map(({ priority }) => priority))
  return members.filter(({ priority }) => priority === first)
}
