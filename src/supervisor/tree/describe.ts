/** A tree as text, for people. */
import { describeCause } from '../../transport/transport.ts'
import { counted, printable, span } from '../wording.ts'
import type { ChildNode, SupervisorNode, Tree } from './nodes.ts'

/**
 * A tree as lines of text, one for each node: its name, its phase and for how long, and what else is to be said, such as
 * why it is not well. Accepted connections are told one by one where the tree has them so.
 */
export function describeTree(tree: Tree): string {
  return [lineOf(tree, tree.at, false), ...linesUnder(tree, tree.at, '')].join('\n')
}

function linesUnder(supervisor: SupervisorNode, at: number, indent: string): string[] {
  return supervisor.children.flatMap((node, index) => {
    const isLast = index === supervisor.children.length - 1
    const below = `${indent}${isLast ? '  ' : '│ '}`
    const line = `${indent}${isLast ? '└' : '├'} ${lineOf(node, at, supervisor.isDraining)}`
    if (node.kind === 'supervisor') return [line, ...linesUnder(node, at, below)]
    const accepted = (node.kind === 'listener' ? node.accepted : null) ?? []
    return [line, ...accepted.map((one) => `${below}· ${wordsOf(one, at).join(', ')}`)]
  })
}

/** @param isKnown whether what it is part of was said to drain. */
function lineOf(node: ChildNode, at: number, isKnown: boolean): string {
  const drains = node.isDraining && !isKnown && node.phase !== 'draining' ? ['draining'] : []
  return [...wordsOf(node, at), ...drains, ...moreOf(node, at), ...asChildOf(node, at)].join(', ')
}

function wordsOf(
  { name, phase, since, cause }: Pick<ChildNode, 'name' | 'since' | 'cause'> & { readonly phase: string },
  at: number,
): string[] {
  const why = cause === null ? [] : [`last: ${printable(describeCause(cause))}`]
  return [`${printable(name)}: ${phase} for ${span(Math.max(0, at - since))}`, ...why]
}

function moreOf(node: ChildNode, at: number): string[] {
  switch (node.kind) {
    case 'supervisor':
      return [node.strategy]
    case 'connection':
    case 'program':
      return node.phase === 'backoff' && node.retryAt !== null ? [`dials ${inSpan(node.retryAt, at)}`] : []
    case 'listener': {
      const phases = Object.entries(node.phases).map(([phase, count]) => `${count} ${phase}`)
      return [printable(node.endpoint), ...phases]
    }
  }
}

function asChildOf({ child, restarts }: ChildNode, at: number): string[] {
  const often = restarts === 0 ? [] : [`started again ${counted(restarts, 'time')}`]
  if (child === null) return often
  const { life } = child
  if (life.is === 'given-up') return [...often, 'given up']
  if (life.is !== 'waiting') return often
  return [
    ...often,
    life.restartAt === null ? 'starts with the others' : `starts ${inSpan(life.restartAt, at)}`,
  ]
}

function inSpan(then: number, now: number): string {
  return then > now ? `in ${span(then - now)}` : 'when there is leave to'
}
