/** Recorded files: feeds and tapes, read line by line or whole, refused by line and column. */
import { isDeepStrictEqual } from 'node:util'
import { jsonStopsAt } from '../../../src/testing/recording/json-place.ts'
import { RecordingError } from '../../../src/testing/recording/problem.ts'
import { RecordingReader, readRecording } from '../../../src/testing/recording/read.ts'
import type { Recording } from '../../../src/testing/recording/recording.ts'
import { utf8 } from '../bytes.ts'
import corpus from '../corpus/recordings.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'

const AT = 1_790_000_000_000

const EVENTS = [
  { kind: 'phase', id: 'feed', from: null, to: 'connecting' },
  { kind: 'phase', id: 'feed', from: 'connecting', to: 'alive', event: 'link.opened' },
  { kind: 'phase', id: 'feed', from: 'alive', to: 'suspect', event: 'peer.silent' },
  {
    kind: 'phase',
    id: 'feed',
    from: 'suspect',
    to: 'dead',
    event: 'peer.lost',
    cause: { kind: 'silent', by: 'peer' },
  },
  {
    kind: 'phase',
    id: 'feed',
    from: 'alive',
    to: 'dead',
    event: 'link.ended',
    cause: { kind: 'timeout', by: 'peer', of: 'frame' },
  },
  { kind: 'retry', id: 'feed', attempt: 1, delayMs: 250.5 },
  { kind: 'stale', id: 'feed', silentMs: 60_000 },
  { kind: 'fresh', id: 'feed' },
  { kind: 'stall', lostMs: 400, slept: true },
  { kind: 'changed', id: 'feed' },
  { kind: 'added', id: 'feed' },
  { kind: 'of tomorrow', id: 'feed' },
]

const FACTS = [
  { tape: 1, aheadMs: AT },
  {
    plan: 0,
    said: {
      accepts: false,
      pings: true,
      options: { heartbeat: { everyMs: 10_000 } },
      hooks: false,
      authorises: false,
      policy: false,
    },
  },
  { connection: 0, id: 'feed', plan: 0, endpoint: 'tcp://a.example:7373' },
  { listener: 0, plan: 0, endpoint: 'tcp://127.0.0.1:7373' },
  { cause: 0, is: { kind: 'eof', by: 'peer' } },
]

const LOGS = [
  ' a)0',
  'D0.0',
  'O0',
  ' 5H',
  'B',
  'P',
  '~0123',
  ' zF5',
  'Z0.0',
  'X',
  'S',
  '&0.5',
  '?a',
  'W5',
  'R1.5',
  ' 1C',
  '@5',
  '-',
  '+',
]

export const recordingsTarget: Target = {
  name: 'recordings',
  of: 'testing/recording/{read,read-feed,read-tape,log,fields,json-place}.ts',
  share: 70,
  corpus: casesIn(corpus),
  words: [
    '\n',
    '"n":0',
    '"log":" ',
    '"tape":1',
    '"kind":"tape"',
    '"v":1',
    '"at":0',
    ' zzzzzzzzz',
    '~',
    'F',
    ...LOGS,
  ],
  grammar: (draw) => ({ bytes: utf8(recordingOf(draw)), knobs: [] }),
  check({ bytes }) {
    const text = Buffer.from(bytes).toString()
    const whole = read(text, () => readRecording(text))
    const inLines = read(text, () => {
      const reader = new RecordingReader()
      for (const line of text.replace(/\n$/, '').split('\n')) reader.line(line)
      return reader.end()
    })
    // An empty text has no line, or an empty one: there is nothing in either.
    must(text === '' || isDeepStrictEqual(whole, inLines), 'whole and line by line differ')
    checkPlace(text)
  },
}

export function recordingOf(draw: Draw): string {
  const tape = draw.once(2)
    ? [
        ...FACTS.slice(0, draw.from(1, 5)),
        ...draw.list(4, () => ({
          from: draw.size(9_999),
          log: draw.list(12, () => draw.pick(LOGS)).join(''),
        })),
      ]
    : []
  const taped = tape.map((fact, n) => ({ v: 1, at: AT, kind: 'tape', n, ...fact }))
  const events = draw.list(8, () => ({ v: 1, at: AT + draw.size(9_999), ...draw.pick(EVENTS) }))
  const lines = [...taped, ...events].map((line) => JSON.stringify(line)).join('\n')
  return draw.once(4) ? lines : `${lines}\n`
}

type Outcome = Recording | { readonly line: number; readonly column: number; readonly message: string }

/** What was read, or where it stopped. @throws whatever else is thrown. */
function read(text: string, make: () => Recording): Outcome {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error
    const { line, column, message } = error
    const lines = text.split('\n')
    must(line >= 0 && line <= lines.length, () => `a complaint about line ${line} of ${lines.length}`)
    must(
      column >= 0 && (column === 0 || column <= (lines[line - 1]?.length ?? 0) + 1),
      () => `a complaint about column ${column}: ${message}`,
    )
    return { line, column, message }
  }
}

/** What parses never stops in the middle, and what does not stops somewhere. */
function checkPlace(text: string): void {
  const place = jsonStopsAt(text)
  must(place >= 1 && place <= text.length + 1, () => `JSON stops at ${place} of ${text.length}`)
  if (place <= text.length)
    must(!isJson(text) || depthOf(text) > DEEPEST, () => `JSON that parses stops at ${place}`)
}

/** Deeper is too deep to look for a place in. */
const DEEPEST = 512

/** How deep JSON nests that parses. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [mark] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (mark === '[' || mark === '{') depth += 1
    else if (mark === ']' || mark === '}') depth -= 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
