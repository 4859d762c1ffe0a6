/**
 * Which row each state belongs in, so that a life reads from top to bottom: each state below those that lead to it,
 * the ends last. A state that only leads back to an early one (a back-off, say) is put beside the way down instead of
 * below it: so the way back is seen as a circle.
 */
import { arrowsOf } from '../arrows.ts'
import type { Chart, ChartState } from '../chart.ts'

export interface Layers {
  /** State id → row; the first is 1, since the initial dot stands above it. */
  readonly rows: ReadonlyMap<string, number>
  /** The arrows that reach each state first, as `from>to`: they are worth keeping straight. */
  readonly spine: ReadonlySet<string>
}

/** Null for charts with nested states: there rows are not the same for everyone, and the layout finds its own. */
export function layersOf(chart: Chart): Layers | null {
  const states = chart.root.states
  if (chart.root.kind !== 'compound' || states.some((state) => state.states.length > 0)) return null
  const { order, spine } = discovered(chart)
  const place = new Map(order.map((id, index) => [id, index]))
  const ends = new Set(states.filter(isEnd).map(({ id }) => id))
  const arrows = arrowsOf(chart).filter(({ from, to }) => place.has(from) && place.has(to) && from !== to)
  const onward = arrows.filter(({ from, to }) => (place.get(from) ?? 0) < (place.get(to) ?? 0))

  const rows = new Map<string, number>()
  for (const id of order) {
    if (ends.has(id)) continue
    const before = onward.filter(({ to }) => to === id).map(({ from }) => rows.get(from) ?? 0)
    rows.set(id, Math.max(0, ...before) + 1)
  }
  for (const [id, row] of rows) {
    const sources = onward.filter(({ to }) => to === id).map(({ from }) => rows.get(from) ?? 0)
    const targets = arrows
      .filter(({ from, to }) => from === id && !ends.has(to))
      .map(({ to }) => rows.get(to) ?? 0)
    const beside = row - 2
    const leadsBack = targets.length > 0 && targets.every((target) => target < beside)
    if (leadsBack && sources.every((source) => source > beside)) rows.set(id, beside)
  }
  const last = Math.max(0, ...rows.values()) + 1
  for (const id of ends) rows.set(id, last)
  return { rows, spine }
}

/** States in the order in which they are met when the first arrow out is always followed first. */
function discovered(chart: Chart): { order: readonly string[]; spine: ReadonlySet<string> } {
  const states = new Map(chart.root.states.map((state) => [state.id, state]))
  const order: string[] = []
  const spine = new Set<string>()
  const visit = (id: string): void => {
    const state = states.get(id)
    if (state === undefined || order.includes(id)) return
    order.push(id)
    for (const to of state.transitions.flatMap(({ targets }) => targets)) {
      const next = states.get(to)
      if (next === undefined || order.includes(to)) continue
      if (!isEnd(next)) spine.add(`${id}>${to}`)
      visit(to)
    }
  }
  if (chart.root.initial !== null) visit(chart.root.initial.target)
  for (const id of states.keys()) visit(id)
  return { order, spine }
}

function isEnd({ kind }: ChartState): boolean {
  return kind === 'final'
}
