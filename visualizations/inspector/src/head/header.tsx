/** The head of the page: where the news comes from, how many are in which phase, what is looked for, and tools. */
import { counts } from '../looked.ts'
import { phaseFilter, search } from '../state.ts'
import { PhaseMark } from '../ui/phase.tsx'
import { number, phaseInWords } from '../ui/words.ts'
import { Moment } from './moment.tsx'
import { SourceState } from './source.tsx'
import { Tools } from './tools.tsx'

export function Header() {
  return (
    <header class="head">
      <div class="head-who">
        <h1>pulsetree</h1>
        <SourceState />
        <Moment />
      </div>
      <Counts />
      <search class="head-search">
        <input
          type="search"
          id="search"
          placeholder="Search"
          aria-label="Search in names, addresses, phases and causes"
          aria-keyshortcuts="/"
          autocomplete="off"
          spellcheck={false}
          value={search.value}
          onInput={({ currentTarget }) => {
            search.value = currentTarget.value
          }}
        />
      </search>
      <Tools />
    </header>
  )
}

/** How many connections and programs are in each phase; each one filters by it. */
function Counts() {
  const asked = phaseFilter.value
  const all = counts.value
  // One that is filtered by stays when nobody is in it any more.
  const listed =
    asked === null || all.some(([phase]) => phase === asked) ? all : [[asked, 0] as const, ...all]
  return (
    <fieldset class="counts" aria-label="Connections by phase: filter">
      {listed.map(([phase, count]) => (
        <button
          key={phase}
          type="button"
          aria-pressed={asked === phase}
          title={asked === phase ? 'Show all' : `Show only ${phaseInWords(phase)}`}
          onClick={() => {
            phaseFilter.value = asked === phase ? null : phase
          }}
        >
          <PhaseMark phase={phase} />
          <b>{number(count)}</b> {phaseInWords(phase)}
        </button>
      ))}
    </fieldset>
  )
}
