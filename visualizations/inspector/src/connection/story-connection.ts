/** What is going on with a connection, or with a program that runs like one. */
import type { Reading } from '../state.ts'
import { causeInWords, counted, phaseInWords, span } from '../ui/words.ts'
import { fine, lasting, running } from './lengths.ts'
import { latest, type Seen, untilOf } from './seen.ts'

/** How long something is told of after it is over. */
const RECENT_MS = 10_000
const OFTEN_MS = 30_000

/** As long as it may take until news of a dial is here. */
const AT_ONCE_MS = 500

/** A shorter stall of ours explains nothing to anybody. */
const STALL_MS = 500

export function connectionStory(seen: Seen): string {
  return [phaseStory(seen), againStory(seen), drainStory(seen), lifeStory(seen), stallStory(seen)]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function phaseStory(seen: Seen): string {
  switch (seen.node.phase) {
    case 'connecting':
      return connecting(seen)
    case 'alive':
      return alive(seen)
    case 'suspect':
      return suspect(seen)
    case 'dead':
      return dead(seen)
    case 'backoff':
      return backoff(seen)
    case 'stopped':
      return `Stopped ${ago(seen)}${why(seen)}. Nothing is left of it.`
    case 'failed':
      return `Given up ${ago(seen)}${why(seen)}. It does not try again.`
    default:
      return `It has been ${phaseInWords(seen.node.phase)} for ${inPhase(seen)}.`
  }
}

function connecting(seen: Seen): string {
  const { node } = seen
  const end = untilOf(seen, 'connect')
  const limit = end === null ? '' : `; given up in ${running(end)}`
  const first =
    WORDS_OF_OPENING[node.kind === 'accepted' || node.kind === 'program' ? node.kind : 'connection']
  const before = node.cause === null ? '' : ` Before: ${causeInWords(node.cause)}.`
  return `${first} for ${inPhase(seen)}${limit}.${before}`
}

const WORDS_OF_OPENING = {
  accepted: 'A peer has dialled, and the link is shaking hands',
  program: 'It is being started',
  connection: 'A link is being dialled',
} as const

function alive(seen: Seen): string {
  const { node, reading } = seen
  if (reading?.isProven === false) {
    if (reading.missLimit !== null) return unproven(seen)
    return `Alive for ${inPhase(seen)}, as far as is known: nothing was heard on this link yet, and no heartbeat asks.`
  }
  const heard = reading?.silentMs ?? null
  const parts = [`Alive for ${inPhase(seen)}`]
  if (heard !== null) parts.push(heard < 100 ? 'heard just now' : `last heard ${running(heard)} ago`)
  if (reading?.rttMs !== null && reading?.rttMs !== undefined) parts.push(`answers in ${fine(reading.rttMs)}`)
  const whole = `${sentenceOf(parts)}.${relief(seen)}`
  return node.isStale ? `${whole} But its data is stale: heartbeats are answered, business is not.` : whole
}

/** A link that is there says nothing of the program at its other end. */
function unproven(seen: Seen): string {
  const { cause } = seen.node
  const miss = untilOf(seen, 'miss') ?? untilOf(seen, 'verdict')
  const limit = miss === null ? '' : `; suspect in ${running(miss)} unless something is`
  const before = cause === null ? '' : ` The link before: ${causeInWords(cause)}.`
  return `The link is open for ${inPhase(seen)}, but nothing was heard on it yet${limit}.${before}`
}

/** What was feared shortly before. */
function relief(seen: Seen): string {
  const before = latest(seen.events, 'phase')
  if (before?.to !== 'alive' || seen.at - before.at > RECENT_MS) return ''
  if (before.from === 'suspect') return ' It was suspect, and was heard again in time.'
  return before.from === 'connecting' && seen.node.cause !== null
    ? ` It is back; the link before: ${causeInWords(seen.node.cause)}.`
    : ''
}

function suspect(seen: Seen): string {
  const { reading } = seen
  const silent = reading?.silentMs ?? null
  const verdict = untilOf(seen, 'verdict')
  const missed = reading === null || reading.misses === 0 ? '' : `: ${missedOf(reading)} missed`
  const first =
    silent === null
      ? `Suspect for ${inPhase(seen)}: not heard for too long`
      : `Silent for ${running(silent)}${missed}`
  const end = verdict === null ? 'soon' : verdict < 50 ? 'at any moment' : `in ${running(verdict)}`
  const mute =
    reading?.isProven === false && seen.node.kind === 'connection'
      ? ' Its system took the link, but its program has said nothing on it.'
      : ''
  return `${first}; dead ${end} unless it is heard.${mute}`
}

function missedOf({ misses, missLimit }: Reading): string {
  return missLimit === null ? counted(misses, 'heartbeat') : `${misses} of ${counted(missLimit, 'heartbeat')}`
}

function dead(seen: Seen): string {
  const phase = latest(seen.events, 'phase')
  const found = phase?.to === 'dead' ? phase.detectionMs : undefined
  const silent = found === undefined ? '' : `, noticed ${span(found)} after its last sign of life`
  const close = untilOf(seen, 'close')
  const limit = close === null ? '' : `, in ${running(close)} at the latest`
  const what = seen.node.kind === 'program' ? 'What ran is being ended' : 'The link is being let go'
  return `Dead for ${inPhase(seen)}${why(seen)}${silent}. ${what}${limit}.`
}

function backoff(seen: Seen): string {
  const { node, at, events } = seen
  const retry = latest(events, 'retry')
  const attempt = retry === null ? '' : ` (attempt ${retry.attempt})`
  const lost = events.findLast(
    (event) => event.kind === 'phase' && (event.to === 'dead' || event.cause !== undefined),
  )
  const since = lost === undefined ? node.since : lost.at
  const what = failedToOpen(seen)
    ? 'It could not be reached'
    : node.kind === 'program'
      ? 'It has ended'
      : 'The link was lost'
  const first = `${what} ${lasting(at - since)} ago${why(seen)}.`
  if (node.retryAt === null) return `${first} It waits before the next dial${attempt}.`
  const wait = node.retryAt - at
  if (wait <= 0 && wait > -AT_ONCE_MS) return `${first} Dials again now${attempt}.`
  return wait <= 0
    ? `${first} Its delay is over; it waits for leave to dial${attempt}.`
    : `${first} Dials again in ${running(wait)}${attempt}.`
}

/** Whether the latest dial led to no link. */
function failedToOpen({ events }: Seen): boolean {
  const death = events.findLast((event) => event.kind === 'phase' && event.to === 'dead')
  return death?.kind === 'phase' && death.from === 'connecting'
}

/** One that is lost again and again looks well in between. */
function againStory({ events, at, node }: Seen): string {
  if (node.phase === 'stopped' || node.phase === 'failed') return ''
  const deaths = events.filter(
    (event) =>
      event.kind === 'phase' &&
      event.to === 'dead' &&
      // Of dials that failed the number of the attempt tells.
      event.from !== 'connecting' &&
      at - event.at < OFTEN_MS,
  ).length
  return deaths < 2 ? '' : `Lost ${deaths} times within ${lasting(OFTEN_MS)}.`
}

function drainStory({ node }: Seen): string {
  return node.isDraining ? 'It is drained: business may finish, nothing new begins.' : ''
}

const ENDED: ReadonlySet<string> = new Set(['stopped', 'failed'])

/** What its supervisor makes of it. */
function lifeStory({ node, at }: Seen): string {
  if (node.life?.is === 'given-up') return 'Its supervisor has given it up: too many restarts.'
  if (node.life?.is !== 'waiting' || !ENDED.has(node.phase)) return ''
  const { restartAt } = node.life
  return restartAt === null || restartAt <= at
    ? 'Its supervisor starts it again together with others.'
    : `Its supervisor starts it again in ${running(restartAt - at)}.`
}

/** A stall of ours explains much, and nobody else is charged for it. Short ones that followed it do not hide it. */
function stallStory({ events, at, node }: Seen): string {
  const stall = events.findLast((event) => event.kind === 'stall' && event.lostMs >= STALL_MS)
  if (
    stall?.kind !== 'stall' ||
    at - stall.at > RECENT_MS ||
    node.phase === 'stopped' ||
    node.phase === 'failed'
  )
    return ''
  const what = stall.slept === true ? 'This machine slept' : 'This process did not run'
  return `${what} for ${span(stall.lostMs)}, ${lasting(at - stall.at)} ago; no peer is blamed for that.`
}

function why({ node }: Seen): string {
  return node.cause === null ? '' : `: ${causeInWords(node.cause)}`
}

function inPhase({ node, at }: Seen): string {
  return lasting(at - node.since)
}

function ago(seen: Seen): string {
  return `${inPhase(seen)} ago`
}

function sentenceOf(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts[0]}; ${parts.slice(1).join(', ')}`
}
