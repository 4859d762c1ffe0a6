/** What the parts of the timeline share, as signals. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import { leaves } from '../looked.ts'
import { now } from '../now.ts'
import { past } from '../past.ts'
import { moment } from '../state.ts'
import { broughtTo, type Looking, lookingAt } from './looking.ts'
import type { Pointed } from './pointed.ts'
import type { View } from './scale.ts'
import type { SceneLane } from './scene.ts'

export const looking: Signal<Looking> = signal(lookingAt(0))

/** A lane each: as they are searched for and filtered. */
export const lanes: ReadonlySignal<readonly ShownNode[]> = leaves

/** Those on the screen now; set with every drawing. */
export const rows: Signal<readonly SceneLane[]> = signal([])

/** What the pointer is over, and where in the picture that is. */
export const pointer: Signal<(Pointed & { readonly x: number; readonly y: number }) | null> = signal(null)

/** What a screen reader is told after a key; nothing else speaks. */
export const spoken: Signal<string> = signal('')

/** From when to when anything is known. */
export function known(): View {
  const to = now.peek()
  const span = past.peek().span()
  return span === null ? { from: to, to } : { from: Math.min(span.from, to), to: Math.max(span.to, to) }
}

/** The tree, the charts and the log show that moment from now on. */
export function standOn(at: number): void {
  const { from, to } = known()
  const exact = Math.round(Math.min(to, Math.max(from, at)))
  moment.value = exact
  looking.value = broughtTo(looking.peek(), exact, known())
}

export function backToNow(): void {
  moment.value = null
  looking.value = { ...looking.peek(), isFollowing: true, cursor: null }
}
