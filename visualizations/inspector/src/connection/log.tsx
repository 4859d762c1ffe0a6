/** What happened to it, newest first. A line is a moment: choose it to stand there. */
import { useComputed, useSignal } from '@preact/signals'
import { past } from '../past.ts'
import { moment, news, selectedNode, shown } from '../state.ts'
import { PhaseMark } from '../ui/phase.tsx'
import { clock, phaseInWords, shownText, span } from '../ui/words.ts'
import { commonEvents, ownEvents } from './focus.ts'
import { type Entry, newestOf, newestUnder } from './log-entries.ts'
import { lineOf } from './log-lines.ts'

/** So many lines at first, and more at a time. */
const PAGE = 100

export function Log() {
  const most = useSignal(PAGE)
  const entries = useComputed(() => {
    const node = selectedNode.value
    if (node === null || news.value < 0) return []
    return node.kind === 'supervisor' || node.kind === 'listener'
      ? newestUnder(past.value.backwards(endOfLog()), node, shown.value.nodes, most.value + 1)
      : newestOf(ownEvents.value, commonEvents.value, most.value + 1)
  }).value
  const rows = entries.slice(0, most.value)
  return (
    <section class="panel-part" aria-labelledby="log-title">
      <h3 id="log-title">What happened</h3>
      {rows.length === 0 && <p class="panel-note">Nothing that is known.</p>}
      <ol class="log" reversed>
        {rows.map((entry) => (
          <Row key={entry.key} entry={entry} at={moment.value} />
        ))}
      </ol>
      {entries.length > rows.length && (
        <button
          type="button"
          onClick={() => {
            most.value += PAGE
          }}
        >
          Show older
        </button>
      )}
    </section>
  )
}

/** Who stands far back wants to see what was there, and a little of what came after. */
function endOfLog(): number {
  return moment.value === null ? Infinity : moment.value + 60_000
}

function Row({ entry, at }: { readonly entry: Entry; readonly at: number | null }) {
  const { event, who } = entry
  const { phase, what, why, detectionMs } = lineOf(event)
  const isLater = at !== null && event.at > at
  return (
    <li class={isLater ? 'is-later' : undefined} data-kind={event.kind}>
      <button
        type="button"
        title="Stand on this moment"
        aria-current={event.at === at ? 'true' : undefined}
        onClick={() => {
          moment.value = event.at
        }}
      >
        <time class="log-time">{clock(event.at)}</time>
        <span class="log-mark">{phase !== null && <PhaseMark phase={phase} />}</span>
        <span class="log-text">
          {who !== null && <span class="log-who">{shownText(who)} </span>}
          <b>{phase === what ? phaseInWords(what) : what}</b>
          {why !== '' && <span class="log-why">: {why}</span>}
          {detectionMs !== null && <span class="log-why"> (found after {span(detectionMs)} of silence)</span>}
        </span>
      </button>
    </li>
  )
}
