/** What each phase looks like, and is called. By a shape and a word, so that nobody has to tell colours apart. */
import { type ConnectionSnapshot, describeCause, type Phase } from 'pulsetree'

export interface Look {
  readonly word: string
  /** The path of a shape in a square of 24 by 24. */
  readonly shape: string
}

const DISC = 'M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18Z'

export const LOOKS: Readonly<Record<Phase, Look>> = {
  connecting: { word: 'Connecting', shape: `${DISC}M12 7a5 5 0 1 0 0 10a5 5 0 1 0 0-10Z` },
  alive: { word: 'Alive', shape: DISC },
  suspect: { word: 'Suspect', shape: 'M12 2L23 21H1ZM10.8 8l.5 7h1.4l.5-7ZM11 16.5v2h2v-2Z' },
  dead: { word: 'Dead', shape: 'M5 2l7 7l7-7l3 3l-7 7l7 7l-3 3l-7-7l-7 7l-3-3l7-7l-7-7Z' },
  backoff: { word: 'Waiting', shape: 'M4 2h16v3l-6 7l6 7v3H4v-3l6-7l-6-7Z' },
  stopped: { word: 'Stopped', shape: 'M4 4h16v16H4Z' },
  failed: { word: 'Given up', shape: 'M8 2h8l6 6v8l-6 6H8l-6-6V8ZM6 10.5v3h12v-3Z' },
}

/** What is going on, in one sentence for people. No times in it: screen readers would read each second aloud. */
export function sentence({ phase, cause }: ConnectionSnapshot): string {
  const why = cause === null ? '' : upper(describeCause(cause))
  switch (phase) {
    case 'connecting':
      return why === '' ? 'Dialling the server.' : `Dialling again. Before: ${why}.`
    case 'alive':
      return 'The server answers.'
    case 'suspect':
      return 'A heartbeat went unanswered; asking again.'
    case 'backoff':
      return `${why}. Dialling again soon.`
    case 'dead':
    case 'failed':
      return `${why}.`
    case 'stopped':
      return 'Stopped here.'
  }
}

/** When it will dial again. */
export function nextDial({ retryAt }: ConnectionSnapshot, now: number): string {
  return retryAt === null ? '–' : `in ${seconds(retryAt - now)}`
}

/** A stretch of time as people say it: `8 s`, `3 min`, `2 h`. */
export function seconds(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000))
  if (s < 120) return `${s} s`
  return s < 7_200 ? `${Math.floor(s / 60)} min` : `${Math.floor(s / 3_600)} h`
}

export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour12: false })
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
