/** The notes that may explain what is seen now. */
import type { NoteEvent, ShownEvent } from '../../../../src/inspector/wire.ts'

/** As long as it may take to look what a button has done. */
const RECENT_MS = 60_000
const MOST = 2

/**
 * @param events of the whole process, oldest first.
 * @param name of whom is looked at: the latest note that names it comes before others.
 * @returns the newest first.
 */
export function recentNotes(events: readonly ShownEvent[], at: number, name: string): readonly NoteEvent[] {
  const found: NoteEvent[] = []
  for (let n = events.length - 1; n >= 0; n -= 1) {
    const event = events[n]
    if (event === undefined || event.at > at) continue
    if (at - event.at > RECENT_MS) break
    if (event.kind === 'note') found.push(event)
  }
  const own = found.find(({ text }) => text.includes(name))
  const others = found.filter((note) => note !== own).slice(0, own === undefined ? MOST : MOST - 1)
  return found.filter((note) => note === own || others.includes(note))
}
