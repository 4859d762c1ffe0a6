/** What the server says, out of its text: looked at as far as the page leans on it, since servers of other versions exist. */
import { type ServerMessage, WIRE_VERSION } from '../../../../src/inspector/wire.ts'

const KINDS: ReadonlySet<unknown> = new Set<ServerMessage['t']>([
  'hello',
  'batch',
  'nodes',
  'vitals',
  'frames',
  'done',
  'permits',
  'beside',
  'ended',
])

/** A message, or what is wrong: of another version, or none at all. */
export function messageIn(text: string): ServerMessage | { readonly t: 'wrong'; readonly why: string } {
  const value = parsed(text)
  if (!isMessage(value)) return { t: 'wrong', why: 'The server says what no inspector says.' }
  if (value.t === 'hello' && value.v !== WIRE_VERSION) {
    return { t: 'wrong', why: 'The server is of another version than this page: load it again.' }
  }
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Its fields are those of our own server, which made this page, too. */
function isMessage(value: unknown): value is ServerMessage {
  return typeof value === 'object' && value !== null && 't' in value && KINDS.has(value.t)
}
