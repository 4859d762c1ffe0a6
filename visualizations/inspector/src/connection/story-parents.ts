/** What is going on with a supervisor, or with a listener: told by those that are under it. */

import { urgencyOf } from '../ui/shapes.ts'
import { causeInWords, counted, phaseInWords, printable } from '../ui/words.ts'
import { lasting } from './lengths.ts'
import { latest, type Seen } from './seen.ts'

export function supervisorStory(seen: Seen): string {
  const { node, events } = seen
  const since = lasting(seen.at - node.since)
  switch (node.phase) {
    case 'running':
      return `Running for ${since}; ${crowd(seen, 'under it')}.${restarted(seen)}`
    case 'stopping':
      return `Stopping for ${since}: the last child goes first; ${crowd(seen, 'under it')}.`
    case 'givingUp': {
      const surrender = latest(events, 'gave-up')
      return `Giving up${surrender === null ? ', after too many restarts' : `: ${causesOf(surrender.causes)}`}. What is under it stops.`
    }
    case 'failed': {
      const why = node.cause === null ? 'too many restarts' : causeInWords(node.cause)
      return `Gave up ${since} ago: ${why}. Nothing under it runs.`
    }
    case 'stopped':
      return `Stopped ${since} ago. Nothing under it runs.`
    default:
      return `It has been ${phaseInWords(node.phase)} for ${since}.`
  }
}

export function listenerStory(seen: Seen): string {
  const { node } = seen
  const since = lasting(seen.at - node.since)
  const why = node.cause === null ? '' : `: ${causeInWords(node.cause)}`
  switch (node.phase) {
    case 'opening':
      return `It is about to listen, for ${since}.${why === '' ? '' : ` Before${why}.`}`
    case 'listening':
      return listening(seen)
    case 'draining':
      return `It takes nobody new, and lets business finish; ${crowd(seen, 'left')}.`
    case 'closing':
      return `Closing for ${since}; ${crowd(seen, 'left')}.`
    case 'closed':
      return `Closed ${since} ago${why}. Nobody is accepted.`
    case 'failed':
      return `Failed ${since} ago${why}. Nobody is accepted.`
    default:
      return `It has been ${phaseInWords(node.phase)} for ${since}.`
  }
}

function listening(seen: Seen): string {
  const { node, events } = seen
  const where = node.endpoint === null ? '' : ` on ${printable(node.endpoint)}`
  const pause = latest(events, 'paused')
  const isPaused = pause !== null && pause.at > (latest(events, 'resumed')?.at ?? 0)
  if (isPaused) return `It listens${where}, but accepts nobody for now: ${causeInWords(pause.cause)}.`
  return `Peers may connect${where}; ${crowd(seen, 'accepted')}.`
}

/** `12 connections: 1 suspect, 11 alive`; the urgent first. */
function crowd({ under }: Seen, place: string): string {
  const all = [...under.values()].reduce((sum, count) => sum + count, 0)
  if (all === 0) return place === 'left' ? 'nothing is left' : `nothing is ${place}`
  const phases = [...under]
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => urgencyOf(a) - urgencyOf(b))
  const told = phases.map(([phase, count]) => `${count} ${phaseInWords(phase)}`).join(', ')
  return `${counted(all, 'connection')} ${place}: ${told}`
}

function restarted({ node, events, at }: Seen): string {
  const restart = latest(events, 'restart')
  if (restart !== null && restart.id === node.id)
    return ` Started again ${lasting(at - restart.at)} ago: ${causeInWords(restart.cause)}.`
  return node.restarts === 0 ? '' : ` Started again ${counted(node.restarts, 'time')} in all.`
}

function causesOf(causes: readonly Parameters<typeof causeInWords>[0][]): string {
  const told = new Set(causes.map(causeInWords))
  return told.size === 0 ? 'too many restarts' : `too many restarts (${[...told].join('; ')})`
}
