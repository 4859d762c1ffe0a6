/** `npm run mutants`: which suite catches which planted bug, and how fast; exit 1 where one is caught by nothing. */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { MUTANTS } from '../test/mutants/index.ts'
import { tryAll } from './mutants/plan.ts'
import { ROOT, SUITES } from './mutants/suites.ts'
import { asJson, asPage, asText, PAGE, uncaught } from './mutants/table.ts'
import { treeOf } from './mutants/tree.ts'

const { values } = parseArgs({
  options: {
    /** Names of bugs, or parts of them or of their files. */
    only: { type: 'string', multiple: true, default: [] },
    suite: { type: 'string', multiple: true, default: [] },
    /** Until the first suite has caught it. */
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** Writes the tables of the page. */
    markdown: { type: 'boolean', default: false },
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
})
const mutants = MUTANTS.filter(({ name, file }) => isAsked(values.only, `${name} ${file}`))
const suites = SUITES.filter(({ name }) => isAsked(values.suite, name))
const jobs = Number(values.jobs)
const isWhole = mutants.length === MUTANTS.length && suites.length === SUITES.length && !values.short
if (mutants.length === 0 || suites.length === 0 || !(jobs >= 1))
  refuse('nothing to do: no such bug or suite, or no jobs')
if (values.markdown && !isWhole) refuse('--markdown needs all bugs and all suites')

// Trials have process groups of their own: they go with this one only by its exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const before = treeOf(ROOT)
const rows = await tryAll({ mutants, suites, jobs, isShort: values.short, tell })
if (treeOf(ROOT) !== before) refuse('sources or tests were written meanwhile: what was caught says nothing')
if (process.stderr.isTTY) process.stderr.write('\x1b[2K\r')
console.log(values.json ? asJson(rows) : asText(rows, suites))
if (values.markdown) {
  const page = join(ROOT, PAGE)
  writeFileSync(page, asPage(readFileSync(page, 'utf8'), MUTANTS, rows, suites))
}
process.exitCode = uncaught(rows).length === 0 ? 0 : 1

function isAsked(asked: readonly string[], text: string): boolean {
  return asked.length === 0 || asked.some((part) => text.includes(part))
}

/** On a terminal one line that changes; elsewhere one line each. */
function tell(line: string): void {
  process.stderr.write(process.stderr.isTTY ? `\x1b[2K\r${line}` : `${line}\n`)
}

function refuse(why: string): never {
  console.error(`mutants: ${why}`)
  process.exit(2)
}
