/** Events as lines for people: when, who, what happened, why, and what happens next. */
import pc from 'picocolors'
import { describeCause, type FeedEvent } from '../index.ts'
import type { Format } from './shown.ts'
import { repeatsSummary, summarySentence } from './summary.ts'
import { counted, printable, span } from './wording.ts'

type Colors = ReturnType<typeof pc.createColors>
type PhaseEvent = Extract<FeedEvent, { kind: 'phase' }>

/** What happened, as one word and a sentence. */
type Telling = readonly [word: string, sentence: string]

/** The longest word of {@link Telling}: sentences begin in one column behind an id. */
const WORD_WIDTH = 10

/** The text form; `colored` for terminals. */
export function textFormat(colored: boolean): Format {
  const colors = pc.createColors(colored)
  // As wide as the longest name so far, so that most lines stand in columns.
  let nameWidth = 0
  const gates = new Set<string>()
  return (event) => {
    if (event.kind === 'listening') gates.add(event.endpoint)
    const time = colors.dim(timeOfDay(event.at))
    if (event.kind === 'note') return `${time} ${colors.cyan(`» ${printable(event.text)}`)}`
    const telling = tell(event, isAccepted(event, gates))
    if (telling === null) return null
    const [word, sentence] = telling
    const name = nameOf(event)
    nameWidth = Math.max(nameWidth, name.length)
    const painted = paintOf(event, colors)(word.padEnd(WORD_WIDTH))
    return `${time} ${colors.bold(name.padEnd(nameWidth))} ${painted} ${printable(sentence)}`
  }
}

/** Whether it is about a connection that a peer dialled. Those of unix sockets have no address, but a listener's id. */
function isAccepted(event: FeedEvent, gates: ReadonlySet<string>): boolean {
  return 'id' in event && gates.has(event.id.replace(/#\d+$/, ''))
}

function tell(event: FeedEvent, accepted: boolean): Telling | null {
  switch (event.kind) {
    case 'listening':
      return ['listening', 'peers may connect']
    case 'closed':
      // A listener that failed is the command's last line, on stderr.
      return event.cause.kind === 'cancelled' ? ['closed', 'nobody is accepted any more'] : null
    case 'paused':
      return ['paused', `nobody is accepted for now: ${describeCause(event.cause)}`]
    case 'resumed':
      return ['resumed', 'peers are accepted again']
    case 'rejected':
      return ['rejected', `${event.peer ?? 'a peer'} was turned away: ${event.why}`]
    case 'phase':
      return [event.to, phaseSentence(event, accepted)]
    case 'retry':
      return ['retry', `dials again in ${span(event.delayMs)} (attempt ${event.attempt})`]
    case 'frame':
      return ['frame', 'text' in event ? event.text : `base64 ${event.base64}`]
    case 'dropped':
      return ['dropped', `${counted(event.frames, 'frame')} thrown away: ${event.why}`]
    case 'restart':
      return ['restart', `${describeCause(event.cause)}; starts again in ${span(event.delayMs)}`]
    case 'gave-up':
      return ['gave up', `too many restarts: ${event.causes.map(describeCause).join('; ')}`]
    case 'stale':
      return ['stale', `no data for ${span(event.silentMs)}`]
    case 'fresh':
      return ['fresh', 'data comes again']
    case 'summary':
      return ['summary', summarySentence(event)]
    case 'total':
      return repeatsSummary(event)
        ? null
        : ['total', `${counted(event.connections, 'connection')}, ${summarySentence(event)}`]
    case 'stall':
      return ['stall', stallSentence(event)]
  }
}

function phaseSentence({ from, to, peer, cause, detectionMs }: PhaseEvent, accepted: boolean): string {
  const why = cause === undefined ? '' : describeCause(cause)
  switch (to) {
    case 'connecting':
      if (peer !== undefined) return `accepted from ${peer}`
      if (accepted) return 'accepted'
      return from === null ? 'dials' : 'dials again'
    case 'alive':
      return from === 'suspect' ? 'was heard again' : 'the link is open'
    case 'suspect':
      return 'not heard for too long; dead unless it is heard soon'
    case 'dead':
      return `${detectionMs === undefined ? why : `silent for ${span(detectionMs)}`}; the link is let go`
    case 'backoff':
      return 'waits before dialling again'
    case 'stopped':
      return `${from === 'dead' || why === '' ? '' : `${why}; `}nothing is left of it`
    case 'failed':
      return `${why === '' ? '' : `${why}; `}gives up`
  }
}

function stallSentence({ lostMs, slept }: Extract<FeedEvent, { kind: 'stall' }>): string {
  const what = slept
    ? `this machine slept, or its clock was set forward, for ${span(lostMs)}`
    : `this process did not run for ${span(lostMs)}`
  return `${what}; no peer is blamed for it`
}

function nameOf(event: FeedEvent): string {
  if (event.kind === 'stall' || event.kind === 'total') return ''
  return 'endpoint' in event ? event.endpoint : event.id
}

function paintOf(event: FeedEvent, colors: Colors): (text: string) => string {
  switch (event.kind === 'phase' ? event.to : event.kind) {
    case 'alive':
    case 'fresh':
    case 'listening':
      return colors.green
    case 'suspect':
    case 'stale':
    case 'rejected':
    case 'paused':
    case 'dropped':
    case 'stall':
      return colors.yellow
    case 'dead':
    case 'failed':
    case 'gave-up':
    case 'restart':
      return colors.red
    case 'frame':
      return (text) => text
    default:
      return colors.dim
  }
}

const clockFace = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
})

/** Local time: `14:03:59.250`. */
function timeOfDay(at: number): string {
  return clockFace.format(at)
}
