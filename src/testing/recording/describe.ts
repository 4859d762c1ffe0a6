/** A replay in sentences, for people. */
import { counted, printable, span } from '../../supervisor/wording.ts'
import type { Difference, Row } from './compare.ts'
import type { ReplayReport } from './replay.ts'

/** What was replayed, and what came of it; one line each. */
export function describeReplay(report: ReplayReport): string[] {
  const { lines, connections, replayed, arrivals, outcomes, spanMs, difference, rows } = report
  const again = replayed === 0 ? '' : `, ${replayed} of them run again with ${counted(arrivals, 'arrival')}`
  return [
    `replayed ${counted(lines, 'line')} over ${span(spanMs)}: ${counted(connections, 'connection')}${again}, ` +
      counted(outcomes, 'outcome'),
    ...report.notes.map((note) => `note: ${note}`),
    ...(rows.length > 0
      ? describeRows(rows)
      : difference === null
        ? ['no difference']
        : describeDifference(difference)),
  ]
}

/** Where it is, what was recorded, what the machines do, and what led there. */
export function describeDifference({ line, id, at, recorded, machine, led }: Difference): string[] {
  const who = id === null ? 'this process' : printable(id)
  const lines = [
    `a difference at line ${line}, ${who}, ${timeOf(at)} UTC`,
    `  recorded: ${recorded === null ? 'nothing' : printable(recorded)}`,
    `  machines: ${machine === null ? 'nothing' : printable(machine)}`,
  ]
  if (led === null) return lines
  const { heardMsBefore, silentMs, suspicion } = led
  const heard = heardMsBefore.map((ms) => span(ms)).join(', ')
  lines.push(heard === '' ? '  it was never heard before that' : `  heard before that: ${heard} ago`)
  if (silentMs !== null)
    lines.push(`  silent for ${span(silentMs)} of attention, suspicion ${(suspicion ?? 0).toFixed(2)}`)
  return lines
}

function describeRows(rows: readonly Row[]): string[] {
  const width = Math.max(0, ...rows.map(({ id }) => printable(id).length))
  return rows.map((row) => {
    const { id, verdict, recordedAt, replayedAt } = row
    return `${timeOf(recordedAt ?? replayedAt ?? 0)} ${printable(id).padEnd(width)} ${shiftOf(row).padEnd(20)} ${printable(verdict)}`
  })
}

/** What would have become of a verdict. */
function shiftOf({ recordedAt, replayedAt }: Row): string {
  if (recordedAt === null) return 'new'
  if (replayedAt === null) return 'would not have been'
  const ms = replayedAt - recordedAt
  if (Math.abs(ms) < 1) return 'the same'
  return `${span(Math.abs(ms))} ${ms < 0 ? 'sooner' : 'later'}`
}

const clockFace = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
})

/** `14:03:59.250`; of a time that no calendar has, the number. */
function timeOf(at: number): string {
  return Math.abs(at) <= 8.64e15 ? clockFace.format(at) : String(at)
}
