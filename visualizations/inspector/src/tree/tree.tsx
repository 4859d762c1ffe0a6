/** The supervision tree. Only the rows that are seen exist in the page. */
import { computed, useSignal, useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { second } from '../looked.ts'
import { selected, shown } from '../state.ts'
import { openPanel, showChosen } from '../ui/layout.ts'
import { filter } from '../wanted.ts'
import { moveFor, typedTo } from './moves.ts'
import { TreeRow } from './row.tsx'
import { rowsOf } from './rows.ts'
import { SortBar } from './sort-bar.tsx'
import { folded, sort } from './view.ts'

/** In CSS pixels, as in the style sheet. */
const ROW_HEIGHT = 26
/** So many rows beyond what is seen are there already when somebody scrolls. */
const AHEAD = 12
/** Letters typed within this belong together, in ms. */
const TYPING_MS = 700

const rows = computed(() =>
  rowsOf(shown.value.nodes, { ...filter.value, sort: sort.value, folded: folded.value }),
)

export function Tree() {
  const box = useRef<HTMLDivElement>(null)
  const seen = useSignal({ top: 0, height: 600 })
  const typed = useMemo(() => ({ text: '', at: 0 }), [])
  const all = rows.value
  const at = all.findIndex(({ node }) => node.id === selected.value)

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const look = (): void => {
      seen.value = { top: element.scrollTop, height: element.clientHeight }
    }
    const resized = new ResizeObserver(look)
    resized.observe(element)
    look()
    return () => resized.disconnect()
  }, [seen])

  // The one that is looked at is seen, whoever chose it; not while somebody scrolls through the others.
  useSignalEffect(() => {
    const id = selected.value
    const index = rows.peek().findIndex(({ node }) => node.id === id)
    if (index >= 0) bring(box.current, index)
  })

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' && at >= 0) return openPanel()
    const page = Math.max(1, Math.floor(seen.value.height / ROW_HEIGHT) - 1)
    const move = moveFor(event.key, all, at, page)
    if (move !== null) {
      event.preventDefault()
      if ('to' in move) choose(all[move.to]?.node.id)
      else fold(all[at]?.node.id, move.fold)
      return
    }
    if (event.key.length !== 1 || event.key === ' ' || event.key === '?' || event.key === '/') return
    const now = event.timeStamp
    typed.text = now - typed.at < TYPING_MS ? typed.text + event.key : event.key
    typed.at = now
    const to = typedTo(all, at, typed.text)
    if (to !== null) choose(all[to]?.node.id)
    event.preventDefault()
    event.stopPropagation()
  }

  const { top, height } = seen.value
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - AHEAD)
  const last = Math.min(all.length, Math.ceil((top + height) / ROW_HEIGHT) + AHEAD)
  const active = at >= first && at < last ? rowId(at) : undefined
  return (
    <div class="tree-part">
      <SortBar />
      <div
        ref={box}
        class="tree"
        role="tree"
        tabIndex={0}
        aria-label="Supervision tree"
        aria-activedescendant={active}
        onKeyDown={onKeyDown}
        onScroll={({ currentTarget }) => {
          seen.value = { top: currentTarget.scrollTop, height: currentTarget.clientHeight }
        }}
      >
        <div role="none" class="tree-length" style={{ height: `${all.length * ROW_HEIGHT}px` }}>
          <div role="none" class="tree-window" style={{ transform: `translateY(${first * ROW_HEIGHT}px)` }}>
            {all.slice(first, last).map((row, index) => (
              <TreeRow
                key={row.node.id}
                id={rowId(first + index)}
                {...row}
                isSelected={first + index === at}
                now={second.value}
                choose={clicked}
                fold={fold}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  )
}

function choose(id: string | undefined): void {
  if (id !== undefined) selected.value = id
}

function clicked(id: string): void {
  choose(id)
  showChosen()
}

function fold(id: string | undefined, isFolded: boolean): void {
  if (id === undefined) return
  const after = new Set(folded.value)
  if (isFolded) after.add(id)
  else after.delete(id)
  folded.value = after
}

function rowId(index: number): string {
  return `row-${index}`
}

function bring(box: HTMLElement | null, index: number): void {
  if (box === null) return
  const top = index * ROW_HEIGHT
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + ROW_HEIGHT > box.scrollTop + box.clientHeight)
    box.scrollTop = top + ROW_HEIGHT - box.clientHeight
}
