/** Another process: told by lines on its stdin, heard by lines on its stdout. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { guard } from '../../support/guard.ts'
import type { Gap } from './gaps.ts'
import { nowMs } from './monotonic.ts'
import { happened, until } from './until.ts'

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export class Program {
  readonly name: string
  /** What it has said, a line each. */
  readonly lines: string[] = []
  /** How it ended; null while it runs. */
  exit: Exit | null = null
  readonly #child: ChildProcess
  #complaints = ''
  /** When a test stopped it, and let it go on. */
  readonly #frozen: { readonly from: number; until: number }[] = []

  /**
   * @param args what follows `node` on its command line.
   * @param through what stands before `node` there: a program that becomes it, on another host of the machine.
   */
  constructor(name: string, args: readonly string[], through: readonly string[] = []) {
    this.name = name
    const [command = process.execPath, ...rest] = [...through, process.execPath, ...args]
    this.#child = spawn(command, rest, {
      cwd: root,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', FORCE_COLOR: undefined },
    })
    guard(this.#child)
    // Killed while a line was on its way to it.
    this.#child.stdin?.on('error', () => {})
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaints += chunk
    })
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        this.lines.push(line)
        happened()
      })
    }
    this.#child.on('close', (code, signal) => {
      this.exit = { code, signal }
      happened()
    })
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN
  }

  /** What it wrote to stderr. */
  get complaints(): string {
    return this.#complaints
  }

  /** The lines it has said so far that match. */
  said(pattern: RegExp): RegExpExecArray[] {
    return this.lines.map((line) => pattern.exec(line)).filter((found) => found !== null)
  }

  /** The `nth` line that matches, whether it has been said or is yet to be. */
  says(pattern: RegExp, nth = 1): Promise<RegExpExecArray> {
    return until(`${this.name} says ${pattern} (${nth})`, () => {
      const found = this.said(pattern)[nth - 1]
      if (found === undefined && this.exit !== null) {
        throw new Error(`${this.name} ended before it said ${pattern}: ${this.#complaints}`)
      }
      return found
    })
  }

  /** One line to its stdin. */
  tell(order: string): void {
    this.#child.stdin?.write(`${order}\n`)
  }

  /** It keeps its sockets and does nothing: what a hung program looks like from outside. */
  freeze(): void {
    this.#frozen.push({ from: nowMs(), until: Number.POSITIVE_INFINITY })
    this.#child.kill('SIGSTOP')
  }

  thaw(): void {
    const [last] = this.#frozen.slice(-1)
    if (last !== undefined) last.until = nowMs()
    this.#child.kill('SIGCONT')
  }

  /** When the machine kept one of `peers` from running, by now; not those times in which a test did. None while it is frozen. */
  async gaps(): Promise<Gap[]> {
    const before = this.said(/^gaps/).length
    this.tell('gaps')
    const [line] = await this.says(/^gaps.*$/, before + 1)
    const gaps = Array.from(line.matchAll(/(\d+):(\d+)/g), ([, at, ms]) => ({
      at: Number(at),
      ms: Number(ms),
    }))
    return gaps.filter(
      ({ at, ms }) => !this.#frozen.some(({ from, until }) => from <= at && until >= at - ms),
    )
  }

  /** Asks it to end, or (SIGKILL) ends it; resolves when it has gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Exit> {
    this.#child.kill(signal)
    return this.ended()
  }

  ended(): Promise<Exit> {
    return until(`${this.name} ends`, () => this.exit)
  }

  /** The most memory it ever had in use, in MB; null where the system does not tell. */
  get peakMb(): number | null {
    return statusMb(this.pid, 'VmHWM')
  }

  /** The memory it has in use, in MB; null where the system does not tell. */
  get usedMb(): number | null {
    return statusMb(this.pid, 'VmRSS')
  }
}

function statusMb(pid: number, field: 'VmHWM' | 'VmRSS'): number | null {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(
      readFileSync(`/proc/${pid}/status`, 'latin1'),
    )
    return found === null ? null : Number(found[1]) / 1_024
  } catch {
    return null
  }
}

function pathOf(folder: string, file: string): string {
  return fileURLToPath(new URL(`../${folder}/${file}`, import.meta.url))
}

export type Settings = Readonly<Record<string, string | number>>

function wordsOf(settings: Settings): string[] {
  return Object.entries(settings).map(([name, value]) => `${name}=${value}`)
}

/** A program that knows nothing of this project: one of `peers`. */
export function stranger(name: string, settings: Settings = {}, through: readonly string[] = []): Program {
  return new Program(name, [pathOf('peers', `${name}.mjs`), ...wordsOf(settings)], through)
}

/** A program that runs this library: one of `ours`. */
export function ours(name: string, settings: Settings = {}, through: readonly string[] = []): Program {
  return new Program(name, ['--import', 'tsx', pathOf('ours', `${name}.ts`), ...wordsOf(settings)], through)
}
