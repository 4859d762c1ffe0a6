/** The event log: what happened, why, and how it was found, in plain words. Nothing in it is markup. */
import type { ShownEvent } from '../../../../src/inspector/wire.ts'
import { causeInWords, counted, shownText, span } from '../ui/words.ts'

export interface LogLine {
  readonly at: number
  /** A phase, for its mark; else null. */
  readonly phase: string | null
  readonly what: string
  /** Empty where there is nothing to say. */
  readonly why: string
  /** How long a silence was until the verdict, in ms of attention. */
  readonly detectionMs: number | null
}

type Told = Omit<LogLine, 'at'>

export function lineOf(event: ShownEvent): LogLine {
  return { at: event.at, ...tell(event) }
}

function line(what: string, why = '', phase: string | null = null): Told {
  return { what, why, phase, detectionMs: null }
}

function tell(event: ShownEvent): Told {
  switch (event.kind) {
    case 'phase':
      return phaseLine(event)
    case 'supervisor':
      return line(event.phase === 'givingUp' ? 'giving up' : event.phase, '', event.phase)
    case 'added':
      return line('declared', `under ${shownText(event.of)}`)
    case 'changed':
      return line('its options were changed')
    case 'removed':
      return line('forgotten', 'its id is free again')
    case 'listening':
      return line('listening', shownText(event.endpoint), 'listening')
    case 'closed':
      return line('closed', causeInWords(event.cause), event.cause.kind === 'cancelled' ? 'closed' : 'failed')
    case 'paused':
      return line('accepts nobody for now', causeInWords(event.cause))
    case 'resumed':
      return line('accepts again')
    case 'rejected':
      return line(`turned away ${shownText(event.peer ?? 'a peer')}`, shownText(event.why))
    case 'draining':
      return line('draining', `business may finish for ${span(event.withinMs)}`)
    case 'drained':
      return line(
        'drained',
        `${event.finished} had finished, ${event.left} had left, ${event.died} had died, ${event.cut} had not finished`,
      )
    case 'rotating':
      return line('a new link is dialled', WHY_ROTATED[event.why] ?? '')
    case 'rotated':
      return line('the new link took over', event.route === undefined ? '' : shownText(event.route))
    case 'not-rotated':
      return line('the present link stays', causeInWords(event.cause))
    case 'identity':
      return line(`${shownText(event.identity)} is ${event.to}`, causeInWords(event.cause), event.to)
    case 'stale':
      return line('its data is stale', `no business for ${span(event.silentMs)}`)
    case 'fresh':
      return line('its data comes again')
    case 'retry':
      return line(`dials again in ${span(event.delayMs)}`, `attempt ${event.attempt}`)
    default:
      return tellRest(event)
  }
}

type First =
  | 'phase'
  | 'supervisor'
  | 'added'
  | 'changed'
  | 'removed'
  | 'listening'
  | 'closed'
  | 'paused'
  | 'resumed'
  | 'rejected'
  | 'draining'
  | 'drained'
  | 'rotating'
  | 'rotated'
  | 'not-rotated'
  | 'identity'
  | 'stale'
  | 'fresh'
  | 'retry'

function tellRest(event: Exclude<ShownEvent, { kind: First }>): Told {
  switch (event.kind) {
    case 'frame':
      return line('a frame', 'text' in event ? shownText(event.text) : `base64 ${shownText(event.base64)}`)
    case 'dropped':
      return line(`${counted(event.frames, 'frame')} thrown away`, shownText(event.why))
    case 'restart':
      return line(
        `started again in ${span(event.delayMs)}`,
        `restart ${event.restarts}: ${causeInWords(event.cause)}`,
      )
    case 'exited': {
      const how =
        event.signal === null ? `with code ${event.code ?? 'unknown'}` : `by ${shownText(event.signal)}`
      const said = (event.stderr ?? event.stdout ?? '').trimEnd().split('\n').at(-1) ?? ''
      return line(`exited ${how}`, said === '' ? '' : `its last words: ${shownText(said)}`)
    }
    case 'replaced':
      return line(`replaced by ${shownText(event.program)}`, `${counted(event.restarts, 'restart')} in vain`)
    case 'left':
      return line('runs on unheard', 'it could not be ended')
    case 'gave-up':
      return line(
        'given up: too many restarts',
        [...new Set(event.causes.map(causeInWords))].join('; '),
        'failed',
      )
    case 'summary':
    case 'total':
      return line(
        'the last word',
        [
          counted(event.frames, 'frame'),
          counted(event.beats, 'beat'),
          counted(event.misses, 'miss', 'misses'),
          counted(event.reconnects, 'reconnect'),
        ].join(', '),
      )
    case 'doubt':
      return line(
        'it may be our own network',
        `${event.lost} of ${counted(event.of, 'link')} lost within ${span(event.withinMs)}`,
      )
    case 'assured':
      return line('the network works', `a peer has answered after ${span(event.afterMs)}`)
    case 'stall':
      return line(
        event.slept === true
          ? `this machine slept for ${span(event.lostMs)}`
          : `this process did not run for ${span(event.lostMs)}`,
        'no peer is blamed for it',
      )
    case 'note':
      return line(shownText(event.text))
    default:
      return line(unknownKind(event))
  }
}

/** A file, or a server of another version, may hold kinds that nobody knows here. */
function unknownKind(event: never): string {
  const { kind }: { kind?: unknown } = event
  return shownText(String(kind))
}

const WHY_ROTATED: Readonly<Record<string, string>> = {
  asked: 'asked to',
  age: 'the present one is old',
  hint: 'another would be better',
}

type PhaseEvent = Extract<ShownEvent, { kind: 'phase' }>

function phaseLine(event: PhaseEvent): Told {
  const why = causeInWords(event.cause)
  return {
    phase: event.to,
    what: event.to,
    why: why === '' ? (REASONS[event.event ?? ''] ?? '') : why,
    detectionMs: event.detectionMs ?? null,
  }
}

/** What events of the chart mean, where there is no cause to be told. */
const REASONS: Readonly<Record<string, string>> = {
  'link.opened': 'the link is open',
  'peer.silent': 'not heard for too long',
  'peer.heard': 'it was heard again',
  'link.released': 'the link has been let go',
  'link.replaced': 'another link took over',
  'backoff.elapsed': 'the delay is over',
  retry: 'a dial ahead of time',
  stop: 'asked to stop',
}
