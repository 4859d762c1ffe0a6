/**
 * All connections at a glance. The picture is for eyes; whoever listens has the counts by phase, the one that the keys are
 * on, and the tree.
 */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import { leaves, second } from '../looked.ts'
import { selected, shown } from '../state.ts'
import { showChosen, tab } from '../ui/layout.ts'
import { PhaseMark } from '../ui/phase.tsx'
import { colours } from '../ui/theme.ts'
import { age, causeInWords, number, phaseInWords, shownText } from '../ui/words.ts'
import {
  areSame,
  Grouping,
  indexAt,
  layoutOf,
  type MapLayout,
  type Point,
  placeOf,
  stepFor,
} from './layout.ts'
import { Painter } from './painter.ts'

export function ConnectionMap() {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSignal({ width: 0, height: 0 })
  const hovered = useSignal<number>(-1)
  const grouping = useMemo(() => new Grouping(), [])
  const nodes = useComputed(() => grouping.of(leaves.value))
  const layout = useKeptLayout(nodes.value, size.value)
  const latest = useRef(-1)
  const at = useComputed(() => {
    const id = selected.value
    if (id === null) return -1
    // Where it was it is, as a rule.
    if (nodes.value[latest.current]?.id !== id)
      latest.current = nodes.value.findIndex((node) => node.id === id)
    return latest.current
  }).value

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const look = (): void => {
      size.value = { width: element.clientWidth, height: element.clientHeight }
    }
    const resized = new ResizeObserver(look)
    resized.observe(element)
    look()
    return () => resized.disconnect()
  }, [size])

  const painter = useRef<Painter | null>(null)
  useLayoutEffect(() => {
    if (canvas.current === null || layout.width === 0) return
    painter.current ??= new Painter(canvas.current)
    painter.current.paint({ nodes: nodes.value, layout, colours: colours.value, scale: devicePixelRatio })
  })
  // The one that is looked at is seen, whoever chose it.
  useSignalEffect(() => {
    const place = placeOf(
      layout,
      nodes.peek().findIndex(({ id }) => id === selected.value),
    )
    if (place !== null) bring(box.current, place, layout.cell)
  })

  const choose = (index: number): void => {
    const node = nodes.value[index]
    if (node !== undefined) selected.value = node.id
  }
  const all = nodes.value
  const told = hovered.value >= 0 ? hovered.value : -1
  return (
    <div
      ref={box}
      class="map"
      role="listbox"
      tabIndex={0}
      aria-label={`Map of ${number(all.length)} connections`}
      aria-activedescendant={at >= 0 ? 'map-selected' : undefined}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return
        if (event.key === 'Enter') {
          tab.value = 'connection'
          document.getElementById('panel')?.focus()
          return
        }
        const to = stepFor(layout, event.key, at)
        if (to === null) return
        event.preventDefault()
        choose(to)
      }}
    >
      <div
        class="map-sheet"
        role="none"
        style={{ height: `${layout.height}px` }}
        onPointerMove={(event) => {
          hovered.value = indexAt(layout, { x: event.offsetX, y: event.offsetY })
        }}
        onPointerLeave={() => {
          hovered.value = -1
        }}
        onClick={(event) => {
          const index = indexAt(layout, { x: event.offsetX, y: event.offsetY })
          choose(index)
          if (index >= 0) showChosen()
        }}
      >
        <canvas ref={canvas} />
        <Titles layout={layout} />
        <Outline layout={layout} index={told} class="is-hovered" />
        <Outline layout={layout} index={at} class="is-selected" />
        <Tip layout={layout} index={told} node={all[told]} />
        <Option node={all[at]} index={at} count={all.length} />
      </div>
      {all.length === 0 ? <p class="empty-note">No connection fits the search.</p> : null}
    </div>
  )
}

/** The same one for as long as everybody stands where they stood, so that only what changed is painted. */
function useKeptLayout(
  nodes: readonly ShownNode[],
  { width, height }: { width: number; height: number },
): MapLayout {
  const kept = useMemo(() => ({ layout: layoutOf([], 0, 0), key: '', nodes: [] as readonly ShownNode[] }), [])
  const key = `${width} ${height}`
  if (key !== kept.key || !areSame(kept.nodes, nodes)) {
    kept.layout = layoutOf(nodes, width, height)
    kept.key = key
  }
  kept.nodes = nodes
  return kept.layout
}

function Titles({ layout }: { readonly layout: MapLayout }) {
  return (
    <>
      {layout.groups.map(({ parent, top, count }) => (
        <div key={parent} class="map-title" role="none" style={{ transform: `translateY(${top}px)` }}>
          <bdi>{shownText(parent === null ? 'Others' : (shown.value.nodes.get(parent)?.name ?? parent))}</bdi>{' '}
          {number(count)}
        </div>
      ))}
    </>
  )
}

interface CellProps {
  readonly layout: MapLayout
  readonly index: number
}

function Outline({ layout, index, class: name }: CellProps & { readonly class: string }) {
  const place = placeOf(layout, index)
  if (place === null) return null
  const { cell } = layout
  return (
    <div
      class={`map-outline ${name}`}
      role="none"
      style={{
        transform: `translate(${place.x - 2}px, ${place.y - 2}px)`,
        width: `${cell + 2}px`,
        height: `${cell + 2}px`,
      }}
    />
  )
}

/** Below the cell, or above it near the lower end. */
function Tip({ layout, index, node }: CellProps & { readonly node: ShownNode | undefined }) {
  const place = placeOf(layout, index)
  if (place === null || node === undefined) return null
  const isLow = place.y > layout.height - 90 && place.y > 80
  const y = isLow ? place.y - 8 : place.y + layout.cell + 6
  const isRight = place.x > layout.width / 2
  const shift = `${isRight ? '-100%' : '0'}, ${isLow ? '-100%' : '0'}`
  return (
    <div
      class="map-tip"
      aria-hidden="true"
      style={{ transform: `translate(${place.x}px, ${y}px) translate(${shift})` }}
    >
      <Described node={node} />
    </div>
  )
}

function Described({ node }: { readonly node: ShownNode }) {
  const why = causeInWords(node.cause)
  const where = node.identity ?? node.peer ?? node.endpoint
  return (
    <>
      <b>
        <PhaseMark phase={node.phase} /> <bdi>{shownText(node.name)}</bdi>
      </b>
      {where === null ? null : <bdi>{shownText(where)}</bdi>}
      <span>
        {phaseInWords(node.phase)}, {age(second.value - node.since)}
      </span>
      {why === '' ? null : <bdi>last: {why}</bdi>}
    </>
  )
}

/** What a screen reader is told of the one that the keys are on. */
function Option({
  node,
  index,
  count,
}: {
  readonly node: ShownNode | undefined
  readonly index: number
  readonly count: number
}) {
  return (
    <div
      id="map-selected"
      class="unseen"
      role="option"
      tabIndex={-1}
      aria-selected={node !== undefined}
      aria-posinset={node === undefined ? undefined : index + 1}
      aria-setsize={node === undefined ? undefined : count}
    >
      {node === undefined ? 'None chosen' : `${shownText(node.name)}: ${phaseInWords(node.phase)}`}
    </div>
  )
}

function bring(box: HTMLElement | null, { y }: Point, cell: number): void {
  if (box === null) return
  if (y < box.scrollTop) box.scrollTop = y - cell
  else if (y + cell > box.scrollTop + box.clientHeight) box.scrollTop = y + 2 * cell - box.clientHeight
}
