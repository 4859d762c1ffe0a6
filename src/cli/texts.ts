/** Frames as they are typed on a command line: text with escapes for what a shell cannot hold. */
import type { Payload } from '../index.ts'
import { printable } from '../supervisor/wording.ts'
import { UsageError } from './usage.ts'
import { quoted } from './values.ts'

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' }

const encoder = new TextEncoder()

/**
 * One frame: text with `\n \r \t \\`, and `\xNN` for one byte of any value. It stays text unless a byte was asked for
 * that is none in UTF-8 by itself.
 *
 * @throws UsageError when it is empty or has an escape that there is not.
 */
export function frameText(option: string, text: string): Payload {
  if (text === '') throw new UsageError(option, 'expected at least one byte')
  const pieces = [...text.matchAll(/\\x[0-9a-f]{2}|\\.?|[^\\]+/gis)].map(([piece]) => pieceOf(option, piece))
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('')
  return Uint8Array.from(
    pieces.flatMap((piece) => (typeof piece === 'number' ? [piece] : [...encoder.encode(piece)])),
  )
}

/** Text, or the value of a byte above ASCII. */
function pieceOf(option: string, piece: string): string | number {
  if (!piece.startsWith('\\')) return piece
  const escaped = ESCAPES[piece.slice(1)]
  if (escaped !== undefined) return escaped
  const byte = /^\\x/i.test(piece) ? Number.parseInt(piece.slice(2), 16) : Number.NaN
  if (Number.isNaN(byte)) {
    throw new UsageError(option, `${printable(piece)} is no escape; there are \\n \\r \\t \\\\ and \\xNN`)
  }
  return byte < 0x80 ? String.fromCharCode(byte) : byte
}

/** One frame, or `none`. */
export function frameTextOrNone(option: string, text: string): Payload | null {
  return text === 'none' ? null : frameText(option, text)
}

/** `PING=PONG`: the first `=` separates (`\x3d` writes one that does not). `PING=` recognises without answering. */
export function answerText(
  option: string,
  text: string,
): { readonly ping: Payload; readonly pong: Payload | null } {
  const equals = text.indexOf('=')
  if (equals < 1)
    throw new UsageError(option, `expected PING=PONG, or PING= to leave it unanswered, got ${quoted(text)}`)
  const pong = text.slice(equals + 1)
  return {
    ping: frameText(option, text.slice(0, equals)),
    pong: pong === '' ? null : frameText(option, pong),
  }
}
