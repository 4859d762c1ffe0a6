/** 10: restarts in any window never exceed the intensity, per child and per supervisor apart; orderly ends are not counted. */
import type { Intensity } from '../../supervisor/intensity.ts'
import type { Watcher, WatcherOf } from './watcher.ts'

export const withinIntensity: WatcherOf = (scene): Watcher => {
  const { ledger, family, facts } = scene
  /** When children, and all children of a supervisor, were started again. */
  const ofChild = new Map<string, number[]>()
  const ofAll = new Map<string, number[]>()
  return {
    event(event) {
      if (event.kind === 'supervisor' && event.phase === 'running') {
        // Another life: nothing was before it.
        ofAll.delete(event.id)
        for (const { id } of family.childrenOf(event.id)) ofChild.delete(id)
      }
      if (event.kind === 'removed') ofChild.delete(event.id)
      if (event.kind !== 'restart') return
      const { id } = event
      const parent = family.get(id)?.of
      const isCrash = event.cause.kind === 'crash' || facts.child(id)?.restart === 'permanent'
      ledger.expect(10, isCrash || mayFail(id), id, () => `was started again after ${event.cause.kind}`)
      check(id, ofChild, id, facts.child(id)?.intensity)
      if (parent !== undefined) check(parent, ofAll, parent, facts.supervisor(parent)?.intensity)
    },
    asked(id, what) {
      // What has ended for good begins anew.
      if (what === 'start' || what === 'restart') ofChild.delete(id)
    },
  }

  /** Programs, which nobody dials again, are started again whenever they fail. */
  function mayFail(id: string): boolean {
    return family.get(id)?.kind === 'program'
  }

  function check(
    key: string,
    past: Map<string, number[]>,
    id: string,
    intensity: Intensity | undefined,
  ): void {
    if (intensity === undefined) return
    const times = (past.get(key) ?? []).filter((at) => scene.now - at <= intensity.withinMs)
    times.push(scene.now)
    past.set(key, times)
    ledger.expect(
      10,
      times.length <= intensity.restarts,
      id,
      () => `has ${times.length} restarts in ${intensity.withinMs} ms, ${intensity.restarts} are allowed`,
    )
  }
}
