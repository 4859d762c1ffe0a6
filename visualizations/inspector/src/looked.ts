/** What is counted of the tree that is shown, and how old its states are. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ShownNode } from '../../../src/inspector/model/node.ts'
import type { Snapshot } from '../../../src/inspector/model/snapshot.ts'
import { looked } from './now.ts'
import { type Counts, Roll } from './roll.ts'
import { NOTHING, shown } from './state.ts'
import { onceAFrame } from './ui/frame.ts'
import { isFiltered } from './ui/matching.ts'
import { filter, isWanted } from './wanted.ts'

/**
 * The tree that is shown, a frame later: of ten thousand nodes, what goes through all of them is spread over two frames, so
 * that none takes long.
 */
const counted: Signal<Snapshot> = signal(NOTHING)

/** Once a page. */
export function followShown(): void {
  const take = onceAFrame(() => {
    counted.value = shown.value
  })
  effect(() => {
    void shown.value
    take()
  })
}

const roll = new Roll()
const read = computed(() => {
  roll.read(counted.value.nodes)
  return { leaves: roll.leaves, counts: roll.counts }
})

/** The connections, dialled or accepted, and programs that the filter lets through, in the order in which they came. */
export const leaves: ReadonlySignal<readonly ShownNode[]> = computed(() =>
  isFiltered(filter.value) ? read.value.leaves.filter(isWanted.value) : read.value.leaves,
)

export const counts: ReadonlySignal<Counts> = computed(() => read.value.counts)

/** The moment that is looked at, once a second: ages are told in seconds. */
export const second: ReadonlySignal<number> = computed(() => Math.floor(looked.value / 1_000) * 1_000)
