/** 2: after `stop` has resolved, nothing can start the child again or emit for it. */
import type { FeedEvent } from '../../supervisor/feed.ts'
import { Connection } from '../../supervisor/handle.ts'
import { Supervisor } from '../../supervisor/supervisor.ts'
import type { Watcher, WatcherOf } from './watcher.ts'

export const stoppedForGood: WatcherOf = ({ ledger, root }): Watcher => {
  /** Those whose stop has resolved. */
  const stopped = new Set<string>()
  /** Those whose stop has not resolved; a life that was asked for after it overrules it. */
  const stopping = new Map<string, object>()
  const isUnder = (id: string, event: FeedEvent): boolean =>
    'id' in event && (event.id === id || event.id.startsWith(`${id}/`))
  return {
    asked(id, what) {
      if (what === 'start' || what === 'restart') {
        for (const one of [...stopped, ...stopping.keys()]) {
          if (one !== id && !one.startsWith(`${id}/`)) continue
          stopped.delete(one)
          stopping.delete(one)
        }
      } else if (what === 'stop') {
        const kept = id === root?.id ? root : root?.find(id)
        const ended =
          kept instanceof Connection ? kept.ended() : kept instanceof Supervisor ? kept.ended : undefined
        const asked = {}
        stopping.set(id, asked)
        void ended?.then(() => {
          if (stopping.get(id) === asked) stopped.add(id)
        })
      }
    },
    event(event) {
      // What users say of a child that rests is no life of it.
      if (stopped.size === 0 || event.kind === 'changed') return
      if (event.kind === 'added' || event.kind === 'removed') {
        stopped.delete(event.id)
        return
      }
      const id = [...stopped].find((one) => one === root?.id || isUnder(one, event))
      const what = (): string => `was stopped, and still emitted ${JSON.stringify(event)}`
      ledger.expect(2, id === undefined, id ?? '', what)
    },
    phase({ id, stopAskedAt }, { from }) {
      // A life that begins after somebody had asked for its end.
      if (from === null)
        ledger.expect(2, stopAskedAt === Number.POSITIVE_INFINITY, id, () => 'was stopped, and began again')
    },
  }
}
