/** A piece in both worlds, and where they differ. */

import type { Piece } from './piece.ts'
import { playReally } from './real.ts'
import { breaks } from './steady.ts'
import { differenceBetween, type Story } from './story.ts'
import { playVirtually } from './virtual.ts'

export interface Compared {
  /** As it went in the virtual world. */
  readonly story: Story
  /** Null where it went the same in both. */
  readonly difference: string | null
  /** How many times as slow as written it was played last. */
  readonly slow: number
  /** The longest time for which this process did not run in the last play. */
  readonly lateMs: number
}

/**
 * In slow motion where it went otherwise: a busy machine that is late by half a second is late by less in proportion. How the
 * two worlds differ shows at every pace, as every piece is steady.
 */
const PACES = [1, 3, 8]

export async function compared(piece: Piece): Promise<Compared> {
  const broken = breaks(piece.scenario)
  const story = await playVirtually(piece)
  let outcome: Compared = { story, difference: 'it was not played', slow: 0, lateMs: 0 }
  for (const slow of PACES) {
    const virtual = await playVirtually(piece, { slow })
    const real = await playReally(piece, slow)
    const difference =
      differenceBetween(story, virtual, { broken }) ?? differenceBetween(virtual, real.story, { broken })
    outcome = { story, difference, slow, lateMs: real.lateMs }
    if (difference === null) break
  }
  return outcome
}

/** Runs all, so many at once, each as soon as another one is done; their outcomes come in the order of the tasks. */
export function atOnce<T>(tasks: readonly (() => Promise<T>)[], most: number): Promise<T>[] {
  const waiting: (() => void)[] = []
  let running = 0
  const turn = async (): Promise<void> => {
    if (running < most) running += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  return tasks.map(async (task) => {
    await turn()
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  })
}
