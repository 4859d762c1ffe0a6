/** What the page looks like now, beside what it shows. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { beside, shown } from '../state.ts'

/** From so many nodes on the map comes first: nobody reads more rows. */
const MAP_FROM = 200

export type View = 'tree' | 'map' | 'services'

/** What was asked for; null: whatever suits the number of nodes. */
export const askedView: Signal<View | null> = signal(null)

/** Services are there only where the host program has some to show. */
export const views: ReadonlySignal<readonly View[]> = computed(() =>
  beside.value.length > 0 ? ['tree', 'map', 'services'] : ['tree', 'map'],
)

export const view: ReadonlySignal<View> = computed(() => {
  const asked = askedView.value
  if (asked !== null && views.value.includes(asked)) return asked
  return shown.value.nodes.size > MAP_FROM ? 'map' : 'tree'
})

/** The one that a key leads to. */
export function nextView(): View {
  const all = views.value
  return all[(all.indexOf(view.value) + 1) % all.length] ?? 'tree'
}

/** On a narrow screen one part is seen at a time. */
export type Tab = 'nodes' | 'connection' | 'timeline'

export const tab: Signal<Tab> = signal('nodes')

/** Whoever chose one wants to see it: where one part is seen at a time, that is another tab. */
export function showChosen(): void {
  if (matchMedia('(max-width: 699px)').matches) tab.value = 'connection'
}

/** To the part that was chosen, by keyboard: on narrow screens it is another tab. */
export function openPanel(): void {
  tab.value = 'connection'
  requestAnimationFrame(() => document.getElementById('panel')?.focus())
}

export const isHelpOpen: Signal<boolean> = signal(false)

/** One sentence about what the page itself did, or could not do. */
export const said: Signal<string | null> = signal(null)
