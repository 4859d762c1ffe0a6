/** Recordings that are dropped on the inspector's page: what was, at any moment, and the same again once it is saved. */
import { isDeepStrictEqual } from 'node:util'
import { problemOf } from '../../../src/inspector/model/event.ts'
import { History } from '../../../src/inspector/model/history.ts'
import type { ShownNode } from '../../../src/inspector/model/node.ts'
import { LineCutter, LineError, RecordingLines } from '../../../src/inspector/model/recording.ts'
import type { ShownEvent } from '../../../src/inspector/wire.ts'
import { utf8 } from '../bytes.ts'
import corpus from '../corpus/shown-recordings.json' with { type: 'json' }
import { chosen, chunksOf, type Input } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { recordingOf } from './recordings.ts'
import { SHOWN_IDS, shownEventsText } from './shown-events.ts'

const LIMITS = [{}, { events: 8, chapter: 2 }, { bytes: 3_000, chapter: 1 }]

export const shownRecordingsTarget: Target = {
  name: 'shown-recordings',
  of: 'inspector/recorded.ts, model/*.ts',
  share: 40,
  corpus: casesIn(corpus),
  words: [
    '\n',
    '"v":1',
    '"at":0',
    '"at":8e15',
    '"kind":"removed"',
    '"kind":"phase"',
    '"from":null',
    ...SHOWN_IDS,
  ],
  grammar: (draw) => ({
    bytes: utf8(draw.once(8) ? recordingOf(draw) : shownEventsText(draw)),
    knobs: [draw.below(LIMITS.length)],
  }),
  check(input) {
    const events = cutAsItCame(input)
    const history = new History(chosen(input, 0, LIMITS))
    history.add(events)
    for (const event of events) must(problemOf(event) === null, 'an event that is none')
    checkTree(history.present.nodes)
    checkMoments(history, events)
    checkSaved(history, events)
  },
}

/** In pieces as in one; what of it is to be looked at. */
function cutAsItCame(input: Input): readonly ShownEvent[] {
  const whole = read([Buffer.from(input.bytes).toString()])
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const pieces = chunksOf(input).map((chunk) => decoder.decode(chunk, { stream: true }))
  const inPieces = read([...pieces, decoder.decode()])
  must(isDeepStrictEqual(inPieces, whole), 'whole and in pieces differ')
  checkLines(pieces)
  return whole.events
}

/** Lines are what stands between newlines; there is none behind the last one. */
function checkLines(pieces: readonly string[]): void {
  const cutter = new LineCutter()
  const lines = pieces.flatMap((piece) => cutter.cut(piece))
  const rest = cutter.end()
  const expected = pieces.join('').split('\n')
  if (expected.at(-1) === '') expected.pop()
  must(isDeepStrictEqual(rest === null ? lines : [...lines, rest], expected), 'lines are cut elsewhere')
}

interface Read {
  readonly events: readonly ShownEvent[]
  /** Why not all of it, or not any; null where all is well. */
  readonly why: string | null
}

function read(pieces: readonly string[]): Read {
  const lines = new RecordingLines()
  const cutter = new LineCutter()
  const events: ShownEvent[] = []
  const take = (text: string): void => {
    const event = lines.line(text)
    if (event !== null) events.push(event)
  }
  try {
    for (const piece of pieces) for (const line of cutter.cut(piece)) take(line)
    const last = cutter.end()
    if (last !== null) take(last)
    lines.end()
    return { events, why: null }
  } catch (error) {
    if (!(error instanceof LineError)) throw error
    must(error.message.length < 300, () => `a complaint of ${error.message.length} characters`)
    return { events, why: error.message }
  }
}

/** Everybody is under somebody who is there, and nobody under themselves. */
function checkTree(nodes: ReadonlyMap<string, ShownNode>): void {
  const fine = new Set<string | null>([null])
  for (const [id, node] of nodes) {
    must(node.id === id, 'a node under the id of another')
    const way = new Set<string>()
    for (
      let at: ShownNode | undefined = node;
      at !== undefined && !fine.has(at.id);
      at = nodes.get(at.parent ?? '')
    ) {
      must(!way.has(at.id), 'a circle')
      way.add(at.id)
      if (at.parent === null) break
      must(nodes.get(at.parent) !== undefined, () => `${at?.id} is under nobody`)
    }
    for (const one of way) fine.add(one)
  }
}

const MOMENTS = 20

function checkMoments(history: History, events: readonly ShownEvent[]): void {
  const span = history.span()
  must((span === null) === (events.length === 0), 'a time of nothing')
  if (span === null) return
  must(span.from <= span.to, 'a time that ends before it begins')
  must(history.size + history.forgotten === events.length, 'events are lost')
  for (let step = 0; step <= MOMENTS; step += 1) {
    const moment = span.from + ((span.to - span.from) * step) / MOMENTS
    checkTree(history.at(moment).nodes)
  }
  const last = history.at(span.to).nodes
  must(last === history.present.nodes, 'the end is not the present')
  for (const id of SHOWN_IDS) {
    let before = Number.NEGATIVE_INFINITY
    for (const { from, to } of history.bandsOf(id, span.from, span.to)) {
      must(from >= before && to >= from && from >= span.from && to <= span.to, 'bands overlap, or go back')
      before = to
    }
  }
}

const REMEMBERED: ReadonlySet<string> = new Set(['total', 'summary', 'listening'])

/** What is saved can be read, and is the same tree. */
function checkSaved(history: History, all: readonly ShownEvent[]): void {
  const saved = [...history.recorded()]
  const { events, why } = read([saved.map((event) => `${JSON.stringify(event)}\n`).join('')])
  must(saved.length === 0 || why === null, () => `what was saved cannot be read: ${why}`)
  must(events.length === saved.length, 'what was saved is not all read')
  // A tree does not show who ended before, nor where its doors were: with what was forgotten that is forgotten, too.
  if (all.slice(0, history.forgotten).some(({ kind }) => REMEMBERED.has(kind))) return
  const again = new History()
  again.add(events)
  const [one, other] = [history, again].map(({ present }) => treeIn(present.nodes))
  must(one === other, () => `it was ${one}, and is ${other}`)
}

function treeIn(nodes: ReadonlyMap<string, ShownNode>): string {
  const all = [...nodes.values()].map(({ id, kind, phase, parent, endpoint }) =>
    // Of a listener that never was bound only that it is there.
    JSON.stringify([id, kind, kind === 'listener' && endpoint === null ? null : phase, parent]),
  )
  return all.sort().join(' ')
}
