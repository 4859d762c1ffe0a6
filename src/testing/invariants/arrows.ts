/** 4: only arrows of the chart are ever seen; dead never reaches alive without connecting. */
import type { Phase } from '../../machines/events.ts'
import type { Watcher, WatcherOf } from './watcher.ts'

/** Where each phase may lead: said here once more, apart from the chart. */
export const ARROWS: Readonly<Record<Phase | 'nothing', readonly Phase[]>> = {
  nothing: ['connecting'],
  connecting: ['alive', 'dead', 'stopped'],
  alive: ['suspect', 'dead'],
  suspect: ['alive', 'dead'],
  dead: ['backoff', 'stopped', 'failed'],
  backoff: ['connecting', 'stopped'],
  stopped: [],
  failed: [],
}

export const arrowsOnly: WatcherOf = ({ ledger, phaseOf }): Watcher => ({
  phase(story, { from, to, event, cause }) {
    const { id, phase, isOver } = story
    // Another life may follow an end.
    const before = from === null && isOver ? null : phase
    ledger.expect(4, from === before, id, () => `went from ${from} to ${to}, and was ${phase}`)
    // Should the chart itself break down, that is all there is to be seen of it.
    const isBug = to === 'failed' && event === undefined && cause?.kind === 'crash'
    const isArrow = ARROWS[from ?? 'nothing'].includes(to) || isBug
    ledger.expect(4, isArrow, id, () => `went from ${from} to ${to}`)
  },
  look({ id, phase, isOver }) {
    const now = phaseOf(id)
    // One that is to begin with its siblings, and was not its turn yet.
    if (isOver && now === 'connecting') return
    ledger.expect(4, now === null || now === phase, id, () => `is ${now}, but was last told to be ${phase}`)
  },
})
