/** What a page asks for, out of what it sent: anything may come. */
import type { ActName, PageMessage } from './wire.ts'

/** The most whose vitals one page gets. */
export const MOST_WATCHED = 64

const ACTS: readonly ActName[] = ['stop', 'restart', 'reconnect']

/** A message that is none of a page's: one sentence. */
export class AskedError extends Error {
  override readonly name = 'AskedError'
}

/**
 * @param text null: it is no text.
 * @throws AskedError saying what is wrong with it.
 */
export function askedOf(text: string | null): PageMessage {
  const message = parsed(text)
  switch (message.t) {
    case 'watch':
      return { t: 'watch', ids: idsOf(message.ids), frames: framesOf(message.frames) }
    case 'act':
      return {
        t: 'act',
        n: numberOf(message.n),
        act: actOf(message.act),
        id: textOf('id', message.id),
      }
    case 'hardship': {
      const { n, name, id } = message
      return { t: 'hardship', n: numberOf(n), name: textOf('name', name), id: textOf('id', id) }
    }
    default:
      throw new AskedError('a message is a watch, an act or a hardship')
  }
}

type Fields = Readonly<Record<'t' | 'ids' | 'frames' | 'n' | 'act' | 'id' | 'name', unknown>>

function parsed(text: string | null): Fields {
  let value: unknown = null
  try {
    value = text === null ? null : JSON.parse(text)
  } catch {
    // Said below.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AskedError('a message is one JSON object')
  }
  const none = { t: null, ids: null, frames: null, n: null, act: null, id: null, name: null }
  return { ...none, ...value }
}

function idsOf(ids: unknown): readonly string[] {
  if (!Array.isArray(ids) || ids.length > MOST_WATCHED) {
    throw new AskedError(`ids: expected a list of ${MOST_WATCHED} at most`)
  }
  return ids.map((id) => textOf('ids', id))
}

function framesOf(frames: unknown): string | null {
  return frames === null ? null : textOf('frames', frames)
}

function numberOf(n: unknown): number {
  if (typeof n === 'number' && Number.isSafeInteger(n) && n >= 0) return n
  throw new AskedError('n: expected a whole number from 0 on')
}

function actOf(act: unknown): ActName {
  const known = ACTS.find((name) => name === act)
  if (known !== undefined) return known
  throw new AskedError(`act: expected one of ${ACTS.join(', ')}`)
}

function textOf(name: string, text: unknown): string {
  if (typeof text === 'string') return text
  throw new AskedError(`${name}: expected a text`)
}
