/** Deadlines that count down. No live region: a screen reader asks for them, they do not interrupt. */
import { useComputed } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Deadline } from '../../../../src/inspector/wire.ts'
import { looked } from '../now.ts'
import { source } from '../state.ts'
import { type Countdown, countdowns, keyOf } from './countdown.ts'
import { reading } from './focus.ts'
import { FRESH_MS } from './seen.ts'

export function Deadlines() {
  const begun = useRef(new Map<string, number>())
  const rows = useComputed(() => {
    const known = reading.value
    if (known === null) return []
    begun.current = seenSince(begun.current, known.deadlines, known.at)
    return countdowns(known.deadlines, Math.min(looked.value, known.at + FRESH_MS), begun.current)
  }).value
  return (
    <section class="panel-part" aria-labelledby="deadlines-title">
      <h3 id="deadlines-title">Deadlines</h3>
      {rows.length === 0 ? <p class="panel-note">{nothing()}</p> : <ul class="deadlines">{rows.map(row)}</ul>}
    </section>
  )
}

function row({ of, at, what, left, share }: Countdown) {
  return (
    <li key={of} data-deadline={of} data-at={at}>
      <span class="deadline-what">{what}</span>
      <span class="deadline-left">{left === 'now' ? 'now' : `in ${left}`}</span>
      <span class="deadline-bar" aria-hidden="true">
        {share !== null && <span style={{ transform: `scaleX(${share})` }} />}
      </span>
    </li>
  )
}

function nothing(): string {
  return source.value.is === 'file' ? 'A recording does not hold them.' : 'Nothing is waited for.'
}

/** When each was first seen; those that are over are forgotten. */
function seenSince(
  before: ReadonlyMap<string, number>,
  deadlines: readonly Deadline[],
  at: number,
): Map<string, number> {
  return new Map(deadlines.map((deadline) => [keyOf(deadline), before.get(keyOf(deadline)) ?? at]))
}
