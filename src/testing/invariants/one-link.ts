/** 1: at most one live link per child and generation; no event of one generation is handled in a later one. */
import type { Watcher, WatcherOf } from './watcher.ts'

/** While one is rotated: the present one, and the one that is to take its place; those it has left are being closed. */
const MOST_ROTATING = 2

export const oneLink: WatcherOf = ({ ledger }): Watcher => ({
  dialled(story) {
    const { length } = story.open.filter(({ isLeft }) => !isLeft)
    const most = story.facts?.rotates ? MOST_ROTATING : 1
    ledger.expect(
      1,
      length <= most,
      story.id,
      () => `dialled while ${length - 1} of its links were still there`,
    )
  },
  phase(story, { event, to }) {
    if (to !== 'alive' || event !== 'link.opened' || story.link === null) return
    const { openedAt, isReleased } = story.link
    ledger.expect(1, openedAt !== null && !isReleased, story.id, () => 'is alive by a link that is not open')
  },
  hears({ id }, { isReleased }) {
    ledger.expect(1, !isReleased, id, () => 'heard of a link that had been released')
  },
})
