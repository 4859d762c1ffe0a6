/** How services are looked at now. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { now } from '../now.ts'
import { beside, search } from '../state.ts'
import { rowAt, type ServiceRow, servicesRows } from './rows.ts'

/** The id of the row that was chosen. */
export const chosen: Signal<string | null> = signal(null)

/** Ids of rows whose own are folded away. */
export const foldedServices: Signal<ReadonlySet<string>> = signal(new Set())

export const services: ReadonlySignal<readonly ServiceRow[]> = computed(() =>
  servicesRows(beside.value, { search: search.value, folded: foldedServices.value }),
)

/** Where one is among them; -1 where there are none. */
export const place: ReadonlySignal<number> = computed(() => rowAt(services.value, chosen.value))

export const onIt: ReadonlySignal<ServiceRow | null> = computed(() => services.value[place.value] ?? null)

/** The present once a second, whatever moment is looked at: there is no history of services. */
export const presentSecond: ReadonlySignal<number> = computed(() => Math.floor(now.value / 1_000) * 1_000)
