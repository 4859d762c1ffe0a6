/** What came of a run, for people. */
import type { Outcome } from './crew.ts'
import type { Failure } from './slice.ts'
import type { Target } from './target.ts'

/** A line for each target, one for all, and what failed. */
export function reportOf(
  { failures, tallies, rss }: Outcome,
  targets: readonly Target[],
  seed: string,
): string {
  const rows = targets.map((target) =>
    rowOf(
      target.name,
      tallies.filter((one) => one.target === target.name).map(({ tally }) => tally),
      failures.filter((one) => one.target === target.name),
    ),
  )
  const all = rowOf(
    'all',
    tallies.map(({ tally }) => tally),
    failures,
  )
  const table = [['target', 'inputs', 'bytes', 'inputs/s', 'failures'], ...rows, all]
  return [
    ...linesOf(table),
    `seed ${seed}; each host had at most ${Math.round(rss / 1_048_576)} MiB`,
    ...failures.map((failure) => toldOf(failure, seed)),
  ].join('\n')
}

interface Counted {
  readonly inputs: number
  readonly bytes: number
  readonly ms: number
}

/** `inputs/s` is of one host. */
function rowOf(name: string, tallies: readonly Counted[], failures: readonly Failure[]): string[] {
  const sum = (pick: (one: Counted) => number) => tallies.reduce((total, one) => total + pick(one), 0)
  const inputs = sum((one) => one.inputs)
  const ms = sum((one) => one.ms)
  const speed = ms === 0 ? 0 : Math.round((inputs / ms) * 1_000)
  return [
    name,
    ...[inputs, sum((one) => one.bytes), speed, failures.length].map((count) => count.toLocaleString('en')),
  ]
}

function linesOf(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  )
  return table.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  )
}

/** With the line to run it again, and the case for its corpus. */
function toldOf({ target, number, kind, what, input }: Failure, seed: string): string {
  return [
    '',
    `${target}: ${kind}: ${what}`,
    `  again:  npm run fuzz -- --target ${target} --seed ${seed} --only ${number}`,
    `  corpus: ${JSON.stringify(input)}`,
  ].join('\n')
}
