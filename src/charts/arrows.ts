/**
 * A chart as a drawing needs it: states in a row, arrows with all transitions that share their two ends, and the
 * transitions that lead nowhere. Every way of drawing starts here, so all of them show the same.
 */
import type { Chart, ChartState, ChartTransition } from './chart.ts'

export interface Arrow {
  /** The id of a state. */
  readonly from: string
  readonly to: string
  readonly transitions: readonly ChartTransition[]
}

/** All states, the root first, each before those inside it. */
export function statesOf(chart: Chart): ChartState[] {
  return withInner(chart.root)
}

/** All arrows in the order of the states they leave. A transition with two targets is in two arrows. */
export function arrowsOf(chart: Chart): Arrow[] {
  return statesOf(chart).flatMap((state) => {
    const targets = [...new Set(state.transitions.flatMap(({ targets }) => targets))]
    return targets.map((to) => ({
      from: state.id,
      to,
      transitions: state.transitions.filter((transition) => transition.targets.includes(to)),
    }))
  })
}

/** Transitions that stay where they are: no state is left or entered, only actions run. */
export function internalOf(state: ChartState): ChartTransition[] {
  return state.transitions.filter(({ targets }) => targets.length === 0)
}

/** The root is only worth a box of its own when it does something itself, or when an arrow leads to it. */
export function rootNeedsBox(chart: Chart): boolean {
  const { root } = chart
  const doings = [root.transitions, root.entry, root.exit, root.invokes]
  if (root.kind !== 'compound' || doings.some(({ length }) => length > 0)) return true
  return arrowsOf(chart).some(({ to }) => to === root.id)
}

/** The id of a state's parent; null for the root. */
export function parentsOf(chart: Chart): ReadonlyMap<string, string | null> {
  const parents = new Map<string, string | null>([[chart.root.id, null]])
  for (const state of statesOf(chart)) for (const child of state.states) parents.set(child.id, state.id)
  return parents
}

/** When a transition is taken, beside its event: its guard, `else` after others with guards, or null: always. */
export function conditionOf({ guard, branch }: ChartTransition): string | null {
  return guard ?? (branch === null || branch === 1 ? null : 'else')
}

/** One transition in one line: `stop [asksNow] / noteStopping, destroy`. */
export function transitionText(transition: ChartTransition): string {
  const condition = conditionOf(transition)
  const effect = transition.actions.map(({ name }) => name).join(', ')
  return [
    transition.label,
    condition === null ? '' : ` [${condition}]`,
    effect === '' ? '' : ` / ${effect}`,
  ].join('')
}

function withInner(state: ChartState): ChartState[] {
  return [state, ...state.states.flatMap(withInner)]
}
