/** The page as a whole. */
import { useComputed } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ConnectionPanel } from './connection/panel.tsx'
import { Header } from './head/header.tsx'
import { sourceInWords } from './head/source-words.ts'
import { ConnectionMap } from './map/map.tsx'
import { openHere } from './opening.ts'
import { onPageKey } from './page-keys.ts'
import { Services } from './services/services.tsx'
import { beside, shown, source } from './state.ts'
import { Timeline } from './timeline/timeline.tsx'
import { Tree } from './tree/tree.tsx'
import { Empty } from './ui/empty.tsx'
import { Help } from './ui/help.tsx'
import { askedView, said, type Tab, tab, type View, view, views } from './ui/layout.ts'
import { number } from './ui/words.ts'

const TABS: readonly (readonly [Tab, string])[] = [
  ['nodes', 'Overview'],
  ['connection', 'Connection'],
  ['timeline', 'Timeline'],
]

export function App() {
  useEffect(() => {
    document.addEventListener('keydown', onPageKey)
    return () => document.removeEventListener('keydown', onPageKey)
  }, [])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can be opened by a button, too
    <div class="page" data-tab={tab.value} onDragOver={(event) => event.preventDefault()} onDrop={dropped}>
      <Header />
      <Trouble />
      <Said />
      <Tabs />
      <main class="parts">
        <Nodes />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
        <section class="part part-connection" id="panel" tabIndex={0} aria-label="Connection">
          <ConnectionPanel />
        </section>
        <div class="part part-timeline">
          <Timeline />
        </div>
      </main>
      <Help />
    </div>
  )
}

function Nodes() {
  const count = useComputed(() => shown.value.nodes.size).value
  // Of a supervisor without children there is nothing to see; of a recording the one connection may be all.
  const isEmpty = useComputed(() => {
    const [first] = shown.value.nodes.values()
    return first === undefined || (shown.value.nodes.size === 1 && first.kind === 'supervisor')
  }).value
  const isServices = view.value === 'services'
  const [many, what] = isServices ? [beside.value.length, 'service'] : [count, 'part']
  const counted = many === 1 ? `1 ${what}` : `${number(many)} ${what}s`
  return (
    <section class="part part-nodes" aria-label={LABELS[view.value]}>
      <div class="part-bar">
        <fieldset class="views" aria-label="View">
          {views.value.map((is) => (
            <ViewButton key={is} is={is} />
          ))}
        </fieldset>
        <span class="note">{counted}</span>
      </div>
      {isServices ? <Services /> : isEmpty ? <Empty /> : view.value === 'map' ? <ConnectionMap /> : <Tree />}
    </section>
  )
}

const TITLES: Readonly<Record<View, string>> = { tree: 'Tree', map: 'Map', services: 'Services' }

const LABELS: Readonly<Record<View, string>> = {
  tree: 'Tree',
  map: 'Map of connections',
  services: 'Services',
}

function ViewButton({ is }: { readonly is: View }) {
  return (
    <button
      type="button"
      aria-pressed={view.value === is}
      onClick={() => {
        askedView.value = is
      }}
    >
      {TITLES[is]}
    </button>
  )
}

/** On narrow screens alone. */
function Tabs() {
  return (
    <nav class="tabs" aria-label="Parts of the page">
      {TABS.map(([name, title]) => (
        <button
          key={name}
          type="button"
          aria-current={tab.value === name ? 'page' : undefined}
          onClick={() => {
            tab.value = name
          }}
        >
          {title}
        </button>
      ))}
    </nav>
  )
}

/** Why there is no news, where something is shown all the same. */
function Trouble() {
  const { is } = source.value
  const isTrouble = is === 'lost' || is === 'refused' || is === 'error' || is === 'ended'
  if (!isTrouble || shown.value.nodes.size <= 1) return <div class="said-nothing" />
  return <div class="said">{sourceInWords(source.value).long}</div>
}

function Said() {
  if (said.value === null) return <div role="status" class="said-nothing" />
  return (
    <div role="status" class="said">
      <bdi>{said.value}</bdi>
      <button
        type="button"
        aria-label="Close this message"
        onClick={() => {
          said.value = null
        }}
      >
        ✕
      </button>
    </div>
  )
}

function dropped(event: DragEvent): void {
  event.preventDefault()
  const file = event.dataTransfer?.files[0]
  if (file !== undefined) openHere(file)
}
