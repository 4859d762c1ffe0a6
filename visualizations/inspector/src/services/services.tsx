/** What stands beside the tree: breakers, pools, registries. A row leads to the node of the tree that it belongs to. */
import './services.css'
import { useSignalEffect } from '@preact/signals'
import { useMemo, useRef } from 'preact/hooks'
import { moment, selected, shown } from '../state.ts'
import { moveFor, typedTo } from '../tree/moves.ts'
import { openPanel, showChosen } from '../ui/layout.ts'
import { Detail } from './detail.tsx'
import { chosen, foldedServices, place, presentSecond, services } from './looked.ts'
import { ServiceLine } from './row.tsx'
import type { ServiceRow } from './rows.ts'

/** Letters typed within this belong together, in ms. */
const TYPING_MS = 700
/** Rows that a page key passes. */
const PAGE = 10

export function Services() {
  const box = useRef<HTMLDivElement>(null)
  const typed = useMemo(() => ({ text: '', at: 0 }), [])
  const rows = services.value
  const at = place.value

  useSignalEffect(() => {
    if (chosen.value !== null)
      box.current?.querySelector('.is-selected')?.scrollIntoView({ block: 'nearest' })
  })

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter') {
      if (choose(rows[at])) openPanel()
      return
    }
    const move = moveFor(event.key, rows, at, PAGE)
    if (move !== null) {
      event.preventDefault()
      if ('to' in move) choose(rows[move.to])
      else fold(rows[at]?.id, move.fold)
      return
    }
    if (event.key.length !== 1 || event.key === ' ' || event.key === '?' || event.key === '/') return
    const now = event.timeStamp
    typed.text = now - typed.at < TYPING_MS ? typed.text + event.key : event.key
    typed.at = now
    const to = typedTo(rows, at, typed.text)
    if (to !== null) choose(rows[to])
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div class="services tree-part">
      {moment.value !== null && (
        <p class="services-note">These are as they are now: of services no past is kept.</p>
      )}
      <div
        ref={box}
        class="tree"
        role="tree"
        tabIndex={0}
        aria-label="Breakers, pools and registries"
        aria-activedescendant={at < 0 ? undefined : rowId(at)}
        onKeyDown={onKeyDown}
      >
        {rows.map((row, index) => (
          <ServiceLine
            key={row.id}
            id={rowId(index)}
            row={row}
            isSelected={index === at}
            isLinked={isThere(row)}
            now={presentSecond.value}
            choose={clicked}
            fold={fold}
          />
        ))}
      </div>
      {rows.length === 0 ? <p class="services-note">None of them is as was searched for.</p> : <Detail />}
    </div>
  )
}

function isThere({ node }: ServiceRow): boolean {
  return node.link !== null && shown.value.nodes.has(node.link)
}

/** Answers whether it led to a node of the tree. */
function choose(row: ServiceRow | undefined): boolean {
  if (row === undefined) return false
  chosen.value = row.id
  if (!isThere(row)) return false
  selected.value = row.node.link
  return true
}

function clicked(row: ServiceRow): void {
  if (choose(row)) showChosen()
}

function fold(id: string | undefined, isFolded: boolean): void {
  if (id === undefined) return
  const after = new Set(foldedServices.value)
  if (isFolded) after.add(id)
  else after.delete(id)
  foldedServices.value = after
}

function rowId(index: number): string {
  return `service-${index}`
}
