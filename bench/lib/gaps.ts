/** Times in which a program did not run, and whom they excuse. */
import type { Program } from './programs.ts'

export interface Gap {
  /** In ms since the epoch. */
  readonly endedAt: number
  readonly ms: number
}

const PATIENCE_MS = 30_000

/** All since it was told to watch. */
export async function gapsOf(program: Program): Promise<Gap[]> {
  program.order('gaps')
  const { gaps = 0 } = await program.tells('gaps', PATIENCE_MS)
  const all: Gap[] = []
  while (all.length < gaps) {
    const { ended_at = 0, ms = 0 } = await program.tells('gap', PATIENCE_MS)
    all.push({ endedAt: ended_at, ms })
  }
  return all
}

export function longestMs(gaps: readonly Gap[]): number {
  return Math.max(0, ...gaps.map(({ ms }) => ms))
}

/** Whether a peer stood still for half of the bound or more while the verdict of `at` came about. */
export function isExcused(at: number, gaps: readonly Gap[], boundMs: number): boolean {
  const since = at - 2 * boundMs
  const stoodMs = gaps
    .map(({ endedAt, ms }) => Math.min(endedAt, at) - Math.max(endedAt - ms, since))
    .filter((ms) => ms > 0)
    .reduce((sum, ms) => sum + ms, 0)
  return stoodMs >= boundMs / 2
}
