/** The moment that is looked at, and the way back to now. */
import { moment, source } from '../state.ts'
import { clock } from '../ui/words.ts'

export function Moment() {
  const at = moment.value
  if (at === null) return null
  return (
    <p class="moment">
      <span>
        As it was at <time>{clock(at)}</time>
      </span>
      <button
        type="button"
        aria-keyshortcuts="Escape"
        onClick={() => {
          moment.value = null
        }}
      >
        {source.value.is === 'live' ? 'Back to now' : 'Back to the end'}
      </button>
    </p>
  )
}
