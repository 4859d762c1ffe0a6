/** Suspicion, round trips and beats over time. */
import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { looked, now } from '../now.ts'
import { OnceAFrame } from '../once-a-frame.ts'
import { moment, source } from '../state.ts'
import { colours } from '../ui/theme.ts'
import { ownReadings, reading } from './focus.ts'
import { fine } from './lengths.ts'
import { Plot, type PlotKind } from './plot.ts'
import { columnsOf, windowOf } from './plot-data.ts'

const MINUTE = 60_000

export function Plots() {
  const width = useSignal(MINUTE)
  const hasAny = useComputed(() => ownReadings.value.length > 0).value
  if (!hasAny)
    return (
      <section class="panel-part" aria-labelledby="plots-title">
        <h3 id="plots-title">Suspicion and round trips</h3>
        <p class="panel-note">{nothing()}</p>
      </section>
    )
  return (
    <section class="panel-part" aria-labelledby="plots-title">
      <h3 id="plots-title">Suspicion and round trips</h3>
      <div class="panel-buttons">
        {[1, 10].map((minutes) => (
          <button
            type="button"
            key={minutes}
            aria-pressed={width.value === minutes * MINUTE}
            onClick={() => {
              width.value = minutes * MINUTE
            }}
          >
            {minutes} min
          </button>
        ))}
      </div>
      <PlotView kind="suspicion" width={width} />
      <PlotView kind="rtt" width={width} />
    </section>
  )
}

function nothing(): string {
  return source.value.is === 'file'
    ? 'A recording does not hold them: the phases in the timeline tell as much as is known.'
    : 'They are read while it is looked at; the first are about to come.'
}

const TITLES: Readonly<Record<PlotKind, string>> = {
  suspicion: 'Suspicion, from 0 to the verdict at 1',
  rtt: 'Round trips; beats (thin) and misses (bold)',
}

interface PlotProps {
  readonly kind: PlotKind
  /** Of time, in ms. */
  readonly width: ReadonlySignal<number>
}

function PlotView({ kind, width }: PlotProps) {
  const place = useRef<HTMLDivElement>(null)
  const frame = useRef<OnceAFrame | null>(null)

  useEffect(() => {
    const { current } = place
    if (current === null) return
    const made = new Plot(current, kind, (at) => {
      moment.value = at
    })
    const draw = new OnceAFrame(() => {
      const span = windowOf(now.peek(), moment.peek(), width.peek())
      made.show(columnsOf(ownReadings.peek(), span.from, span.to), span, moment.peek(), colours.peek())
    })
    const resized = new ResizeObserver(() => draw.ask())
    resized.observe(current)
    frame.current = draw
    draw.ask()
    return () => {
      resized.disconnect()
      draw.cancel()
      made.destroy()
      frame.current = null
    }
  }, [kind, width])

  useSignalEffect(() => {
    // Whatever of it changes, the picture does.
    const inputs = [looked, ownReadings, colours, width]
    if (inputs.every(({ value }) => value !== undefined)) frame.current?.ask()
  })

  const value = useComputed(() => figuresOf(kind)).value
  return (
    <figure class="plot">
      <figcaption>
        {TITLES[kind]} <b class="plot-value">{value}</b>
      </figcaption>
      <div ref={place} class="plot-place" role="img" aria-label={`${TITLES[kind]}; ${value}`} />
    </figure>
  )
}

function figuresOf(kind: PlotKind): string {
  const known = reading.value
  if (known === null) return 'not known'
  if (kind === 'suspicion') return known.suspicion === null ? 'no open link' : known.suspicion.toFixed(2)
  const { beats, misses } = known.counts
  const rtt = known.rttMs === null ? 'none measured' : fine(known.rttMs)
  return `${rtt} · ${beats} beats · ${misses} missed`
}
