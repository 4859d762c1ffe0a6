/** What stands in the place of a tree where there is none: each state says what it is and what can be done. */

import { sourceInWords } from '../head/source-words.ts'
import { source } from '../state.ts'

export function Empty() {
  const { is } = source.value
  const { long } = sourceInWords(source.value)
  const [title, text] = TEXTS[is] ?? ['', long]
  return (
    <div class="empty">
      <h2>{title}</h2>
      <p>{text === '' ? long : text}</p>
      {is === 'refused' || is === 'error' ? (
        <p>
          <button type="button" onClick={() => location.reload()}>
            Try again
          </button>{' '}
          A recording can be opened all the same: drop it here.
        </p>
      ) : null}
    </div>
  )
}

const TEXTS: Readonly<Record<string, readonly [string, string]>> = {
  loading: ['Connecting…', ''],
  live: [
    'No children yet',
    'The supervisor runs and has nothing to supervise. What it starts appears here at once.',
  ],
  lost: ['The server is not there', ''],
  refused: ['Not let in', ''],
  ended: ['Nothing to show', 'The tree has ended, and nothing of it was seen.'],
  file: ['Nothing to show', 'The recording has no connections.'],
  error: ['That did not work', ''],
}
