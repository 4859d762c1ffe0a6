/** The machine's own chart, with the state lit that it is in, and the arrow marked that led there. */
import { useComputed, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { looked } from '../now.ts'
import { past } from '../past.ts'
import { news, selectedNode } from '../state.ts'
import { ownUntil } from './focus.ts'
import { captionOf, Picture } from './picture.tsx'
import { indexAt } from './seen.ts'
import { type ChartName, chartsOf, type Marked, markedIdentity, markedOf } from './taken.ts'

const TITLES: Readonly<Record<ChartName, string>> = {
  connection: 'The life of the connection',
  supervisor: 'The life of the supervisor',
  identity: 'The life of the identity, over all its links',
}

export function ChartView() {
  const charts = useComputed(() =>
    selectedNode.value === null ? '' : chartsOf(selectedNode.value).join(' '),
  )
  const chosen = useSignal<ChartName | null>(null)
  const dialog = useRef<HTMLDialogElement>(null)
  const isLarge = useSignal(false)
  const names = charts.value.split(' ').filter(isChart)
  const name = names.find((candidate) => candidate === chosen.value) ?? names[0]
  if (name === undefined) return null
  const enlarge = (): void => {
    isLarge.value = true
    dialog.current?.showModal()
  }
  return (
    <section class="panel-part chart-part" aria-labelledby="chart-title">
      <h3 id="chart-title">{TITLES[name]}</h3>
      <div class="panel-buttons">
        {names.length > 1 &&
          names.map((candidate) => (
            <button
              type="button"
              key={candidate}
              aria-pressed={candidate === name}
              onClick={() => {
                chosen.value = candidate
              }}
            >
              {candidate}
            </button>
          ))}
        <button type="button" onClick={enlarge}>
          Whole chart
        </button>
      </div>
      <Caption name={name} />
      <Picture key={name} name={name} marked={() => markedNow(name)} isBrief onClick={enlarge} />
      <dialog
        ref={dialog}
        class="chart-dialog"
        aria-label={TITLES[name]}
        onClose={() => {
          isLarge.value = false
        }}
      >
        <form method="dialog" class="chart-bar">
          <h3>{TITLES[name]}</h3>
          <button type="submit">Close</button>
        </form>
        <Caption name={name} />
        {isLarge.value && <Picture key={name} name={name} marked={() => markedNow(name)} />}
      </dialog>
    </section>
  )
}

function isChart(name: string): name is ChartName {
  return Object.hasOwn(TITLES, name)
}

function Caption({ name }: { readonly name: ChartName }) {
  const text = useComputed(() => captionOf(markedNow(name)))
  return <p class="panel-note chart-caption">{text}</p>
}

function markedNow(name: ChartName): Marked | null {
  const node = selectedNode.value
  if (node === null) return null
  if (name !== 'identity') return markedOf(node, ownUntil.value)
  if (node.identity === null || node.parent === null || news.value < 0) return null
  const events = past.value.eventsOf(node.parent)
  return markedIdentity(node.identity, events.slice(0, indexAt(events, looked.value) + 1))
}
