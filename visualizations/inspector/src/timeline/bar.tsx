/** The buttons above the lanes, and what the hatches mean. */
import { useComputed } from '@preact/signals'
import { moment, source } from '../state.ts'
import { PhaseMark } from '../ui/phase.tsx'
import { phaseInWords } from '../ui/words.ts'
import { nearer, paused, resumed } from './looking.ts'
import { widthOf } from './scale.ts'
import { known, looking } from './shared.ts'
import { Swatch } from './swatch.tsx'
import { widthInWords } from './ticks.ts'

const LEGEND = ['connecting', 'alive', 'suspect', 'dead', 'backoff', 'stopped', 'failed'] as const
const ZOOM = 2

export function Bar() {
  const isFollowing = useComputed(() => looking.value.isFollowing).value
  const width = useComputed(() => widthInWords(widthOf(looking.value.view))).value
  // Of a recording there is no now.
  const isOver = source.value.is === 'file' || source.value.is === 'ended'
  const hold = (): void => {
    looking.value = isFollowing ? paused(looking.value) : resumed(looking.value, known())
  }
  const zoom = (factor: number): void => {
    looking.value = nearer(looking.value, factor, moment.value, known())
  }
  return (
    <div class="timeline-bar">
      <h2>Timeline</h2>
      <button type="button" onClick={hold} title="Space">
        {isFollowing ? 'Pause' : isOver ? 'To the end' : 'Follow now'}
      </button>
      <span class="timeline-zoom">
        <button type="button" aria-label="Zoom out" title="−" onClick={() => zoom(ZOOM)}>
          −
        </button>
        <span>{width}</span>
        <button type="button" aria-label="Zoom in" title="+" onClick={() => zoom(1 / ZOOM)}>
          +
        </button>
      </span>
      <ul class="timeline-legend" aria-label="What the bands mean">
        {LEGEND.map((phase) => (
          <li key={phase}>
            <Swatch phase={phase} />
            <PhaseMark phase={phase} size={10} />
            {phaseInWords(phase)}
          </li>
        ))}
        <li>
          <Swatch phase="beat" />
          beat
        </li>
        <li>
          <Swatch phase="miss" />
          missed
        </li>
        <li>
          <Swatch phase="stall" />
          stall of ours
        </li>
      </ul>
    </div>
  )
}
