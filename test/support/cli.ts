/** The built command line as a process, and its JSON lines as they come. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { TestProcess } from './process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

// Quick when dist is up to date, as it is under `npm test`.
execFileSync(process.execPath, [`${root}scripts/ensure.mjs`, '--dist'], { stdio: 'inherit' })

/** A program of dist, by its path there. */
export function builtProgram(path: string): string {
  return `${root}dist/${path}`
}

const main = builtProgram('cli/main.js')

/** One JSON line, as anybody would read it. */
export interface Line {
  readonly v: number
  readonly at: number
  readonly kind: string
  readonly id?: string
  readonly peer?: string
  readonly endpoint?: string
  readonly from?: string | null
  readonly to?: string
  readonly event?: string
  readonly cause?: { readonly kind: string; readonly by: string }
  readonly attempt?: number
  readonly delayMs?: number
  readonly detectionMs?: number
  readonly silentMs?: number
  readonly lostMs?: number
  readonly misses?: number
  readonly suspicions?: number
  readonly rttMs?: { readonly p50: number; readonly p99: number } | null
  readonly text?: string
}

export class Cli extends TestProcess {
  /** The next event, after those already answered, that has all these fields with these values. */
  async event(fields: Readonly<Record<string, unknown>>): Promise<Line> {
    const line = await this.line((text) => matches(JSON.parse(text), fields))
    return JSON.parse(line)
  }

  /** The first event of all that has these fields: where nothing settles which of several comes first. */
  async anyEvent(fields: Readonly<Record<string, unknown>>): Promise<Line> {
    return JSON.parse(await this.anyLine((text) => matches(JSON.parse(text), fields)))
  }

  /** All events so far. */
  get events(): Line[] {
    return this.lines.map((line) => JSON.parse(line))
  }
}

/** Starts `pulsetree` with these arguments. */
export function cli(...args: readonly string[]): Cli {
  return new Cli([main, ...args])
}

/** The same, with its stdout left unread at first. */
export function unreadCli(...args: readonly string[]): Cli {
  return new Cli([main, ...args], { reads: false })
}

/** Runs it to its end. */
export async function cliResult(
  ...args: readonly string[]
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const run = cli(...args)
  const { status } = await run.ended
  return { status, stdout: run.lines.join('\n'), stderr: run.stderr }
}

function matches(line: Line, fields: Readonly<Record<string, unknown>>): boolean {
  const found = new Map(Object.entries(line))
  return Object.entries(fields).every(([name, value]) => found.get(name) === value)
}
