/**
 * A chart as a Mermaid state diagram (`stateDiagram-v2`), which GitHub and many editors draw where it stands.
 *
 * Mermaid knows no internal transitions and no entry actions, and boxes of states with states inside hold no text. So
 * these are lines in the box of a plain state, and a note beside any other. Arrows stand before states, because a state
 * is put into the place that names it last: an arrow from outside would draw it out of its parent.
 */
import {
  type Arrow,
  arrowsOf,
  internalOf,
  parentsOf,
  rootNeedsBox,
  statesOf,
  transitionText,
} from './arrows.ts'
import type { Chart, ChartAction, ChartState } from './chart.ts'
import { mermaidIds, mermaidText } from './mermaid-words.ts'

export function chartMermaid(chart: Chart): string {
  const arrows = arrowsOf(chart)
  const scopes = scopesOf(chart, arrows)
  const ids = mermaidIds(statesOf(chart).map(({ id }) => id))
  const idOf = (id: string): string => ids.get(id) ?? ''

  const within = (state: ChartState, region: boolean): string[] => [
    ...entrance(state),
    ...arrowsIn(state.id),
    ...state.states.flatMap((child, index) => [
      ...(region && index > 0 ? ['--'] : []),
      ...stateLines(child),
      ...(child.kind === 'final' ? [`${idOf(child.id)} --> [*]`] : []),
    ]),
  ]
  const entrance = ({ initial, kind }: ChartState): string[] => {
    if (initial === null || kind !== 'compound') return []
    return [`[*] --> ${idOf(initial.target)}${label(effect(initial.actions))}`]
  }
  const stateLines = (state: ChartState): string[] => {
    const id = idOf(state.id)
    const head = `state "${mermaidText(nameOf(state))}" as ${id}`
    const lines = linesOf(state).map(mermaidText)
    if (state.states.length === 0) return [head, ...lines.map((line) => `${id}: ${line}`)]
    const note = lines.length === 0 ? [] : [`note right of ${id}`, ...indented(lines), 'end note']
    return [`${head} {`, ...indented(within(state, state.kind === 'parallel')), '}', ...note]
  }
  const arrowsIn = (scope: string | null): string[] =>
    arrows
      .filter((arrow) => scopes.get(arrow) === scope)
      .map(({ from, to, transitions }) => {
        return `${idOf(from)} --> ${idOf(to)}${label(...transitions.map(transitionText))}`
      })

  const title = chart.description === null ? [] : [`accTitle: ${mermaidText(chart.description)}`]
  const body = rootNeedsBox(chart)
    ? [...arrowsIn(null), ...stateLines(chart.root)]
    : within(chart.root, false)
  return ['stateDiagram-v2', ...indented([...title, 'direction TB', ...body]), ''].join('\n')
}

/** Each arrow belongs in the innermost state that holds both its ends; null: in none, since the root is one of them. */
function scopesOf(chart: Chart, arrows: readonly Arrow[]): ReadonlyMap<Arrow, string | null> {
  const parents = parentsOf(chart)
  const above = (id: string): string[] => {
    const parent = parents.get(id) ?? null
    return parent === null ? [] : [parent, ...above(parent)]
  }
  return new Map(
    arrows.map((arrow) => {
      const around = above(arrow.to)
      return [arrow, above(arrow.from).find((id) => around.includes(id)) ?? null]
    }),
  )
}

function nameOf({ key, kind }: ChartState): string {
  return kind === 'shallow history' ? `${key} (H)` : kind === 'deep history' ? `${key} (H*)` : key
}

/** What is said about a state besides its name and its arrows. */
function linesOf(state: ChartState): string[] {
  return [
    // A semicolon would end the line for Mermaid; it stands where a line may well be broken.
    ...(state.description?.split(/;\s+/) ?? []),
    ...(state.entry.length === 0 ? [] : [`entry${effect(state.entry)}`]),
    ...(state.exit.length === 0 ? [] : [`exit${effect(state.exit)}`]),
    ...state.invokes.map(({ src }) => `runs ${src}`),
    ...internalOf(state).map(transitionText),
  ]
}

function effect(actions: readonly ChartAction[]): string {
  return actions.length === 0 ? '' : ` / ${actions.map(({ name }) => name).join(', ')}`
}

function label(...texts: readonly string[]): string {
  const lines = texts.map((text) => mermaidText(text.trim())).filter((text) => text !== '')
  return lines.length === 0 ? '' : `: ${lines.join('<br/>')}`
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}
