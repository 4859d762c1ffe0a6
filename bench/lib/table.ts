/** Figures as a table for people: what each subject measured, then the ratios of one of them. */
import type { Figure, Rounds } from './figures.ts'

/** @param about the subject whose ratios are shown, one column for each peer. */
export function tableOf(all: Rounds, figures: readonly Figure[], about: string): string {
  const head = ['', ...all.subjects, ...all.peers.map((peer) => `× ${peer}`)]
  const rows = all.metrics.flatMap(({ name, label }) => {
    const own = figures.filter(({ metric }) => metric === name)
    if (own.length === 0) return []
    const ratio = own.find(({ subject }) => subject === about)?.ratio ?? {}
    return [
      [
        label,
        ...all.subjects.map((subject) => shown(own.find((figure) => figure.subject === subject)?.value)),
        ...all.peers.map((peer) => shown(ratio[peer])),
      ],
    ]
  })
  return aligned([head, ...rows])
}

function shown(value: number | undefined): string {
  if (value === undefined) return ''
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toFixed(Number.isInteger(value) ? 0 : digits)
}

/** The first column to the left, all others to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart((widths[column] ?? 0) + 2),
        )
        .join('')
        .trimEnd(),
    )
    .join('\n')
}
