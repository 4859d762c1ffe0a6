/** What the demo ends with: one row for each connection there was. */
import type { FeedEvent } from '../../index.ts'
import { span } from '../../supervisor/wording.ts'

type Summary = Extract<FeedEvent, { kind: 'summary' }>

const HEAD = ['connection', 'beats', 'misses', 'reconnects', 'verdicts', 'found in', 'rtt p50']

/** Aligned lines, the head first. */
export function summaryTable(summaries: readonly Summary[]): string[] {
  const rows = [HEAD, ...summaries.map(rowOf)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  )
}

function rowOf({ id, beats, misses, reconnects, verdicts, detectionMs, rttMs }: Summary): string[] {
  return [
    id,
    String(beats),
    String(misses),
    String(reconnects),
    String(verdicts),
    detectionMs === null ? '-' : span(detectionMs.p50),
    rttMs === null ? '-' : `${rttMs.p50} ms`,
  ]
}
