/** Lights a state of a chart and marks an arrow, by its data attributes. */
import type { Marked } from './taken.ts'

const LIT = 'is-lit'
const TAKEN = 'is-taken'
/** Just now: it may move. */
const FRESH = 'is-fresh'

export function markChart(place: Element, { state, from, event, at }: Marked): void {
  const key = `${state} ${from} ${event} ${at}`
  if (place instanceof HTMLElement) {
    if (place.dataset['marked'] === key) return
    const isFirst = place.dataset['marked'] === undefined
    place.dataset['marked'] = key
    place.classList.toggle(FRESH, !isFirst)
  }
  for (const old of place.querySelectorAll(`.${LIT}, .${TAKEN}`)) old.classList.remove(LIT, TAKEN)
  for (const node of place.querySelectorAll('[data-state]')) {
    const isIt = node.getAttribute('data-state') === state
    node.classList.toggle(LIT, isIt)
    if (isIt) node.setAttribute('aria-current', 'true')
    else node.removeAttribute('aria-current')
  }
  for (const arrow of arrowsInto(place, state, from)) {
    arrow.classList.add(TAKEN)
    // Above the others, which may cross it.
    arrow.parentNode?.append(arrow)
    const labels = [...arrow.querySelectorAll('[data-event]')]
    const named = labels.filter((label) => label.getAttribute('data-event') === event)
    for (const label of named.length > 0 ? named : labels.length === 1 ? labels : [])
      label.classList.add(TAKEN)
  }
}

/** Where nobody knows whence it came, the only way there is. */
function arrowsInto(place: Element, state: string, from: string | null): Element[] {
  const arrows = [...place.querySelectorAll('[data-to]')].filter(
    (arrow) => arrow.getAttribute('data-to') === state,
  )
  if (from === null) return arrows.length === 1 ? arrows : []
  return arrows.filter((arrow) => arrow.getAttribute('data-from') === from)
}
