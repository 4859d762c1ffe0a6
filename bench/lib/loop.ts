/** Inside a program: looks whether it runs, so that blame can be told. */
import type { Gap } from './gaps.ts'
import { order, tell } from './told.ts'

const LOOK_MS = 5
/** A shorter gap keeps nobody waiting. */
const SHORTEST_MS = 10

/** From the order `watch` on all gaps are noted; at the order `gaps` they are told, their number first. */
export async function watchesItself(): Promise<never> {
  for (;;) {
    await order('watch')
    const gaps: Gap[] = []
    let lookedAt = performance.now()
    const watching = setInterval(() => {
      const now = performance.now()
      const ms = now - lookedAt - LOOK_MS
      if (ms >= SHORTEST_MS) gaps.push({ endedAt: performance.timeOrigin + now, ms })
      lookedAt = now
    }, LOOK_MS)
    await order('gaps')
    clearInterval(watching)
    tell('gaps', { gaps: gaps.length })
    for (const { endedAt, ms } of gaps) tell('gap', { ended_at: endedAt, ms })
  }
}
