/**
 * The ids of a picture's elements. They are a contract: whoever watches a machine run finds by them what to light up,
 * so they are made of nothing but the machine's own words.
 */
import type { ChartTransition } from './chart.ts'

/** `state-alive` */
export function stateElement(id: string): string {
  return `state-${word(id)}`
}

/** `arrow-alive-dead`: the line itself, which all transitions between the two share. */
export function arrowElement(from: string, to: string): string {
  return `arrow-${word(from)}-${word(to)}`
}

/** `initial-connecting`: the line from an initial dot. */
export function initialElement(to: string): string {
  return `initial-${word(to)}`
}

/**
 * `edge-alive-peer.silent`: one transition. Where a state tries several for one event they are numbered in the order in
 * which they are tried: `edge-dead-link.released-1`. `to` is needed for transitions with several targets alone, which
 * are drawn once for each: from the second on the target follows.
 */
export function transitionElement(from: string, transition: ChartTransition, to: string | null): string {
  const { event, label, branch, targets } = transition
  const number = branch === null ? '' : `-${branch}`
  const target = to === null || to === targets[0] ? '' : `-${word(to)}`
  return `edge-${word(from)}-${word(event === '' ? label : event)}${number}${target}`
}

/** An id may hold anything but white space. */
function word(text: string): string {
  return text.replaceAll(/\s+/g, '_')
}
