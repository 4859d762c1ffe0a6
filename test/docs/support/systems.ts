/** A page of systems: what is to be run for each, what is seen then, and who runs it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { guard } from '../../support/guard.ts'
import { root } from './markdown.ts'

// What is run is what was built. Quick when that is up to date.
execFileSync(process.execPath, [`${root}scripts/ensure.mjs`, '--dist'], { stdio: 'inherit' })

/** Lines that are run together, in their order, and what is seen of them. */
export interface Trial {
  readonly lines: readonly string[]
  readonly seen: readonly string[]
}

export interface System {
  readonly title: string
  readonly trials: readonly Trial[]
  /** Files that test more of it. */
  readonly tests: readonly string[]
}

export function systemsOf(page: string): System[] {
  return page.split(/^### /m).flatMap((section, nth) => {
    if (nth === 0) return []
    const pairs = section.matchAll(/^```sh\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```$/gm)
    return {
      title: section.slice(0, section.indexOf('\n')),
      trials: [...pairs].map(([, run = '', seen = '']) => ({ lines: linesOf(run), seen: linesOf(seen) })),
      tests: [...section.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file),
    }
  })
}

/** The ports of the page: as many in a row are free here. */
const PORTS = [7_373, 7_374, 7_375, 7_376]
const LONGEST_MS = 60_000
/** What is said by the first line when the second one is to be started. */
const READY = /\blistening\b|\(attempt 2\)/

/**
 * Starts them in their order, the second once the first listens, or was refused twice, and resolves when all that
 * is to be seen was seen. None of them is left then. @param enough: nobody waits any longer. @throws what was said instead.
 */
export async function play({ lines, seen }: Trial, enough?: AbortSignal): Promise<void> {
  const first = await freePorts()
  const here = (text: string) =>
    PORTS.reduce((all, port, nth) => all.replaceAll(`${port}`, `${first + nth}`), text)
  const eyes = new Eyes(seen.map(here))
  const runs: Run[] = []
  const limit = setTimeout(() => eyes.fail(`not within ${LONGEST_MS} ms`), LONGEST_MS)
  enough?.addEventListener('abort', () => eyes.fail('it was enough'))
  try {
    for (const line of lines) {
      if (runs.length > 0) await eyes.sees(READY)
      const run = new Run(here(line), eyes)
      runs.push(run)
      void run.ended.then(() => {
        if (runs.every(({ hasEnded }) => hasEnded)) eyes.fail('all have ended')
      })
    }
    await eyes.seenAll
  } finally {
    clearTimeout(limit)
    for (const run of runs) run.end()
    await Promise.all(runs.map(({ ended }) => ended))
  }
}

/** Looks for lines: those with the same first word, by which they are about the same one, in their order. */
class Eyes {
  readonly seenAll: Promise<void>
  readonly #all: string[] = []
  readonly #awaited = new Map<string, string[]>()
  #done: () => void = () => {}
  #failed: (error: Error) => void = () => {}
  #looks: () => void = () => {}

  constructor(lines: readonly string[]) {
    for (const line of lines) {
      const [whose = ''] = line.split(/[ …]/)
      this.#awaited.set(whose, [...(this.#awaited.get(whose) ?? []), line])
    }
    this.seenAll = new Promise((resolve, reject) => {
      this.#done = resolve
      this.#failed = reject
    })
    // Somebody asks for it only once all have started.
    this.seenAll.catch(() => {})
  }

  see(text: string): void {
    const line = text
      .replace(/^(\d\d:\d\d:\d\d\.\d{3}| *\d+\.\d s) /, '')
      .replace(/\s+/g, ' ')
      .trim()
    this.#all.push(line)
    for (const [whose, [next, ...later]] of this.#awaited) {
      if (next === undefined || !patternOf(next).test(line)) continue
      this.#awaited.set(whose, later)
      break
    }
    if (this.#missing.length === 0) this.#done()
    this.#looks()
  }

  get #missing(): string[] {
    return [...this.#awaited.values()].flat()
  }

  async sees(pattern: RegExp): Promise<void> {
    const found = (async () => {
      while (!this.#all.some((line) => pattern.test(line))) {
        await new Promise<void>((resolve) => {
          this.#looks = resolve
        })
      }
    })()
    await Promise.race([found, this.seenAll])
  }

  fail(why: string): void {
    this.#failed(
      new Error(`${why}, and not seen was\n${this.#missing.join('\n')}\n\nbut\n${this.#all.join('\n')}`),
    )
  }
}

/** A line as a shell runs it, in a group of its own; what `npx` would look up is named. */
class Run {
  readonly ended: Promise<void>
  hasEnded = false
  readonly #child: ChildProcess

  constructor(line: string, eyes: Eyes) {
    const program = line
      .replace(/^npx pulsetree /, `node ${root}dist/cli/main.js `)
      .replace(/^npx tsx /, 'node --import tsx ')
    this.#child = spawn('sh', ['-c', `exec ${program}`], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', FORCE_COLOR: undefined, GO111MODULE: 'off' },
    })
    guard(this.#child, { isGroup: true })
    const { stdout, stderr } = this.#child
    if (stdout === null || stderr === null) throw new Error('its output is not piped')
    for (const input of [stdout, stderr]) createInterface({ input }).on('line', (text) => eyes.see(text))
    this.ended = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.hasEnded = true
        resolve()
      })
    })
  }

  /** With whatever it has started. */
  end(): void {
    const { pid } = this.#child
    if (pid === undefined || this.hasEnded) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // They have ended by themselves meanwhile.
    }
  }
}

function linesOf(text: string): string[] {
  return text.trim().split('\n')
}

function patternOf(line: string): RegExp {
  const parts = line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}

let nextPort = 20_000 + Math.floor(Math.random() * 1_000) * 10

/** The first of as many free ports in a row, below those that the system gives to whoever asks for any. */
async function freePorts(): Promise<number> {
  for (;;) {
    const first = nextPort
    nextPort += PORTS.length
    const free = await Promise.all(PORTS.map((_, nth) => isFree(first + nth)))
    if (free.every(Boolean)) return first
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
