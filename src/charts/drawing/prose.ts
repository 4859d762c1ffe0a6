/** A chart in words, for those who hear a picture instead of seeing it. */
import { statesOf, transitionText } from '../arrows.ts'
import type { Chart, ChartState } from '../chart.ts'

export function titleOf(chart: Chart): string {
  return chart.description ?? `State chart of ${chart.id}`
}

/** All states and where each of them leads, in sentences. */
export function proseOf(chart: Chart): string {
  const states = statesOf(chart).filter((state) => state !== chart.root)
  const start = chart.root.initial === null ? [] : [`Starts in ${chart.root.initial.target}.`]
  return [...start, ...states.map(sentenceOf)].join('\n')
}

/** What a pointer held over a state shows: all that its box has no room for. */
export function detailsOf({ id, kind, description, entry, exit, invokes }: ChartState): string {
  const actions = (when: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`${when} / ${names.join(', ')}`]
  return [
    kind === 'final' ? `${id} (final)` : id,
    ...(description === null ? [] : [description]),
    ...actions(
      'entry',
      entry.map(({ name }) => name),
    ),
    ...actions(
      'exit',
      exit.map(({ name }) => name),
    ),
    ...actions(
      'runs',
      invokes.map(({ src }) => src),
    ),
  ].join('\n')
}

function sentenceOf(state: ChartState): string {
  const about = state.description === null ? '' : `, ${state.description}`
  const ways = state.transitions.map((transition) => {
    const where = transition.targets.length === 0 ? 'stays' : `leads to ${transition.targets.join(' and ')}`
    return `${transitionText(transition)} ${where}`
  })
  const list = ways.length === 0 ? (state.kind === 'final' ? ': the end.' : '.') : `: ${ways.join('; ')}.`
  return `${state.id}${about}${list}`
}
