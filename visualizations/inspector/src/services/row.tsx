/** One row of the services: what it is, how it stands, since when, and what is to be said of it. */
import { PhaseMark } from '../ui/phase.tsx'
import type { Tone } from '../ui/shapes.ts'
import { age, shownText } from '../ui/words.ts'
import type { ServiceRow } from './rows.ts'
import { factsInWords } from './words.ts'

/** The phase of a connection that has the same colour: its shape is that of the service, too. */
const LIKE: Readonly<Record<Tone, string>> = {
  green: 'alive',
  orange: 'suspect',
  red: 'dead',
  blue: 'connecting',
  purple: 'backoff',
  grey: 'stopped',
  ink: 'failed',
}

interface ServiceRowProps {
  readonly id: string
  readonly row: ServiceRow
  readonly isSelected: boolean
  /** Whether its node is in the tree that is shown. */
  readonly isLinked: boolean
  /** In ms since the epoch, to the second. */
  readonly now: number
  readonly choose: (row: ServiceRow) => void
  readonly fold: (id: string, isFolded: boolean) => void
}

export function ServiceLine({ id, row, isSelected, isLinked, now, choose, fold }: ServiceRowProps) {
  const { node, level, position, siblings, isOpen } = row
  const { name, kind, phase, tone, since, facts } = node
  const said = factsInWords(facts, now)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the tree's
    <div
      id={id}
      role="treeitem"
      class={`row${isSelected ? ' is-selected' : ''}${isLinked ? ' is-linked' : ''}`}
      tabIndex={-1}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={isOpen ?? undefined}
      aria-selected={isSelected}
      onClick={() => choose(row)}
    >
      <span class="cell name" style={{ paddingInlineStart: `${(level - 1) * 16}px` }}>
        {isOpen === null ? (
          <span class="twisty" />
        ) : (
          <span
            class={isOpen ? 'twisty is-open' : 'twisty'}
            aria-hidden="true"
            onClick={(event) => {
              event.stopPropagation()
              fold(row.id, isOpen)
            }}
          />
        )}
        <PhaseMark phase={LIKE[tone]} />
        <bdi class="what">{shownText(name)}</bdi>
        {kind === '' || kind === name ? null : <span class="kind">{kind}</span>}
      </span>
      <span class="cell phase">{shownText(phase)}</span>
      <span class="cell since">{since === null ? '' : age(now - since)}</span>
      <bdi class="cell why" title={said}>
        {said}
      </bdi>
    </div>
  )
}
