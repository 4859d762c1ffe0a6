/** Events as lines for people: when, who, what happened, why, and what happens next. */
import pc from 'picocolors'
import { describeCause, type FeedEvent } from '../index.ts'
import { counted, printable, span } from '../supervisor/wording.ts'
import type { Format } from './shown.ts'
import { repeatsSummary, summarySentence } from './summary.ts'

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
    // One supervisor, and children that are on the command line: nothing that is new to anybody.
    case 'added':
    case 'changed':
    case 'removed':
    case 'supervisor':
      return null
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
    case 'rotating':
      return ['rotating', `dials a link to take over: ${WHY_ROTATED[event.why]}`]
    case 'rotated':
      return ['rotated', `the new link carries it now${event.route === undefined ? '' : `: ${event.route}`}`]
    case 'not-rotated':
      return ['stays', notRotated(event)]
    case 'frame':
      return ['frame', 'text' in event ? event.text : `base64 ${event.base64}`]
    case 'dropped':
      return ['dropped', `${counted(event.frames, 'frame')} thrown away: ${event.why}`]
    case 'restart':
      return ['restart', `${describeCause(event.cause)}; starts again in ${span(event.delayMs)}`]
    case 'exited':
      return ['exited', exitSentence(event)]
    case 'replaced':
      return ['replaced', `${counted(event.restarts, 'restart')} in vain; from now on it is ${event.program}`]
    case 'left':
      return ['left', 'it could not be ended, and runs on unheard']
    case 'gave-up':
      return ['gave up', `too many restarts: ${event.causes.map(describeCause).join('; ')}`]
    case 'identity':
      return ['identity', identitySentence(event)]
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
    case 'draining':
      return ['draining', `takes nobody new, and lets business finish for ${span(event.withinMs)}`]
    case 'drained':
      return ['drained', drainSentence(event)]
    case 'doubt':
      return [
        'doubt',
        `${event.lost} of ${counted(event.of, 'link')} lost within ${span(event.withinMs)}: it may be our own network`,
      ]
    case 'assured':
      return ['assured', `a peer has answered after ${span(event.afterMs)}: dials go on`]
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

const WHY_ROTATED = {
  asked: 'asked to',
  age: 'the present one is old',
  hint: 'another would be better',
} as const

function notRotated({ cause, retryMs }: Extract<FeedEvent, { kind: 'not-rotated' }>): string {
  const next = retryMs === undefined ? '' : `; tries again in ${span(retryMs)}`
  return `${describeCause(cause)}; the present link goes on${next}`
}

function exitSentence({ code, signal, stdout, stderr }: Extract<FeedEvent, { kind: 'exited' }>): string {
  const how = signal === null ? `with code ${code ?? 'unknown'}` : `by ${signal}`
  const said = (stderr ?? stdout)?.trimEnd().split('\n').at(-1)
  return said === undefined ? how : `${how}; its last words: ${said}`
}

function drainSentence({ finished, left, died, cut }: Extract<FeedEvent, { kind: 'drained' }>): string {
  return `${finished} had finished, ${left} had left, ${died} had died, ${cut} had not finished`
}

function identitySentence({ identity, to, cause }: Extract<FeedEvent, { kind: 'identity' }>): string {
  return `${identity} is ${to}${cause === undefined ? '' : `: ${describeCause(cause)}`}`
}

function stallSentence({ lostMs, slept }: Extract<FeedEvent, { kind: 'stall' }>): string {
  const what = slept
    ? `this machine slept, or its clock was set forward, for ${span(lostMs)}`
    : `this process did not run for ${span(lostMs)}`
  return `${what}; no peer is blamed for it`
}

function nameOf(event: FeedEvent): string {
  if (event.kind === 'total' || !('id' in event)) return ''
  return 'endpoint' in event ? event.endpoint : event.id
}

function paintOf(event: FeedEvent, colors: Colors): (text: string) => string {
  switch (event.kind === 'phase' || event.kind === 'identity' ? event.to : event.kind) {
    case 'alive':
    case 'fresh':
    case 'assured':
    case 'listening':
      return colors.green
    case 'suspect':
    case 'stale':
    case 'rejected':
    case 'paused':
    case 'dropped':
    case 'not-rotated':
    case 'left':
    case 'stall':
    case 'doubt':
      return colors.yellow
    case 'dead':
    case 'failed':
    case 'gave-up':
    case 'replaced':
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
