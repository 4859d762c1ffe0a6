/** The machines behind a tree, as Stately's tools take them: their configuration as JSON, functions by their names. */
import type { NodeKind } from '../inspector/model/node.ts'
import { connectionChart } from '../machines/connection.ts'
import { supervisorChart } from '../supervisor/chart.ts'
import type { ListenerPhase } from '../supervisor/listener.ts'

/** Listeners run no machine: these are the phases they have, without arrows. */
const LISTENER: { readonly id: string; readonly states: Readonly<Record<ListenerPhase, object>> } = {
  id: 'listener',
  states: { opening: {}, listening: {}, draining: {}, closing: {}, closed: {}, failed: {} },
}

const CONNECTION = definitionOf(connectionChart.config)

const DEFINITIONS: Readonly<Record<NodeKind, string>> = {
  supervisor: definitionOf(supervisorChart.config),
  connection: CONNECTION,
  program: CONNECTION,
  accepted: CONNECTION,
  listener: definitionOf({ initial: 'opening', ...LISTENER }),
}

export function definitionFor(kind: NodeKind): string {
  return DEFINITIONS[kind]
}

/** What cannot be drawn is left out. */
function definitionOf(config: object): string {
  return JSON.stringify(config, (key, value: unknown) => {
    if (key === 'types' || key === 'context' || key === 'output') return undefined
    return typeof value === 'function' ? { type: value.name } : value
  })
}
