/** What is looked for, for the tree, the map and the timeline alike. */
import { computed, type ReadonlySignal } from '@preact/signals'
import type { ShownNode } from '../../../src/inspector/model/node.ts'
import { phaseFilter, search } from './state.ts'
import { type Looked, matcher } from './ui/matching.ts'

export const filter: ReadonlySignal<Looked> = computed(() => ({
  search: search.value,
  phase: phaseFilter.value,
}))

/** Whether the filter lets a node through. */
export const isWanted: ReadonlySignal<(node: ShownNode) => boolean> = computed(() => matcher(filter.value))
