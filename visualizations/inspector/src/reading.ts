/** Reads recordings in pieces, so that the page stays alive meanwhile. */
import { History } from '../../../src/inspector/model/history.ts'
import { LineCutter, LineError, type Passed, RecordingLines } from '../../../src/inspector/model/recording.ts'
import type { ShownEvent } from '../../../src/inspector/wire.ts'
import { counted, number } from './ui/words.ts'

/** Larger files are refused: their texts alone would fill a page. In bytes. */
export const LARGEST_FILE = 512 * 1_048_576

/** What can be read; a `File` of the browser's is. */
export interface Readable {
  readonly name: string
  readonly size: number
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>
}

export interface ReadFile {
  readonly history: History
  readonly passed: Passed
}

/**
 * Reads a recording into a history.
 *
 * @param progress is told the share that is read, from 0 to 1, and awaited: the page can draw then.
 * @throws LineError naming the line.
 */
export async function readRecording(
  file: Readable,
  progress: (share: number) => Promise<void>,
): Promise<ReadFile> {
  if (file.size > LARGEST_FILE) {
    throw new LineError(
      0,
      `it has ${number(file.size / 1_048_576)} MiB; the page reads up to ${LARGEST_FILE / 1_048_576}`,
    )
  }
  const history = new History()
  const lines = new RecordingLines()
  const cutter = new LineCutter()
  const decoder = new TextDecoder()
  const take = (texts: readonly string[]): void => {
    const events: ShownEvent[] = []
    for (const text of texts) {
      const event = lines.line(text)
      if (event !== null) events.push(event)
    }
    history.add(events)
  }
  const reader = file.stream().getReader()
  let read = 0
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    take(cutter.cut(decoder.decode(piece.value, { stream: true })))
    read += piece.value.length
    await progress(read / Math.max(1, file.size))
  }
  take(cutter.cut(decoder.decode()))
  const rest = cutter.end()
  if (rest !== null) take([rest])
  return { history, passed: lines.end() }
}

/** What of the file is not on the page; null where all of it is. */
export function remarkOn(history: History, { tape, unknown, isTruncated }: Passed): string | null {
  const remarks = [
    history.forgotten > 0 ? `the first ${counted(history.forgotten, 'event')} of it are left out` : null,
    unknown > 0 ? `${counted(unknown, 'line')} of a kind that this version does not know` : null,
    tape > 0 ? 'its arrivals are not shown: `pulsetree replay` runs them' : null,
    isTruncated ? 'its last line breaks off' : null,
  ].filter((remark) => remark !== null)
  const [first = '', ...others] = remarks
  return remarks.length === 0
    ? null
    : `${[first.charAt(0).toUpperCase() + first.slice(1), ...others].join('; ')}.`
}
