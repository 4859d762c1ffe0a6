/** The heads of the columns: they sort. */
import { SORTS, type Sort } from './rows.ts'
import { sort } from './view.ts'

const TITLES: Readonly<Record<Sort, string>> = {
  declared: 'as declared',
  name: 'Name',
  phase: 'Phase',
  since: 'Since',
  restarts: 'Restarts',
}

export function SortBar() {
  return (
    <fieldset class="row sort-bar" aria-label="Sort by">
      {SORTS.filter((one) => one !== 'declared').map((one) => (
        <button
          key={one}
          type="button"
          class={`cell ${one}`}
          aria-pressed={sort.value === one}
          title={
            sort.value === one
              ? 'Back to the order in which they came'
              : `Sort by ${TITLES[one].toLowerCase()}`
          }
          onClick={() => {
            sort.value = sort.value === one ? 'declared' : one
          }}
        >
          {TITLES[one]}
          {sort.value === one ? <span aria-hidden="true"> {one === 'name' ? '↓' : '↑'}</span> : null}
        </button>
      ))}
      <span class="cell why">Last cause</span>
    </fieldset>
  )
}
