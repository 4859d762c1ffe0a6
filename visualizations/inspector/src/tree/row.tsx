/** One row of the tree: what it is, how it is, since when, how often, and why. */
import { memo } from '../ui/memo.ts'
import { PhaseMark } from '../ui/phase.tsx'
import { age, causeInWords, counted, phaseInWords, shownText } from '../ui/words.ts'
import type { Row } from './rows.ts'

/** The row in its parts, which stay the same from one list of rows to the next. */
interface TreeRowProps extends Row {
  readonly id: string
  readonly isSelected: boolean
  /** In ms since the epoch, to the second. */
  readonly now: number
  readonly choose: (id: string) => void
  readonly fold: (id: string, isFolded: boolean) => void
}

export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { id, node, level, position, siblings, isOpen, isContext, isSelected, now, choose } = props
  const { phase, since, restarts, cause, kind } = node
  const where = node.identity ?? node.peer ?? node.endpoint
  const why = causeInWords(cause)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the tree's
    <div
      id={id}
      role="treeitem"
      class={rowClass(isSelected, isContext)}
      tabIndex={-1}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={isOpen ?? undefined}
      aria-selected={isSelected}
      onClick={() => choose(node.id)}
    >
      <span class="cell name" style={{ paddingInlineStart: `${(level - 1) * 16}px` }}>
        <Twisty {...props} />
        <PhaseMark phase={phase} />
        <bdi class="what">{shownText(node.name)}</bdi>
        {kind === 'connection' || kind === 'accepted' ? null : <span class="kind">{kind}</span>}
        {where === null || where === node.name ? null : <bdi class="where">{shownText(where)}</bdi>}
      </span>
      <span class="cell phase">
        {phaseInWords(phase)}
        {node.isStale ? <span class="badge">stale</span> : null}
        {node.isDraining && phase !== 'draining' ? <span class="badge">draining</span> : null}
      </span>
      <span class="cell since">{age(now - since)}</span>
      <span
        class="cell restarts"
        title={restarts === 0 ? undefined : `started again ${counted(restarts, 'time')}`}
      >
        {restarts === 0 ? '' : restarts}
      </span>
      <bdi class="cell why" title={why === '' ? undefined : why}>
        {why}
      </bdi>
    </div>
  )
})

function Twisty({ node, isOpen, fold }: TreeRowProps) {
  if (isOpen === null) return <span class="twisty" />
  return (
    <span
      class={isOpen ? 'twisty is-open' : 'twisty'}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation()
        fold(node.id, isOpen)
      }}
    />
  )
}

function rowClass(isSelected: boolean, isContext: boolean): string {
  return `row${isSelected ? ' is-selected' : ''}${isContext ? ' is-context' : ''}`
}
