/** 12: escalation ends, and is reported once, with the chain of causes. */
import { covered } from './spans.ts'
import type { Watcher, WatcherOf } from './watcher.ts'

/** Beyond what its children may take: its own turns of the event loop. */
const SPARE_MS = 1_000

export const escalationEnds: WatcherOf = (scene): Watcher => {
  const { ledger, family, facts } = scene
  /** Supervisors that gave up and are not gone yet, and since when. */
  const givingUp = new Map<string, number>()
  return {
    event(event) {
      if (event.kind === 'supervisor' && givingUp.has(event.id)) {
        if (event.phase === 'failed' || event.phase === 'stopped') givingUp.delete(event.id)
        const isLate = event.phase === 'running'
        ledger.expect(12, !isLate, event.id, () => 'gave up, and runs again before it had ended')
      }
      if (event.kind !== 'gave-up' || event.of !== 'supervisor') return
      const { id, chain = [], causes } = event
      ledger.expect(12, !givingUp.has(id), id, () => 'gave up twice in one life')
      givingUp.set(id, scene.now)
      const [first] = chain
      ledger.expect(12, first?.id === id && causes.length > 0, id, () => 'gave up without saying why')
      const isNested = chain.every(
        (each, n) =>
          n === 0 || family.get(each.id)?.of === chain[n - 1]?.id || family.get(each.id) === undefined,
      )
      ledger.expect(
        12,
        isNested,
        id,
        () => `gave up by a chain that is none: ${chain.map((each) => each.id)}`,
      )
    },
    lookAround() {
      for (const [id, since] of givingUp) {
        const ms =
          scene.now - since - covered({ from: since, to: scene.now }, scene.gaps.within(since, scene.now))
        const most = timeToStop(id) + SPARE_MS
        ledger.expect(12, ms <= most, id, () => `gave up ${ms} ms ago, and is still there`)
      }
    },
  }

  /** The longest that its children may take, one after the other. */
  function timeToStop(id: string): number {
    return family.childrenOf(id).reduce((sum, child) => {
      const shutdownMs = facts.child(child.id)?.shutdownMs ?? 0
      const closeMs = facts.connection(child.id)?.closeMs ?? 2_000
      return sum + Math.min(shutdownMs, child.kind === 'supervisor' ? timeToStop(child.id) : closeMs) + 1_000
    }, 0)
  }
}
