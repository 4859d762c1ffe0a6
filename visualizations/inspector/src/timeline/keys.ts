/** Keys on the lanes. */
import { lineOf } from '../connection/log-lines.ts'
import { past } from '../past.ts'
import { moment, selected } from '../state.ts'
import { clock, phaseInWords, shownText } from '../ui/words.ts'
import { afterKey, pointedAt } from './looking.ts'
import { backToNow, known, lanes, looking, spoken, standOn } from './shared.ts'
import { eventBeside, laneBeside } from './steps.ts'

export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (!press(event.key, event.shiftKey)) return
  event.preventDefault()
  event.stopPropagation()
}

/** @returns whether the key means something here. */
function press(key: string, isShift: boolean): boolean {
  if (key === 'Escape') return leave()
  if (key === 'Enter') {
    standOn(looking.peek().cursor ?? known().to)
    say()
    return true
  }
  if (key === 'ArrowUp' || key === 'ArrowDown') return step(key === 'ArrowUp' ? -1 : 1)
  if (isShift && (key === 'ArrowLeft' || key === 'ArrowRight')) return jump(key === 'ArrowLeft' ? -1 : 1)
  const next = afterKey(looking.peek(), key, known())
  if (next === null) return false
  looking.value = next
  say()
  return true
}

function leave(): boolean {
  if (moment.peek() === null) return false
  backToNow()
  spoken.value = 'Back to now.'
  return true
}

function step(by: 1 | -1): boolean {
  const id = laneBeside(lanes.peek(), selected.peek(), by)
  if (id !== null) selected.value = id
  say()
  return true
}

/** To the event before or after, and stands on it. */
function jump(by: 1 | -1): boolean {
  const id = selected.peek()
  if (id === null) return true
  const at = moment.peek() ?? looking.peek().cursor ?? known().to
  const event = eventBeside(past.peek().eventsOf(id), at, by)
  if (event === null) return true
  looking.value = pointedAt(looking.peek(), event.at, known())
  standOn(event.at)
  // Several may share a moment.
  const told = past
    .peek()
    .eventsOf(id, event.at, event.at)
    .map(lineOf)
    .map(({ what, why }) => (why === '' ? what : `${what}, ${why}`))
  spoken.value = `${clock(event.at)}: ${told.join('; ')}`
  return true
}

/** Where the cursor is, and how the selected one was there. */
function say(): void {
  const { cursor, isFollowing } = looking.peek()
  const id = selected.peek()
  const when = cursor === null ? (isFollowing ? 'following now' : 'held') : clock(cursor)
  if (id === null) {
    spoken.value = when
    return
  }
  const at = cursor ?? known().to
  const band = past
    .peek()
    .bandsOf(id)
    .findLast(({ from }) => from <= at)
  const name = lanes.peek().find((node) => node.id === id)?.name ?? id
  const how = band === undefined ? 'not known' : phaseInWords(band.phase)
  spoken.value = `${shownText(name)}, ${when}: ${how}`
}
