/** Figures as tables for people: what each subject measured, then what ours are as multiples of their peers. */
import type { Figure, Rounds } from './figures.ts'

/** One table of values, and below it one of ratios for each of {@link Rounds.ours} that has any. */
export function tableOf(all: Rounds, figures: readonly Figure[]): string {
  const values = rowsOf(all, figures, (own) =>
    all.subjects.map((subject) => own.find((figure) => figure.subject === subject)?.value),
  )
  const ratios = all.ours.flatMap((ours) => {
    const rows = rowsOf(all, figures, (own) => {
      const ratio = own.find(({ subject }) => subject === ours)?.ratio ?? {}
      return all.peers.map((peer) => ratio[peer])
    })
    return rows.length === 0 ? [] : [[[`${ours} ×`, ...all.peers], ...rows]]
  })
  return [[['', ...all.subjects], ...values], ...ratios].map(aligned).join('\n\n')
}

/** A row for each metric of which there is anything to show. */
function rowsOf(
  { metrics }: Rounds,
  figures: readonly Figure[],
  cells: (own: readonly Figure[]) => readonly (number | undefined)[],
): string[][] {
  return metrics.flatMap(({ name, label, never }) => {
    const row = cells(figures.filter(({ metric }) => metric === name))
    return row.every((cell) => cell === undefined) ? [] : [[label, ...row.map((cell) => shown(cell, never))]]
  })
}

function shown(value: number | undefined, never = 'never'): string {
  if (value === undefined) return ''
  if (value === Number.POSITIVE_INFINITY) return never
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
