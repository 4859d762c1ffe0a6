/**
 * What is shown, in plain words. Names, causes and endpoints come from peers and files: whatever would turn the text
 * round or hide in it is written out.
 */
import { span, printable as written } from '../../../../src/supervisor/wording.ts'
import { describeCause } from '../../../../src/transport/cause.ts'
import type { FeedCause } from '../../../../src/transport/transport.ts'

export { counted, span } from '../../../../src/supervisor/wording.ts'

/** Longer words of others are cut: a row is one line. */
const LONGEST = 400

/** Why a link or a life ended; empty while none has. */
export function causeInWords(cause: FeedCause | null | undefined): string {
  if (cause === null || cause === undefined) return ''
  return shownText(describeCause(cause))
}

/** Anybody's text, fit to be shown, and no longer than a line may be. */
export function shownText(text: string): string {
  return printable(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
}

/** Marks of direction, joiners and spaces of no width are written out, too: two names that look alike are not to be one. */
export function printable(text: string): string {
  return written(text).replaceAll(
    /\p{Cf}/gu,
    (mark) => `\\u${mark.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  )
}

/** `givingUp` is `giving up`. */
export function phaseInWords(phase: string): string {
  return shownText(phase.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
}

/** The time on the wall here, `14:03:07.250`; without `ms` to the second. */
export function clock(at: number, isExact = true): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return '–'
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  return isExact ? `${time}.${String(date.getMilliseconds()).padStart(3, '0')}` : time
}

/** How long it has been so, in words that change once a second at the most, and fit a narrow column. */
export function age(ms: number): string {
  if (!(ms >= 1_000)) return 'now'
  if (ms < 60_000) return `${Math.floor(ms / 1_000)} s`
  return ms < 600_000
    ? span(Math.floor(ms / 1_000) * 1_000)
    : span(Math.floor(ms / 60_000) * 60_000).replace(' 0 s', '')
}

/** `12,345`. */
export function number(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}
