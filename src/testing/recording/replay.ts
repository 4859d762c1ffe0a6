/** Replays a recording: shows the first place at which the machines of today do otherwise, or what other times would have done. */
import { type Backoff, backoffOf } from '../../machines/backoff.ts'
import { ChartWalk } from './chart-walk.ts'
import { type Difference, type Row, sideBySide } from './compare.ts'
import { isFields } from './fields.ts'
import type { Recorded, RecordedTape, Recording } from './recording.ts'
import { type Led, type Made, Run } from './run.ts'
import type { Otherwise } from './told.ts'
import { areSame, type Outcome, wordsOf } from './verdict.ts'

/** What became of a replay. */
export interface ReplayReport {
  /** Lines of the recording. */
  readonly lines: number
  /** Connections in it. */
  readonly connections: number
  /** How many of them were run again; the events of the others went through the chart alone. */
  readonly replayed: number
  /** Phases, delays and stalls that were compared. */
  readonly outcomes: number
  /** Arrivals that the detectors heard again, and the time it took then, in ms. */
  readonly arrivals: number
  /** How much time the recording spans, in ms. */
  readonly spanMs: number
  /** The first place at which the machines do otherwise; null where they do the same. Null as well when asked what would be. */
  readonly difference: Difference | null
  /** Whether it was asked what other options would have made of it. */
  readonly isAsked: boolean
  /** Asked what other options would have made of it: the verdicts of then, and what would have become of them. Else empty. */
  readonly rows: readonly Row[]
  /** What else is to be said of the recording: that its end is missing, say. */
  readonly notes: readonly string[]
}

/** Outcomes may come a tick sooner or later. */
const TOLERANCE_MS = 60

/**
 * Runs a recording through the machines again: all its events through the chart, and where arrivals were recorded, those through
 * supervisor, session, heartbeat and detector, on a clock that does what that one did.
 *
 * @param otherwise what connections shall be told otherwise, all of them: then it is no difference what comes of it, but an
 *   answer: see {@link ReplayReport.rows}. An arrival comes when it came, whatever the peers would have been asked: with
 *   another `everyMs` the answers are still those to the beats of then.
 * @throws RecordingError when the recording says what this program cannot do; OptionError for `otherwise`.
 */
export async function replay(recording: Recording, otherwise: Otherwise = {}): Promise<ReplayReport> {
  const isAsked = Object.keys(otherwise).length > 0
  const { tape, events } = recording
  const walked = isAsked ? null : walk(recording)
  const run = tape === null ? null : new Run(tape, otherwise)
  await run?.run()
  const until = run === null || tape === null ? 0 : toldUntil(tape, run.wall)
  const compared = tape === null ? [] : comparable(events, tape, until)
  const made = run === null ? [] : unchanged(run.made, events, until)
  const found = run === null || isAsked ? null : firstDifference(compared, made)
  const difference = earlier(walked, found)
  return {
    lines: recording.lines,
    connections: new Set(events.flatMap(({ event }) => ('id' in event ? [event.id] : []))).size,
    replayed: tape?.connections.size ?? 0,
    outcomes: events.length,
    arrivals:
      tape?.events.reduce((sum, { ops }) => sum + ops.filter(({ code }) => code === 'H').length, 0) ?? 0,
    spanMs: spanOf(events),
    difference: difference === null || tape === null ? difference : await explained(difference, tape),
    isAsked,
    rows: isAsked ? sideBySide(compared, made) : [],
    notes: notesOn(recording),
  }
}

// — the chart —

function walk({ events, tape }: Recording): Difference | null {
  const walks = new Map<string, ChartWalk>()
  const backoffs = backoffsOf(tape)
  const changed = new Set<string>()
  for (const { line, event } of events) {
    if (!('id' in event)) continue
    if (event.kind === 'changed') changed.add(event.id)
    let walk = walks.get(event.id)
    if (walk === undefined) {
      const backoff = backoffs.get(event.id)
      walk = new ChartWalk({
        accepts: backoff === null,
        backoff: backoff ?? backoffOf(),
        isTold: backoff !== undefined && backoff !== null && !changed.has(event.id),
      })
      walks.set(event.id, walk)
    }
    const machine = walk.take(event)
    if (machine === null || event.kind === 'changed') continue
    return { line, id: event.id, at: event.at, recorded: wordsOf(event), machine, led: null }
  }
  return null
}

/** By id; null for accepted connections, none for those of which nothing is known. */
function backoffsOf(tape: RecordedTape | null): ReadonlyMap<string, Backoff | null> {
  const known = new Map<string, Backoff | null>()
  for (const { id, plan } of tape?.connections.values() ?? []) {
    const said = tape?.plans.get(plan)?.said
    if (said === undefined) continue
    const backoff = said.options['backoff']
    try {
      known.set(id, said.accepts ? null : backoffOf(isFields(backoff) ? backoff : {}))
    } catch {
      // Whoever runs it will say what is wrong with it.
    }
  }
  return known
}

// — the tape —

/** Up to when a tape tells everything, in ms since the epoch: of one that was cut off, what was buffered is missing. */
function toldUntil({ events, isWhole }: RecordedTape, endWall: number): number {
  if (events.length === 0) return Number.NEGATIVE_INFINITY
  return isWhole ? Number.POSITIVE_INFINITY : Math.floor(endWall) - 1
}

/** What the tape can say something of: of connections that were recorded, up to its end. */
function comparable(events: readonly Recorded[], tape: RecordedTape, until: number): readonly Recorded[] {
  const ids = new Set([...tape.connections.values()].map(({ id }) => id))
  const changed = new Set<string>()
  return events.filter(({ event }) => {
    if (event.kind === 'changed') changed.add(event.id)
    if (event.at > until || event.kind === 'changed') return false
    return !('id' in event) || (ids.has(event.id) && !changed.has(event.id))
  })
}

/** Options that were changed at run time are not recorded. */
function unchanged(made: readonly Made[], events: readonly Recorded[], until: number): readonly Made[] {
  const changed = new Map<string, number>()
  for (const { event } of events) {
    if (event.kind === 'changed' && !changed.has(event.id)) changed.set(event.id, event.at)
  }
  return made.filter(
    ({ id, event }) =>
      event.at <= until &&
      event.at < ((id === null ? undefined : changed.get(id)) ?? Number.POSITIVE_INFINITY),
  )
}

function firstDifference(recorded: readonly Recorded[], made: readonly Made[]): Difference | null {
  const ids = new Map<string | null, { recorded: Recorded[]; made: Made[] }>()
  const of = (id: string | null) => {
    const found = ids.get(id) ?? { recorded: [], made: [] }
    ids.set(id, found)
    return found
  }
  for (const one of recorded) of('id' in one.event ? one.event.id : null).recorded.push(one)
  for (const one of made) of(one.id).made.push(one)
  let first: Difference | null = null
  for (const [id, lists] of ids) first = earlier(first, differenceOf(id, lists))
  return first
}

function differenceOf(
  id: string | null,
  { recorded, made }: { readonly recorded: readonly Recorded[]; readonly made: readonly Made[] },
): Difference | null {
  for (let index = 0; index < Math.max(recorded.length, made.length); index += 1) {
    const then = recorded[index]
    const now = made[index]
    if (then === undefined && now === undefined) return null
    const event = then?.event.kind === 'changed' ? undefined : then?.event
    if (event !== undefined && now !== undefined && areAlike(event, now.event)) continue
    return differing(id, event === undefined ? null : { line: then?.line ?? 0, event }, now ?? null)
  }
  return null
}

/** Of two that are not the same at all, and not at the same time, the earlier one is what the other side does not have. */
function differing(
  id: string | null,
  then: { readonly line: number; readonly event: Outcome } | null,
  now: Made | null,
): Difference {
  const isSame = then !== null && now !== null && areSame(then.event, now.event, TOLERANCE_MS)
  const ahead = isSame || then === null || now === null ? 0 : now.event.at - then.event.at
  const recorded = ahead < -TOLERANCE_MS ? null : then
  const machine = ahead > TOLERANCE_MS ? null : now
  return {
    line: recorded?.line ?? machine?.line ?? 0,
    id,
    at: Math.min(
      recorded?.event.at ?? Number.POSITIVE_INFINITY,
      machine?.event.at ?? Number.POSITIVE_INFINITY,
    ),
    recorded: recorded === null ? null : wordsOf(recorded.event),
    machine: machine === null ? null : timed(wordsOf(machine.event), machine.event.at, recorded?.event.at),
    led: null,
  }
}

function areAlike(then: Outcome, now: Outcome): boolean {
  return areSame(then, now, TOLERANCE_MS) && Math.abs(then.at - now.at) <= TOLERANCE_MS
}

/** With how much sooner or later that is, where it matters. */
function timed(words: string, at: number, then: number | undefined): string {
  if (then === undefined || Math.abs(at - then) <= TOLERANCE_MS) return words
  return `${words}, ${Math.abs(at - then)} ms ${at < then ? 'sooner' : 'later'}`
}

function earlier(one: Difference | null, other: Difference | null): Difference | null {
  if (one === null || other === null) return one ?? other
  return other.at < one.at || (other.at === one.at && other.line < one.line) ? other : one
}

/** A second run, up to there, that looks at what led there. */
async function explained(difference: Difference, tape: RecordedTape): Promise<Difference> {
  if (difference.id === null) return difference
  const run = new Run(tape, {})
  run.lookAt(difference.id, difference.at)
  await run.run()
  const led: Led | null = run.look
  return { ...difference, led }
}

// — about the recording —

function spanOf(events: readonly Recorded[]): number {
  const times = events.map(({ event }) => event.at)
  const first = times[0] ?? 0
  return Math.max(0, (times.at(-1) ?? first) - first)
}

function notesOn({ tape, truncated, unknown }: Recording): string[] {
  const notes: string[] = []
  if (truncated) notes.push('the last line breaks off, as when its writer was killed')
  if (unknown > 0) notes.push(`${unknown} lines are of kinds that this version does not know`)
  if (tape === null)
    notes.push('no arrivals were recorded: events went through the chart, and no detector was asked')
  else if (tape.brokenAt !== null) {
    notes.push(
      `lines of the tape are missing before line ${tape.brokenAt}: what follows went through the chart alone`,
    )
  }
  return notes
}
