/** The selected node, closely. */
import 'uplot/dist/uPlot.min.css'
import './panel.css'
import { useComputed, useSignalEffect } from '@preact/signals'
import { permits, selected, selectedNode, wanted } from '../state.ts'
import { shownText } from '../ui/words.ts'
import { Actions } from './actions.tsx'
import { ChartView } from './chart.tsx'
import { Children } from './children.tsx'
import { Deadlines } from './deadlines.tsx'
import { told } from './focus.ts'
import { Frames } from './frames.tsx'
import { Facts, Head } from './head.tsx'
import { Log } from './log.tsx'
import { Notes } from './notes.tsx'
import { Plots } from './plots.tsx'

const BEATING: ReadonlySet<string> = new Set(['connection', 'program', 'accepted'])

export function ConnectionPanel() {
  const kind = useComputed(() => selectedNode.value?.kind ?? null).value
  useSignalEffect(() => {
    const id = selected.value
    const isBeating = BEATING.has(selectedNode.value?.kind ?? '')
    want(id !== null && isBeating ? [id] : [])
  })
  if (kind === null) return <Nobody />
  const isBeating = BEATING.has(kind)
  return (
    <section class="panel" aria-label="The selected part">
      <Head />
      <Actions />
      <p class="panel-story">{told}</p>
      <Notes />
      <Facts />
      <ChartView key={selected.value} />
      {isBeating ? <Deadlines /> : <Children />}
      {isBeating && <Plots />}
      <Log key={selected.value} />
      {isBeating && <Frames key={selected.value} />}
    </section>
  )
}

function Nobody() {
  const text =
    selected.value === null
      ? 'Choose a connection in the tree, the map or the timeline: here is what it does, and why.'
      : 'At this moment there is no such part.'
  return (
    <section class="panel panel-empty" aria-label="The selected part">
      <p>{text}</p>
      {selected.value === null && <Offers />}
    </section>
  )
}

/** Buttons that nobody sees until somebody is chosen. */
function Offers() {
  const { acts, hardships } = permits.value
  const labels = [...hardships.map(({ label }) => shownText(label)), ...acts.map((act) => ACTS[act])]
  if (labels.length === 0) return null
  return <p class="panel-note">It has buttons, too: {labels.join(' · ')}.</p>
}

const ACTS = { stop: 'Stop', restart: 'Restart', reconnect: 'Reconnect' } as const

function want(ids: readonly string[]): void {
  const before = wanted.peek()
  const asked = before.get('panel') ?? []
  if (asked.length === ids.length && asked.every((id, n) => id === ids[n])) return
  wanted.value = new Map([...before, ['panel', ids]])
}
