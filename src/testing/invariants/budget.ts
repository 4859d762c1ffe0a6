/** 15: attempts in any 100 ms stay under the budget, and while a tree doubts itself only canaries dial. */
import type { DialPlan } from '../../supervisor/budget.ts'
import type { Story } from './story.ts'
import type { Watcher, WatcherOf } from './watcher.ts'

const WINDOWS_MS = [100, 1_000]

export function withinBudget(plan: DialPlan): WatcherOf {
  return (scene): Watcher => {
    const { ledger, family } = scene
    /** When dials were made that had to be paid for, within the longest window. */
    let paid: number[] = []
    /** Since when we doubt ourselves, and the canaries since. */
    let doubt: { readonly since: number; canaries: number } | null = null
    /** Connections whose latest life was begun by their user, and has not dialled yet. */
    const free = new Set<string>()
    const isPaidFor = ({ id, phase }: Story): boolean => {
      const isFirst = phase === 'connecting' && free.delete(id)
      return !isFirst
    }
    return {
      event(event) {
        if (event.kind === 'added') free.add(event.id)
        if (event.kind === 'doubt') doubt = { since: scene.now, canaries: 0 }
        if (event.kind === 'assured') doubt = null
        // Those that begin together draw one dial together: a group, the children of a supervisor that begins again.
        if (event.kind === 'restart') {
          const of = family.get(event.id)?.of ?? ''
          const isAlone = (scene.facts.supervisor(of)?.strategy ?? 'one_for_one') === 'one_for_one'
          for (const { id } of isAlone ? [] : family.childrenOf(of)) if (id !== event.id) free.add(id)
        }
        if (event.kind === 'supervisor' && event.phase === 'running') {
          for (const { id } of family.childrenOf(event.id)) free.add(id)
        }
      },
      asked(id, what) {
        if (what === 'start' || what === 'restart') free.add(id)
      },
      dialled(story) {
        if (story.isAccepted || !isPaidFor(story)) return
        const { now } = scene
        const longest = Math.max(...WINDOWS_MS)
        paid = paid.filter((at) => at >= now - longest)
        paid.push(now)
        for (const ms of WINDOWS_MS) {
          const most = plan.burst + (plan.perSecond * ms) / 1_000
          const count = paid.filter((at) => at >= now - ms).length
          ledger.expect(
            15,
            count <= most,
            story.id,
            () => `is dial ${count} in ${ms} ms, ${most} are allowed`,
          )
        }
        // One with another endpoint to go to asks for that at once.
        if (doubt === null || story.retryAskedAt >= doubt.since || story.isRouted) return
        doubt.canaries += 1
        // Those that had leave before the doubt still go: a burst, and the canary of each endpoint.
        const endpoints = new Set([...scene.stories.values()].map(({ endpoint }) => endpoint)).size
        const most = plan.burst + endpoints + (2 * (now - doubt.since)) / plan.canaryMs
        const { canaries } = doubt
        ledger.expect(
          15,
          canaries <= most,
          story.id,
          () => `is canary ${canaries}, ${most} are allowed by now`,
        )
      },
    }
  }
}
