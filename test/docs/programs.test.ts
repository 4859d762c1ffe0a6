/** The programs of docs/programs.md fit the types of the package, and say what the page says that they say. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { entriesOf } from '../house/entries.ts'
import { projectOf } from '../house/project.ts'
import { TestProcess } from '../support/process.ts'
import { blocks, paper, root, tables } from './support/markdown.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/programs.md')
const [counting = '', , answering = '', healing = ''] = blocks(page, 'ts')

/** The same program, against the sources. */
function againstSources(program: string): string {
  const entries = entriesOf(projectOf([{ path: 'package.json', text: paper('package.json') }]))
  return program.replace(/'pulsetree(\/[\w-]+)?'/g, (name) => {
    const entry = entries.find((one) => `'${one.name.replace('.', 'pulsetree')}'` === name)
    return entry === undefined ? name : `'${root}${entry.path}'`
  })
}

/** What it says when it is run. */
async function said(program: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pulsetree-docs-'))
  try {
    const file = join(folder, 'program.mts')
    writeFileSync(file, againstSources(program))
    await using run = new TestProcess(['--import', 'tsx', file])
    expect([await run.ended, run.stderr]).toEqual([{ status: 0, signal: null }, ''])
    return run.lines
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe.concurrent('docs/programs.md', () => {
  test('has programs that fit the types of the package', () => {
    const programs = blocks(page, 'ts')
    expect(programs).toHaveLength(4)
    expect(
      complaintsAbout(
        Object.fromEntries(programs.map((program, index) => [`programs-block-${index}`, program] as const)),
      ),
    ).toEqual([])
  })

  test('stands in whole tables', () => {
    const all = tables(page)
    expect(all).toHaveLength(3)
    for (const { head, rows } of all)
      for (const row of rows) expect(row, `the row ${row[0]}`).toHaveLength(head.length)
  })

  test('has a task that counts, beats and finishes', async () => {
    expect(await said(counting)).toEqual([
      ...[1, 2, 3, 4, 5].map((step) => `true ${step}`),
      'finished',
      'counted to five',
    ])
  })

  test('has a command that is replaced by one that works', async () => {
    expect(await said(healing)).toEqual([
      '3 failures, the last with code 3',
      'replaced after 2',
      'true copied run 4',
    ])
  })

  test('has a program that answers pings while it works, and ends when it has', async () => {
    const parent = `
      import { writeFileSync } from 'node:fs'
      import { supervise } from 'pulsetree'
      import { fork } from 'pulsetree/programs'
      const module = new URL('./worker.mts', import.meta.url)
      writeFileSync(module, ${JSON.stringify(againstSources(answering))})
      await using fleet = supervise()
      const work = fleet.run('work', fork(module, [], { execArgv: ['--import', 'tsx'] }), {
        heartbeat: { everyMs: 20, timeoutMs: 5_000 },
        firstFrameTimeoutMs: 10_000,
      })
      await work.ended()
      console.log(work.finished, work.lastRttMs !== null)
    `
    expect(await said(parent)).toEqual(['true true'])
  })
})
