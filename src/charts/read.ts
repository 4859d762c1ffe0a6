/**
 * Reads a machine. XState has resolved everything by then (targets, ids, delays), so the machine itself is asked and
 * not the text it was written as: what is drawn is what will happen.
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate'
import type { Chart, ChartAction, ChartInitial, ChartState, ChartTransition, StateKind } from './chart.ts'
import type { Meanings } from './meanings.ts'
import { actionOf, eventLabel, guardText, sourceName } from './names.ts'

/** The chart of any XState machine. `meanings` describes the states that do not describe themselves. */
export function chartOf(machine: AnyStateMachine, meanings: Meanings = {}): Chart {
  const root = stateOf(machine.root, meanings)
  return { id: machine.id, description: root.description, root }
}

function stateOf(node: AnyStateNode, meanings: Meanings): ChartState {
  const id = idOf(node)
  return {
    id,
    key: node.parent === undefined ? node.machine.id : node.key,
    kind: kindOf(node),
    description: node.description ?? meanings[id] ?? null,
    tags: [...node.tags],
    initial: initialOf(node),
    // From the config: XState adds the timers of `after` to `node.entry` and `node.exit`.
    entry: actionsOf(node.config.entry),
    exit: actionsOf(node.config.exit),
    invokes: node.invoke.map(({ id, src }) => ({ id, src: sourceName(src) })),
    transitions: transitionsOf(node),
    states: Object.values(node.states).map((inner) => stateOf(inner, meanings)),
  }
}

/** Ids are paths, as in a snapshot's value; an id given in the machine is for its own targets only. */
function idOf(node: AnyStateNode): string {
  return node.parent === undefined ? `#${node.machine.id}` : node.path.join('.')
}

function kindOf(node: AnyStateNode): StateKind {
  if (node.type !== 'history') return node.type
  return node.history === 'deep' ? 'deep history' : 'shallow history'
}

function initialOf(node: AnyStateNode): ChartInitial | null {
  if (node.type === 'history') return historyDefault(node)
  if (node.type !== 'compound') return null
  const [target] = node.initial.target
  return target === undefined ? null : { target: idOf(target), actions: actionsOf(node.initial.actions) }
}

/** Where a history state leads when there is no history yet: its own target, else where its parent starts. */
function historyDefault(node: AnyStateNode): ChartInitial | null {
  const { parent } = node
  if (parent === undefined) return null
  const target: unknown = node.config.target
  if (typeof target !== 'string') return parent.type === 'compound' ? initialOf(parent) : null
  // Relative to the parent, and alone among targets still as it was written.
  const path = target.startsWith('#')
    ? idOf(node.machine.getStateNodeById(target))
    : [...parent.path, target].join('.')
  return { target: path, actions: [] }
}

function transitionsOf(node: AnyStateNode): ChartTransition[] {
  const delays = new Map(node.after.map(({ eventType, delay }) => [String(eventType), delay]))
  const sources = new Map(
    node.invoke
      .filter(({ id }, index) => id === `${index}.${node.id}`)
      .map(({ id, src }) => [id, sourceName(src)]),
  )
  return [node.always ?? [], ...node.transitions.values()].flatMap((branches) =>
    branches.map((transition, index) => {
      const event = String(transition.eventType)
      const delay = delays.get(event)
      const known = typeof delay === 'number' || typeof delay === 'string' ? delay : null
      const label = eventLabel(event, node.id, known, sources)
      return transitionOf(transition, label, branches.length === 1 ? null : index + 1)
    }),
  )
}

function transitionOf(
  transition: AnyTransitionDefinition,
  label: string,
  branch: number | null,
): ChartTransition {
  return {
    event: String(transition.eventType),
    label,
    branch,
    guard: transition.guard === undefined ? null : guardText(transition.guard),
    targets: (transition.target ?? []).map(idOf),
    reenter: transition.reenter,
    actions: actionsOf(transition.actions),
    description: transition.description ?? null,
  }
}

function actionsOf(configured: unknown): ChartAction[] {
  if (configured === undefined) return []
  return (Array.isArray(configured) ? configured : [configured]).map(actionOf)
}
