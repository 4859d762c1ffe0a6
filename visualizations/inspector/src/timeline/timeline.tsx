/** The timeline: a lane per connection, and a moment to stand on. */
import './timeline.css'
import { useComputed, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { moment, selected } from '../state.ts'
import { PhaseMark } from '../ui/phase.tsx'
import { colours } from '../ui/theme.ts'
import { number, shownText } from '../ui/words.ts'
import { Bar } from './bar.tsx'
import { Board } from './board.ts'
import { handle } from './hands.ts'
import { onKey } from './keys.ts'
import { AXIS_HEIGHT, LANE_HEIGHT } from './scene.ts'
import { backToNow, lanes, pointer, rows, spoken } from './shared.ts'
import { svgOf } from './svg.ts'

let board: Board | null = null

/** What is seen of it, as a standalone SVG; empty while it is not on the screen. */
export function timelineSvg(): string {
  const scene = board?.scene() ?? null
  return scene === null ? '' : svgOf(scene, colours.peek(), 'pulsetree: timeline')
}

export function Timeline() {
  const count = useComputed(() => lanes.value.length).value
  const label = `Timeline of ${number(count)} ${count === 1 ? 'connection' : 'connections'}`
  return (
    <section class="timeline" aria-label={label}>
      <Bar />
      <Lanes count={count} />
      <p class="timeline-spoken" role="status">
        {spoken}
      </p>
    </section>
  )
}

function Lanes({ count }: { readonly count: number }) {
  const scroller = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (scroller.current === null || canvas.current === null) return
    const made = new Board(scroller.current, canvas.current)
    const letGo = handle(made, canvas.current, scroller.current)
    board = made
    return () => {
      board = null
      letGo()
      made.destroy()
    }
  }, [])
  // Who is chosen elsewhere is shown here, too.
  useSignalEffect(() => {
    if (selected.value !== null) board?.reveal(selected.value)
  })
  // The same for a moment that was chosen in the log; and whoever leaves it, wherever, is back at the present.
  const stood = useRef(false)
  useSignalEffect(() => {
    const at = moment.value
    if (at !== null) board?.bring(at)
    else if (stood.current) backToNow()
    stood.current = at !== null
  })
  return (
    <section
      class="timeline-lanes"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys, as a slider in two directions
      tabIndex={0}
      aria-roledescription="timeline"
      aria-label="Lanes"
      aria-describedby="timeline-how"
      onKeyDown={onKey}
    >
      <div class="timeline-space" style={{ height: `${AXIS_HEIGHT + count * LANE_HEIGHT}px` }}>
        <div class="timeline-sheet">
          <Names />
          <canvas ref={canvas} />
          <Tip />
        </div>
      </div>
      <p class="timeline-spoken" id="timeline-how">
        Arrow keys move a cursor through time and from lane to lane, Enter stands on that moment, Escape goes
        back to now, Space holds the view, plus and minus zoom. With Shift, left and right go from event to
        event. The same is told as text under What happened.
      </p>
      {count === 0 && <p class="timeline-nothing">No connection to show.</p>}
    </section>
  )
}

function Names() {
  return (
    <ul class="timeline-names" aria-label="Connections on the screen">
      {rows.value.map(({ id, name, phase, y, isSelected }) => (
        <li key={id} style={{ transform: `translateY(${y}px)` }}>
          <button
            type="button"
            tabIndex={-1}
            aria-pressed={isSelected}
            title={shownText(id)}
            onClick={() => {
              selected.value = id
            }}
          >
            <PhaseMark phase={phase} isNamed />
            <span>{shownText(name)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Tip() {
  const tip = pointer.value
  if (tip === null) return null
  const isLeft = tip.x > 260
  const place = isLeft
    ? `translate(calc(${tip.x - 12}px - 100%), ${tip.y + 8}px)`
    : `translate(${tip.x + 12}px, ${tip.y + 8}px)`
  return (
    <div class="timeline-tip" aria-hidden="true" style={{ transform: place }}>
      {tip.text}
    </div>
  )
}
