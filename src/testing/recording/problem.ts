/** What is wrong with a file that should be a recording: one sentence, with the place. */

/** Something that is no recording, or a recording that cannot be replayed. */
export class RecordingError extends Error {
  /** Always this. */
  override readonly name = 'RecordingError'
  /** The line, from 1; 0 where the file as a whole is meant. */
  readonly line: number
  /** The column in it, from 1; 0 where the whole line is meant. */
  readonly column: number

  constructor(line: number, column: number, problem: string) {
    const place = line === 0 ? '' : column === 0 ? `line ${line}: ` : `line ${line}, column ${column}: `
    super(place + problem)
    this.line = line
    this.column = column
  }
}

/** One line, and how to complain of it. */
export interface Place {
  readonly line: number
  readonly text: string
}

/** @param field what is wrong in the line; null: all of it. */
export function problemIn({ line, text }: Place, field: string | null, problem: string): RecordingError {
  const at = field === null ? -1 : text.indexOf(`"${field}"`)
  return new RecordingError(line, at + 1, field === null || at < 0 ? problem : `${field}: ${problem}`)
}
