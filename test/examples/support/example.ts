/** The examples as their readers start them, each in a process of its own. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { TestProcess } from '../../support/process.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

// They import the package by its name, so they get what is built. Quick when that is up to date.
execFileSync(process.execPath, [`${root}scripts/ensure.mjs`, '--dist'], { stdio: 'inherit' })

export class Example extends TestProcess {
  /** What the groups of `pattern` found in the next line that matches. */
  async says(pattern: RegExp): Promise<readonly string[]> {
    const [, ...groups] = pattern.exec(await this.line((line) => pattern.test(line))) ?? []
    return groups
  }

  /** All lines so far that match. */
  said(pattern: RegExp): string[] {
    return this.lines.filter((line) => pattern.test(line))
  }
}

/** Those in TypeScript need `tsx`. */
export function example(path: string, ...args: readonly string[]): Example {
  const through = path.endsWith('.ts') ? ['--import', 'tsx'] : []
  return new Example([...through, `${root}examples/${path}`, ...args])
}
