/** Reads a recording from its file, an event at a time. */
import { createReadStream } from 'node:fs'
import { LineCutter, RecordingLines } from './model/recording.ts'
import type { ShownEvent } from './wire.ts'

/**
 * What there is to look at, in order.
 * @throws LineError naming the line that is none of a recording; what the system says of a file that cannot be read.
 */
export async function* eventsIn(file: string): AsyncGenerator<ShownEvent> {
  const lines = new RecordingLines()
  const cutter = new LineCutter()
  for await (const piece of createReadStream(file, 'utf8')) {
    for (const line of cutter.cut(String(piece))) {
      const event = lines.line(line)
      if (event !== null) yield event
    }
  }
  const last = cutter.end()
  const event = last === null ? null : lines.line(last)
  if (event !== null) yield event
  lines.end()
}
