/** Who is under a supervisor or a listener: counted by phase, each a filter of the tree. */
import { phaseFilter } from '../state.ts'
import { PhaseMark } from '../ui/phase.tsx'
import { urgencyOf } from '../ui/shapes.ts'
import { number, phaseInWords } from '../ui/words.ts'
import { under } from './focus.ts'

export function Children() {
  const phases = [...under.value].sort(([a], [b]) => urgencyOf(a) - urgencyOf(b))
  const most = Math.max(1, ...phases.map(([, count]) => count))
  return (
    <section class="panel-part" aria-labelledby="children-title">
      <h3 id="children-title">Connections under it</h3>
      {phases.length === 0 && <p class="panel-note">None.</p>}
      <ul class="children">
        {phases.map(([phase, count]) => (
          <li key={phase}>
            <button
              type="button"
              aria-pressed={phaseFilter.value === phase}
              title="Show only these, everywhere"
              onClick={() => {
                phaseFilter.value = phaseFilter.value === phase ? null : phase
              }}
            >
              <PhaseMark phase={phase} /> {phaseInWords(phase)}
            </button>
            <span class="children-count">{number(count)}</span>
            <span class="children-bar" aria-hidden="true">
              <span data-tone-of={phase} style={{ transform: `scaleX(${count / most})` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
