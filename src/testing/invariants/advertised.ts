/** 14: nothing dead is advertised: the tree and its health tell of nobody as well who is known not to be. */
import { healthOf } from '../../supervisor/tree/health.ts'
import type { ChildNode, SupervisorNode } from '../../supervisor/tree/nodes.ts'
import { treeOf } from '../../supervisor/tree/tree.ts'
import type { Watcher, WatcherOf } from './watcher.ts'

export const nothingDeadAdvertised: WatcherOf = ({ ledger, root, stories, facts }): Watcher => ({
  lookAround() {
    if (root === null) return
    const tree = treeOf(root)
    const { ready, ailments } = healthOf(tree)
    const told = new Set(ailments.map(({ id }) => id))
    for (const { id, kind, phase } of runningUnder(tree)) {
      const known = stories.get(id)?.phase ?? null
      if ((kind !== 'connection' && kind !== 'program') || known === null) continue
      ledger.expect(14, phase === known, id, () => `is shown as ${phase}, and is ${known}`)
      // Those that were temporary are not missed once they have failed.
      const isMissed = known === 'failed' && facts.child(id)?.restart !== 'temporary'
      if (known !== 'dead' && known !== 'backoff' && !isMissed) continue
      ledger.expect(
        14,
        !ready && told.has(id),
        id,
        () => `is ${known}, and its tree is well but for ${[...told]}`,
      )
    }
  },
})

/** Everybody whose supervisors all run: of the others nobody says more than that they are on their way out. */
function* runningUnder({ phase, children }: SupervisorNode): Generator<ChildNode> {
  if (phase !== 'running') return
  for (const node of children) {
    yield node
    if (node.kind === 'supervisor') yield* runningUnder(node)
  }
}
