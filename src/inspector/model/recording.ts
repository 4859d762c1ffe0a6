/**
 * Reads what `--record` or a `recorder` has written, line by line, for looking at it: arrivals of a tape are passed over.
 * Whoever wants to run it again has `pulsetree/recording`.
 */
import type { ShownEvent } from '../wire.ts'
import { isKnownKind, isShownEvent, problemOf } from './event.ts'

/** Longer lines are none of ours. In characters. */
export const LONGEST_LINE = 1_048_576

/** A file that is no recording: one sentence, with the line. */
export class LineError extends Error {
  override readonly name = 'LineError'
  /** From 1; 0 where the file as a whole is meant. */
  readonly line: number

  constructor(line: number, problem: string) {
    super(line === 0 ? problem : `line ${line}: ${problem}`)
    this.line = line
  }
}

/** What was passed over. */
export interface Passed {
  readonly lines: number
  /** Lines of arrivals, which are there to be run again. */
  readonly tape: number
  /** Lines of kinds that this version does not know. */
  readonly unknown: number
  /** Its last line breaks off, as when the writer was killed. */
  readonly isTruncated: boolean
}

export class RecordingLines {
  #lines = 0
  #values = 0
  #tape = 0
  #unknown = 0
  /** A line that was no JSON: an error unless it is the last one. */
  #broken: LineError | null = null

  /**
   * One line, without its newline; null where there is nothing to look at.
   * @throws LineError naming the line.
   */
  line(text: string): ShownEvent | null {
    this.#lines += 1
    if (text.trim() === '') return null
    if (this.#broken !== null) throw this.#broken
    if (text.length > LONGEST_LINE) throw new LineError(this.#lines, 'a line too long for a recording')
    const value = this.#parsed(text)
    return value === undefined ? null : this.#eventIn(value)
  }

  /** @throws LineError when there was nothing. */
  end(): Passed {
    if (this.#values === 0) throw this.#broken ?? new LineError(0, 'the recording is empty')
    return {
      lines: this.#lines,
      tape: this.#tape,
      unknown: this.#unknown,
      isTruncated: this.#broken !== null,
    }
  }

  #parsed(text: string): unknown {
    try {
      return JSON.parse(text)
    } catch {
      this.#broken = new LineError(this.#lines, 'this is no JSON')
      return undefined
    }
  }

  #eventIn(value: unknown): ShownEvent | null {
    if (typeof value !== 'object' || value === null || !('v' in value) || !('kind' in value)) {
      throw new LineError(this.#lines, 'this is no line of a recording: it has no version or no kind')
    }
    const { v, kind } = value
    if (v !== 1) {
      throw new LineError(this.#lines, `version ${versionIn(v)} of the form; this program reads version 1`)
    }
    if (typeof kind !== 'string') throw new LineError(this.#lines, 'kind: expected a text')
    this.#values += 1
    if (isShownEvent(value)) return value
    if (kind === 'tape') this.#tape += 1
    else if (isKnownKind(kind)) throw new LineError(this.#lines, `${problemOf(value)}: not as ${kind} has it`)
    else this.#unknown += 1
    return null
  }
}

/** Anything may stand there, as long or as deep as a line is. */
function versionIn(v: unknown): string {
  return typeof v === 'number' || typeof v === 'string' ? JSON.stringify(v).slice(0, 40) : 'of no number'
}

/** Cuts a text that comes in pieces into lines. */
export class LineCutter {
  #rest: string[] = []
  #length = 0

  /** The lines that are complete with this piece. */
  cut(piece: string): readonly string[] {
    const lines: string[] = []
    let from = 0
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      lines.push(this.#whole(piece.slice(from, end)))
      from = end + 1
    }
    const rest = piece.slice(from)
    // Of a line that is too long its beginning is enough to say so.
    if (rest !== '' && this.#length <= LONGEST_LINE) this.#rest.push(rest)
    this.#length += rest.length
    return lines
  }

  /** What is left behind the last newline; null where that was the end. */
  end(): string | null {
    return this.#length === 0 ? null : this.#whole('')
  }

  #whole(end: string): string {
    const line = this.#rest.length === 0 ? end : [...this.#rest, end].join('')
    this.#rest = []
    this.#length = 0
    return line
  }
}
