/** A program as a process of its own: started, known to be ready, stopped, continued and killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { connect, Socket } from 'node:net'
import type { Clock } from '../../clock/clock.ts'
import { endAtExit } from '../../programs/at-exit.ts'
import { Tail } from '../../programs/tail.ts'
import { HERE } from './way.ts'

/** A program that is run as a process of its own. */
export interface LoopbackProgram {
  /** What to run: a path, or a name that is looked for as the system does; `process.execPath` for this Node. */
  readonly command: string
  /** Default none. */
  readonly args?: readonly string[]
  /** Variables besides those of this process; undefined takes one away. Default none. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Default that of this process. */
  readonly cwd?: string
  /**
   * Where it listens, at 127.0.0.1: it is ready as soon as that port accepts. `printed`: it says so itself; the first line
   * of its stdout that ends with a number is that. Left out: it listens nowhere, and is ready at once.
   */
  readonly port?: number | 'printed'
  /** How long it may take to be ready, in ms. Default 10,000. */
  readonly readyTimeoutMs?: number
}

/** How much of its last words an error tells. */
const TOLD_BYTES = 4_096
const ASK_EVERY_MS = 10

export class Process {
  /** Where it listens; null while it does not, or nowhere. */
  port: number | null = null
  /** Whether it was ended by {@link kill}. */
  isKilled = false
  /** Resolves when it has ended, and what it said was read. */
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  readonly #words = new Tail(TOLD_BYTES)
  #hasEnded = false

  /** @throws Error when the system cannot start it at all. */
  constructor({ command, args = [], env = {}, cwd }: LoopbackProgram) {
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
    })
    endAtExit(this.#child, false)
    const { stdin, stdout, stderr } = this.#child
    // Many programs end when their stdin does: so they end even where this process is killed.
    stdin?.on('error', () => {})
    for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Uint8Array) => this.#words.push(chunk))
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        this.#hasEnded = true
        resolve()
      }
      this.#child.once('close', end)
      // It could not be started.
      this.#child.once('error', (error) => {
        this.#words.push(new TextEncoder().encode(error.message))
        if (this.#child.pid === undefined) end()
      })
    })
  }

  /** Whether it keeps this process running: only while somebody waits for it. */
  hold(holds: boolean): void {
    const { stdin, stdout, stderr } = this.#child
    if (holds) this.#child.ref()
    else this.#child.unref()
    for (const pipe of [stdin, stdout, stderr]) {
      if (!(pipe instanceof Socket)) continue
      if (holds) pipe.ref()
      else pipe.unref()
    }
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /**
   * Resolves when it can be dialled.
   * @throws Error with its last words when it ends before, or is not ready in time.
   */
  async ready(program: LoopbackProgram, clock: Clock): Promise<void> {
    await this.#listens(program, clock)
    this.hold(false)
  }

  async #listens({ command, port, readyTimeoutMs = 10_000 }: LoopbackProgram, clock: Clock): Promise<void> {
    if (port === undefined) return
    let isLate = false
    const deadline = clock.after(readyTimeoutMs, () => {
      isLate = true
      this.#wake()
    })
    const isOver = (): boolean => isLate || this.#hasEnded
    const ended = this.ended.then(() => this.#wake())
    try {
      this.port = port === 'printed' ? await this.#printed(isOver) : await this.#answers(port, isOver, clock)
    } finally {
      deadline.cancel()
    }
    if (this.port !== null) return
    const problem = this.#hasEnded ? 'ended before it listened' : `did not listen within ${readyTimeoutMs} ms`
    if (this.#hasEnded) await ended
    const words = this.said.trim()
    throw new Error(`${command} ${problem}${words === '' ? '' : `; it said:\n${words}`}`)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Ends it; what it started itself and left its pipes to is not waited for. */
  kill(): void {
    this.isKilled = true
    this.hold(true)
    this.#child.kill('SIGKILL')
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
  }

  /** The last words of it, on stdout and stderr together. */
  get said(): string {
    return this.#words.text()
  }

  #wake: () => void = () => {}

  /** The number that ends the first line of those that end with one. */
  async #printed(isOver: () => boolean): Promise<number | null> {
    let text = ''
    const read = (chunk: Uint8Array): void => {
      text = (text + new TextDecoder().decode(chunk)).slice(-TOLD_BYTES)
      this.#wake()
    }
    this.#child.stdout?.on('data', read)
    try {
      while (!isOver()) {
        const port = portIn(text)
        if (port !== null) return port
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
      return null
    } finally {
      this.#child.stdout?.off('data', read)
    }
  }

  async #answers(port: number, isOver: () => boolean, clock: Clock): Promise<number | null> {
    while (!isOver()) {
      if (await accepts(port)) return port
      await new Promise<void>((resolve) => void clock.after(ASK_EVERY_MS, resolve))
    }
    return null
  }
}

function portIn(text: string): number | null {
  const [, digits] = /^(?:.*\D)?(\d{1,5})\s*$/m.exec(text.slice(0, text.lastIndexOf('\n') + 1)) ?? []
  const port = Number(digits ?? Number.NaN)
  return port >= 1 && port <= 65_535 ? port : null
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HERE, port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
