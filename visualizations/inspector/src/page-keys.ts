/** What keys do that work anywhere in the page. */
import { moment, phaseFilter, search } from './state.ts'
import { pageKey } from './ui/keys.ts'
import { askedView, isHelpOpen, nextView, type Tab, tab } from './ui/layout.ts'

export function onPageKey(event: KeyboardEvent): void {
  // The part that one is in has had it already, or a dialog is open.
  if (event.defaultPrevented || isHelpOpen.value) return
  const { target, key } = event
  const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
  const asked = pageKey({ key, isTyping, hasModifier: event.ctrlKey || event.metaKey || event.altKey })
  if (asked === null) return
  switch (asked) {
    case 'search':
      document.getElementById('search')?.focus()
      break
    case 'view':
      askedView.value = nextView()
      break
    case 'help':
      isHelpOpen.value = true
      break
    case 'escape':
      if (!escaped(target)) return
      break
    default:
      show(asked)
  }
  event.preventDefault()
}

/** One thing at a time: the latest change of view first. */
function escaped(target: EventTarget | null): boolean {
  if (moment.value !== null) moment.value = null
  else if (search.value !== '') search.value = ''
  else if (phaseFilter.value !== null) phaseFilter.value = null
  else if (target instanceof HTMLInputElement) target.blur()
  else return false
  return true
}

const FOCUS: Readonly<Record<Tab, string>> = {
  nodes: '.part-nodes [tabindex="0"]',
  connection: '#panel',
  timeline: '.part-timeline [tabindex="0"]',
}

function show(part: Tab): void {
  tab.value = part
  requestAnimationFrame(() => {
    const element = document.querySelector(FOCUS[part])
    if (element instanceof HTMLElement) element.focus()
  })
}
