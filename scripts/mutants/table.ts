/** What is shown of planted bugs: as text for a terminal, as JSON, and as the tables of a page. */
import { INVARIANTS } from '../../src/testing/invariants/invariants.ts'
import type { Mutant } from '../../test/mutants/mutant.ts'
import { markdown } from '../detection/markdown.ts'
import { catchersOf, type Row } from './plan.ts'
import type { Suite } from './suites.ts'
import type { Verdict } from './verdict.ts'

export const PAGE = 'docs/testing-ourselves.md'

const BUGS = 'mutants:bugs'
const CATCHES = 'mutants:catches'

/** The bugs that no suite caught. */
export function uncaught(rows: readonly Row[]): readonly Row[] {
  return rows.filter((row) => catchersOf(row).length === 0)
}

export function asText(rows: readonly Row[], suites: readonly Suite[]): string {
  const names = suites.map(({ name }) => name)
  const lines = rows.map((row) => [row.mutant.name, ...names.map((name) => cellOf(row.verdicts.get(name)))])
  const table = [['planted bug', ...names], ...lines]
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? []
  const drawn = table.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [...drawn, '', summaryOf(rows, suites), ...uncaught(rows).map(explained)].join('\n')
}

export function asJson(rows: readonly Row[]): string {
  return JSON.stringify(
    rows.map(({ mutant, verdicts }) => ({ ...mutant, verdicts: Object.fromEntries(verdicts) })),
    null,
    2,
  )
}

/** The page with both tables made anew. @throws Error when it has no place for them. */
export function asPage(
  page: string,
  mutants: readonly Mutant[],
  rows: readonly Row[],
  suites: readonly Suite[],
): string {
  const catches = markdown(
    ['planted bug', ...suites.map(({ name }) => name)],
    rows.map(({ mutant, verdicts }) => [
      `\`${mutant.name}\``,
      ...suites.map(({ name }) => cellOf(verdicts.get(name))),
    ]),
  )
  return withBlock(withBugs(page, mutants), CATCHES, `${catches}\n\n${summaryOf(rows, suites)}`)
}

/** The page with the table of what is planted made anew: it needs no run. */
export function withBugs(page: string, mutants: readonly Mutant[]): string {
  const bugs = markdown(
    ['planted bug', 'in', 'what goes wrong', 'what must hold', 'known in the field as'],
    mutants.map(({ name, file, bug, breaks, complaint }) => [
      `\`${name}\``,
      `\`${file.replace(/^src\//, '')}\``,
      bug,
      promiseOf(breaks),
      complaint,
    ]),
  )
  return withBlock(page, BUGS, bugs)
}

function promiseOf(breaks: Mutant['breaks']): string {
  const invariant = INVARIANTS.find(({ number }) => number === breaks)
  return invariant === undefined ? `${breaks}.` : `${invariant.number}. ${invariant.sentence}`
}

function summaryOf(rows: readonly Row[], suites: readonly Suite[]): string {
  const caught = rows.length - uncaught(rows).length
  const bySuite = suites.map(({ name }) => {
    const count = rows.filter((row) => catchersOf(row).includes(name)).length
    return `${name} ${count}`
  })
  const beyond = rows.filter((row) => catchersOf(row).some((name) => name !== 'unit')).length
  return `${caught} of ${rows.length} planted bugs caught: ${bySuite.join(', ')}; by more than its own test ${beyond}.`
}

function cellOf(verdict: Verdict | undefined): string {
  if (verdict === undefined) return ''
  const seconds = `${(verdict.ms / 1000).toFixed(1)} s`
  if (verdict.kind === 'caught') return seconds
  return verdict.kind === 'survived' ? '–' : verdict.kind
}

/** Why nobody caught it, as far as that can be said. */
function explained({ mutant: { name, file, before, after }, verdicts }: Row): string {
  const lines = [...verdicts].flatMap(([suite, verdict]) =>
    verdict.kind === 'broken' ? [`  ${suite}: ${verdict.by}: ${verdict.why}`] : [],
  )
  return [`\nnot caught: ${name} in ${file}`, `- ${before}`, `+ ${after}`, ...lines].join('\n')
}

function blockOf(page: string, name: string): string {
  const [, rest] = page.split(`<!-- ${name} -->\n`)
  const [block, end] = rest?.split(`\n<!-- /${name} -->`) ?? []
  if (block === undefined || end === undefined)
    throw new Error(`${PAGE} has no block <!-- ${name} --> … <!-- /${name} -->`)
  return block
}

function withBlock(page: string, name: string, text: string): string {
  const begin = `<!-- ${name} -->\n`
  const end = `\n<!-- /${name} -->`
  return page.replace(`${begin}${blockOf(page, name)}${end}`, () => `${begin}${text}${end}`)
}
