/** A page of the inspector, over a connection in memory, that asks for what it likes: what it is told, and what it can do. */
import { AskedError, askedOf } from '../../../src/inspector/asked.ts'
import type { PageMessage } from '../../../src/inspector/wire.ts'
import { utf8 } from '../bytes.ts'
import corpus from '../corpus/pages.json' with { type: 'json' }
import { chosen, type Input } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { PAGE_WORDS, pageText } from './page-messages.ts'
import { type Permitted, Visit } from './page-visit.ts'
import { framed, framesIn } from './rpc-frames.ts'

const PERMITTED: readonly Permitted[] = [
  { allow: [], frames: false, offers: false },
  { allow: ['stop', 'restart', 'reconnect'], frames: true, offers: true },
  { allow: ['reconnect'], frames: false, offers: true },
]

export const pagesTarget: Target = {
  name: 'pages',
  of: 'inspector/{page,find,nodes}.ts, act/*.ts, frames/*.ts, look/*.ts',
  share: 6,
  corpus: casesIn(corpus),
  words: PAGE_WORDS,
  grammar: (draw) => ({
    bytes: framed(draw.list(12, () => utf8(pageText(draw)))),
    knobs: [draw.below(PERMITTED.length)],
  }),
  async check(input) {
    const permitted = chosen(input, 0, PERMITTED)
    const visit = new Visit(permitted)
    await visit.open()
    const { asked, isRefused } = await saidTo(visit, input)
    await visit.rest()
    checkTold(visit, asked, isRefused)
    checkDone(visit, permitted)
    await visit.close()
  },
}

/** What was understood of it, as far as it was heard. */
async function saidTo(
  visit: Visit,
  input: Input,
): Promise<{ asked: readonly PageMessage[]; isRefused: boolean }> {
  const asked: PageMessage[] = []
  for (const frame of framesIn(input.bytes)) {
    const message = read(frame)
    await visit.say(frame)
    if (message === null) return { asked, isRefused: true }
    asked.push(message)
  }
  return { asked, isRefused: false }
}

function read(frame: Uint8Array): PageMessage | null {
  try {
    return askedOf(new TextDecoder('utf-8', { fatal: true }).decode(frame))
  } catch (error) {
    if (error instanceof AskedError || error instanceof TypeError) return null
    throw error
  }
}

/** The tree first; each act is answered once; what is refused is told why, and is sent away. */
function checkTold(visit: Visit, asked: readonly PageMessage[], isRefused: boolean): void {
  const [first] = visit.told
  must(first?.t === 'hello', () => `it was told ${first?.t} first`)
  const numbers = asked.flatMap((message) => (message.t === 'watch' ? [] : [message.n]))
  const done = visit.told.flatMap((message) => (message.t === 'done' ? [message.n] : []))
  const told = visit.told.filter(({ t }) => t === 'refused').length
  must(told === (isRefused ? 1 : 0), () => `it was refused ${told} times`)
  // Whoever is sent away is told no more.
  must(isRefused || sorted(done) === sorted(numbers), () => `${done} is done, of ${numbers}`)
  must(visit.isSentAway === isRefused, () => `it is ${visit.isSentAway ? '' : 'not '}sent away`)
  const watched = new Set(asked.flatMap((message) => (message.t === 'watch' ? message.ids : [])))
  for (const message of visit.told) {
    if (message.t === 'vitals')
      must(
        message.of.every(({ id }) => watched.has(id)),
        'vitals of nobody that it watches',
      )
    if (message.t === 'frames')
      must(
        message.frames.every(({ text }) => (text ?? '').length <= 512),
        'frames at length',
      )
  }
}

function sorted(numbers: readonly number[]): string {
  return String(numbers.toSorted((one, other) => one - other))
}

/** Nothing that is not allowed. */
function checkDone(visit: Visit, { allow, frames, offers }: Permitted): void {
  if (allow.length === 0) {
    must(visit.tree() === visit.treeBefore, 'the tree was changed, and nothing is allowed')
  }
  must(frames || visit.told.every(({ t }) => t !== 'frames'), 'frames were shown')
  must(offers || visit.inflicted.length === 0, 'a hardship that is not offered')
  must(
    visit.inflicted.every((id) => id === 'calls'),
    'a hardship for somebody else',
  )
}
