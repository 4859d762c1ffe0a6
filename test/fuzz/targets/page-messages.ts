/** What a page of the inspector asks for: one of three messages, or it is sent away by name. */
import { AskedError, askedOf, MOST_WATCHED } from '../../../src/inspector/asked.ts'
import type { PageMessage } from '../../../src/inspector/wire.ts'
import { utf8 } from '../bytes.ts'
import corpus from '../corpus/page-messages.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'

const ACTS = ['stop', 'restart', 'reconnect']
const IDS = [
  'calls',
  'door',
  'part',
  'part/feed',
  'mem://us:7373#1',
  'fuzz',
  '__proto__',
  '',
  'nobody',
  'a/b/c',
]

export const PAGE_WORDS = [
  '"t":"watch"',
  '"t":"act"',
  '"t":"hardship"',
  '"n":1',
  '"id":"calls"',
  '"act":"stop"',
  '"ids":[]',
  '"frames":null',
  '\x1e',
]

export const pageMessagesTarget: Target = {
  name: 'page-messages',
  of: 'inspector/{asked,wire}.ts',
  share: 50,
  corpus: casesIn(corpus),
  words: PAGE_WORDS,
  grammar: (draw) => ({ bytes: utf8(pageText(draw)), knobs: [] }),
  check({ bytes }) {
    const text = new TextDecoder().decode(bytes)
    const asked = usable(text)
    must((asked !== null) === isAsked(text), () => `it is ${asked === null ? 'refused' : 'taken'}`)
    if (asked === null) return
    must(
      JSON.stringify(usable(JSON.stringify(asked))) === JSON.stringify(asked),
      'what was asked comes again otherwise',
    )
    must(usable(null) === null, 'bytes that are no text are taken')
  },
}

/** null where it was refused, in one sentence. @throws whatever else is thrown. */
function usable(text: string | null): PageMessage | null {
  try {
    return askedOf(text)
  } catch (error) {
    if (!(error instanceof AskedError)) throw error
    must(error.message.length < 200 && !error.message.includes('\n'), 'refused at length')
    return null
  }
}

/** By the words of the form alone. */
function isAsked(text: string): boolean {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return false
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const fields = new Map<string, unknown>(Object.entries(value))
  const [ids, frames, n, id] = ['ids', 'frames', 'n', 'id'].map((name) => fields.get(name))
  const isNumbered = Number.isSafeInteger(n) && Number(n) >= 0 && isText(id)
  switch (fields.get('t')) {
    case 'watch':
      return (
        Array.isArray(ids) &&
        ids.length <= MOST_WATCHED &&
        ids.every(isText) &&
        // Whose frames are wanted may be left out: nobody's.
        isText(frames ?? '')
      )
    case 'act':
      return isNumbered && ACTS.some((act) => act === fields.get('act'))
    case 'hardship':
      return isNumbered && isText(fields.get('name'))
    default:
      return false
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

export function pageText(draw: Draw): string {
  const id = draw.pick(IDS)
  const n = draw.once(10) ? draw.pick<unknown>([-1, 1.5, '1', null, 2 ** 53, 1e300]) : draw.below(9)
  switch (draw.below(8)) {
    case 0:
    case 1:
      return JSON.stringify({
        t: 'watch',
        ids: draw.list(70, () => draw.pick(IDS)),
        frames: draw.once(2) ? null : id,
      })
    case 2:
    case 3:
    case 4:
      return JSON.stringify({
        t: 'act',
        n,
        act: draw.once(12) ? draw.pick(['', 'kill', 1]) : draw.pick(ACTS),
        id,
      })
    case 5:
    case 6:
      return JSON.stringify({ t: 'hardship', n, name: draw.pick(['freeze', 'nothing', '']), id })
    default:
      return draw.pick([
        '{}',
        '[]',
        'null',
        '{"t":"hello"}',
        '"watch"',
        '{"t":"watch","ids":null}',
        '{"__proto__":{"t":"watch"}}',
      ])
  }
}
