/** What the host program said lately, of its own accord or because somebody pressed a button: often the reason of it all. */
import { useComputed } from '@preact/signals'
import { looked } from '../now.ts'
import { selectedNode } from '../state.ts'
import { clock } from '../ui/words.ts'
import { commonEvents } from './focus.ts'
import { lineOf } from './log-lines.ts'
import { recentNotes } from './recent-notes.ts'

export function Notes() {
  const notes = useComputed(() =>
    recentNotes(commonEvents.value, looked.value, selectedNode.value?.name ?? ''),
  ).value
  if (notes.length === 0) return null
  return (
    <ul class="panel-notes" aria-label="Notes of the program">
      {notes.map((note) => (
        <li key={`${note.at} ${note.text}`}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M3 11V1.5H9.8L8 4L9.8 6.5H3" fill="none" stroke="currentColor" stroke-width="1.6" />
          </svg>
          <span>
            <time>{clock(note.at, false)}</time> {lineOf(note).what}
          </span>
        </li>
      ))}
    </ul>
  )
}
