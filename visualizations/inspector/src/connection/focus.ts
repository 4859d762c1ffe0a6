/** The selected node at the moment that is looked at: what the panel's parts are drawn from. */
import { computed, type ReadonlySignal } from '@preact/signals'
import type { ShownEvent } from '../../../../src/inspector/wire.ts'
import { looked } from '../now.ts'
import { past } from '../past.ts'
import type { Reading } from '../state.ts'
import { news, readings, selected, selectedNode, shown } from '../state.ts'
import { indexAt, readingAt, type Seen } from './seen.ts'
import { story } from './story.ts'
import { phasesUnder } from './under.ts'

/** All that is known to have happened to it, oldest first. */
export const ownEvents: ReadonlySignal<readonly ShownEvent[]> = computed(() => {
  const id = selected.value
  return id === null || news.value < 0 ? [] : past.value.eventsOf(id)
})

/** What happened to the whole process. */
export const commonEvents: ReadonlySignal<readonly ShownEvent[]> = computed(() =>
  news.value < 0 ? [] : past.value.commonEvents(),
)

export const ownReadings: ReadonlySignal<readonly Reading[]> = computed(() =>
  selected.value === null ? [] : (readings.value.get(selected.value) ?? []),
)

export const reading: ReadonlySignal<Reading | null> = computed(() =>
  readingAt(ownReadings.value, looked.value, selectedNode.value?.phase ?? ''),
)

/** The latest are enough for a sentence. */
const ENOUGH = 100

/** What had happened to it by then, oldest first: the latest. */
export const ownUntil: ReadonlySignal<readonly ShownEvent[]> = computed(() =>
  until(ownEvents.value, looked.value),
)

export const under: ReadonlySignal<ReadonlyMap<string, number>> = computed(() => {
  const node = selectedNode.value
  if (node === null || (node.kind !== 'supervisor' && node.kind !== 'listener')) return NOBODY
  return phasesUnder(shown.value.nodes, node.id)
})

const NOBODY: ReadonlyMap<string, number> = new Map()

const seen: ReadonlySignal<Seen | null> = computed(() => {
  const node = selectedNode.value
  if (node === null) return null
  const at = looked.value
  const common = until(commonEvents.value, at)
  const events = [...ownUntil.value, ...common].sort((a, b) => a.at - b.at)
  return { node, at, reading: reading.value, events, under: under.value }
})

export const told: ReadonlySignal<string> = computed(() => (seen.value === null ? '' : story(seen.value)))

function until(events: readonly ShownEvent[], at: number): readonly ShownEvent[] {
  const end = indexAt(events, at) + 1
  return events.slice(Math.max(0, end - ENOUGH), end)
}
