/** What a client told of the connections it dropped, and what follows from it. */
import { median } from '../lib/figures.ts'
import type { Program } from '../lib/programs.ts'

export interface Drop {
  /** Which of the n. */
  readonly connection: number
  /** In ms since the epoch. */
  readonly at: number
  /** By the client's own verdict, not because the peer hung up. */
  readonly own: boolean
}

const PATIENCE_MS = 30_000

/** All of them so far. */
export async function dropsOf(host: Program): Promise<Drop[]> {
  host.order('report')
  const { drops = 0 } = await host.tells('report', PATIENCE_MS)
  const all: Drop[] = []
  while (all.length < drops) {
    const { connection = 0, at = 0, own } = await host.tells('drop', PATIENCE_MS)
    all.push({ connection, at, own: own === 1 })
  }
  return all
}

/** How many connections were lost at least once since then. */
export function lostSince(drops: readonly Drop[], since: number): number {
  return new Set(drops.filter(({ at }) => at >= since).map(({ connection }) => connection)).size
}

/** Seconds until each of n connections was dropped first since then; infinite for those that were not. */
export function noticed(drops: readonly Drop[], n: number, since: number): { middle: number; last: number } {
  const each = new Array<number>(n).fill(Number.POSITIVE_INFINITY)
  for (const { connection, at } of drops) {
    if (at >= since) each[connection] = Math.min(each[connection] ?? Number.NaN, (at - since) / 1_000)
  }
  return { middle: median(each), last: Math.max(...each) }
}
