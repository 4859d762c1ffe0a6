/** How the tree is looked at now. */
import { type Signal, signal } from '@preact/signals'
import type { Sort } from './rows.ts'

export const sort: Signal<Sort> = signal('declared')

/** Ids of those whose children are folded away. */
export const folded: Signal<ReadonlySet<string>> = signal(new Set())
