/** 7: any inbound bytes on the current link refute suspicion; bytes of an older link never do. */
import type { Story } from './story.ts'
import type { Watcher, WatcherOf } from './watcher.ts'

export const bytesRefute: WatcherOf = ({ ledger }): Watcher => {
  /** Whose link is heard just now, and whether it is the present one. */
  let hearing: { readonly story: Story; readonly isCurrent: boolean } | null = null
  return {
    hears(story, link) {
      hearing = { story, isCurrent: story.link === link }
    },
    heard(story, link) {
      hearing = null
      if (story.link !== link) return
      ledger.expect(7, story.phase !== 'suspect', story.id, () => 'was heard, and is suspect all the same')
    },
    phase(story, { event }) {
      if (event !== 'peer.heard' || story.link === null) return
      const isHeard = hearing?.story === story && hearing.isCurrent
      ledger.expect(7, isHeard, story.id, () => 'is alive again, and its link was not heard')
    },
  }
}
