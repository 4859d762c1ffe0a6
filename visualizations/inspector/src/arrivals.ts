/** News, from a server or a file, goes into the history here; what is shown follows once a frame. */
import { batch, effect } from '@preact/signals'
import { isShownEvent } from '../../../src/inspector/model/event.ts'
import { History } from '../../../src/inspector/model/history.ts'
import type { ShownNode } from '../../../src/inspector/model/node.ts'
import type { ShownEvent } from '../../../src/inspector/wire.ts'
import { past } from './past.ts'
import { beside, moment, NOTHING, news, present, readings, selected, shown } from './state.ts'
import { onceAFrame } from './ui/frame.ts'

/** Another history altogether. */
export function beginAnew(fresh: History = new History()): void {
  batch(() => {
    past.value = fresh
    moment.value = null
    selected.value = null
    readings.value = new Map()
    beside.value = []
    present.value = fresh.span() === null ? NOTHING : fresh.present
    news.value += 1
  })
}

/** The whole tree, as the server sees it at `at`. */
export function treeCame(at: number, nodes: readonly ShownNode[], skipped: number | null): void {
  past.peek().reset(at, nodes, skipped)
  publish()
}

/** What happened, until `at`; null: until the last of it. What no inspector says is passed over. */
export function eventsCame(at: number | null, events: readonly ShownEvent[]): void {
  const into = past.peek()
  into.add(events.filter(isShownEvent))
  if (at !== null) into.reached(at)
  publish()
}

const publish = onceAFrame(() => {
  batch(() => {
    present.value = past.peek().present
    news.value += 1
  })
})

/** Once a page: what is shown is the present, or the moment that somebody stands on, which is worked out once. */
export function followMoment(): void {
  effect(() => {
    const at = moment.value
    const from = past.value
    if (at !== null) shown.value = from.at(at)
  })
  effect(() => {
    if (moment.value === null) shown.value = present.value
  })
}
