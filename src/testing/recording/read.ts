/** Reads recordings: JSON lines out of a file that anybody may have written. */

import { type Fields, isFields, shown } from './fields.ts'
import { jsonStopsAt } from './json-place.ts'
import { type Place, problemIn, RecordingError } from './problem.ts'
import { FEED_KINDS, isCompared, recordedOf } from './read-feed.ts'
import { TapeReader } from './read-tape.ts'
import type { Recorded, Recording } from './recording.ts'

/** Longer lines are none of ours. */
const LONGEST_LINE = 1_048_576
const VERSION = 1

/** Reads a recording line by line; for files that are too large to be one text. Memory: about 150 bytes for each arrival. */
export class RecordingReader {
  readonly #events: Recorded[] = []
  readonly #tape = new TapeReader()
  #line = 0
  #unknown = 0
  #values = 0
  /** A line that was no JSON; an error unless it is the last one. */
  #broken: RecordingError | null = null

  /**
   * One line, without its newline.
   * @throws RecordingError naming line and column.
   */
  line(text: string): void {
    this.#line += 1
    const place = { line: this.#line, text }
    if (text.trim() === '') return
    if (this.#broken !== null) throw this.#broken
    if (text.length > LONGEST_LINE)
      throw new RecordingError(this.#line, LONGEST_LINE, 'a line too long for a recording')
    const value = this.#parsed(place)
    if (value !== null) this.#take(value, place)
  }

  /** The whole. @throws RecordingError when there is nothing. */
  end(): Recording {
    const truncated = this.#broken !== null
    if (this.#values === 0) {
      throw this.#broken ?? new RecordingError(0, 0, 'the recording is empty')
    }
    return {
      lines: this.#line,
      truncated,
      unknown: this.#unknown,
      events: this.#events,
      tape: this.#tape.end(),
    }
  }

  #parsed(place: Place): Fields | null {
    let value: unknown
    try {
      value = JSON.parse(place.text)
    } catch {
      this.#broken = new RecordingError(place.line, jsonStopsAt(place.text), 'this is no JSON')
      return null
    }
    if (!isFields(value))
      throw problemIn(place, null, 'expected a JSON object, as a recording has one a line')
    return value
  }

  #take(fields: Fields, place: Place): void {
    const { v, kind, at } = fields
    if (v === undefined || typeof kind !== 'string') {
      throw problemIn(place, null, 'this is no line of a recording: it has no version or no kind')
    }
    if (v !== VERSION) {
      throw problemIn(place, 'v', `version ${shown(v)} of the form; this program reads version ${VERSION}`)
    }
    if (typeof at !== 'number' || !Number.isFinite(at))
      throw problemIn(place, 'at', 'expected a time in ms since the epoch')
    this.#values += 1
    if (kind === 'tape') this.#tape.line(fields, place)
    else if (isCompared(kind)) this.#events.push(recordedOf(kind, fields, at, place))
    else if (!FEED_KINDS.has(kind)) this.#unknown += 1
  }
}

/**
 * Reads a recording: what `--record` or a `recorder` has written.
 *
 * @param recording its text, or its lines.
 * @throws RecordingError naming line and column of what is none of ours. A last line that breaks off is none of these.
 */
export function readRecording(recording: string | Iterable<string>): Recording {
  const reader = new RecordingReader()
  for (const line of typeof recording === 'string' ? linesOf(recording) : recording) reader.line(line)
  return reader.end()
}

/** Without making a list of all of them. */
function* linesOf(text: string): Iterable<string> {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    yield text.slice(at, end < 0 ? undefined : end)
    at = end < 0 ? text.length : end + 1
  }
}
