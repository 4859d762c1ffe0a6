/** Runs the programs of a paper, as processes of their own, against the sources. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entriesOf } from '../../house/entries.ts'
import { projectOf } from '../../house/project.ts'
import { TestProcess } from '../../support/process.ts'
import { paper, root } from './markdown.ts'

const entries = entriesOf(projectOf([{ path: 'package.json', text: paper('package.json') }]))

/** The same program, against the sources, and with what they stand on. */
function againstSources(program: string): string {
  return program
    .replace(/'pulsetree(\/[\w-]+)*'/g, (name) => {
      const entry = entries.find((one) => `'${one.name.replace('.', 'pulsetree')}'` === name)
      return entry === undefined ? name : `'${root}${entry.path}'`
    })
    .replace(
      /'(rxjs|xstate|pino|@opentelemetry\/[\w-]+)'/g,
      (_, name: string) => `'${import.meta.resolve(name)}'`,
    )
}

/** What it says when it is run to its end. @throws when it fails, or says something on stderr. */
export async function said(program: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pulsetree-docs-'))
  try {
    const file = join(folder, 'program.mts')
    writeFileSync(file, againstSources(program))
    await using run = new TestProcess(['--import', 'tsx', file])
    const { status, signal } = await run.ended
    if (status !== 0 || run.stderr !== '') throw new Error(`it ended with ${status ?? signal}: ${run.stderr}`)
    return run.lines
  } finally {
    rmSync(folder, { recursive: true })
  }
}
