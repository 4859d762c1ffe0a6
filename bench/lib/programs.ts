/** Programs of a bench as processes of their own: started, talked to, and gone at the end, whatever happens. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from './compile.ts'
import type { Measured } from './figures.ts'
import type { Told } from './told.ts'

/** What is kept of what a program complained about, for the error that ends it. */
const LAST_WORDS = 2_000

export class Programs {
  readonly #folder: string
  readonly #running = new Set<Program>()
  readonly #onExit = (): void => this.close()
  readonly #onSignal = (): void => process.exit(130)

  /** @param folders of the project whose files are needed as programs. */
  constructor(folders: readonly string[] = ['bench']) {
    this.#folder = compile(folders)
    process.on('exit', this.#onExit)
    process.on('SIGINT', this.#onSignal)
    process.on('SIGTERM', this.#onSignal)
  }

  /** Where everything compiled lies, and what else is needed for as long as the programs are. */
  get folder(): string {
    return this.#folder
  }

  /** Where a compiled file lies. */
  path(source: string): string {
    return join(this.#folder, source.replace(/\.ts$/, '.js'))
  }

  /** Starts one, under plain `node`; `input` is its only argument. */
  start(source: string, input: object): Program {
    const program = new Program(source, this.path(source), input)
    this.#running.add(program)
    return program
  }

  /** Ends one at once. */
  end(program: Program): Promise<void> {
    this.#running.delete(program)
    return program.kill()
  }

  /** Ends all of them, and removes what was compiled. */
  close(): void {
    process.off('exit', this.#onExit)
    process.off('SIGINT', this.#onSignal)
    process.off('SIGTERM', this.#onSignal)
    for (const program of this.#running) void program.kill()
    this.#running.clear()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

interface Waiting {
  readonly kind: string
  readonly resolve: (values: Measured) => void
  readonly reject: (error: Error) => void
}

export class Program {
  readonly #name: string
  readonly #child: ChildProcess
  readonly #exited: Promise<void>
  readonly #told: Told[] = []
  #waiting: Waiting | null = null
  #lastWords = ''
  #failure: string | null = null
  #guarded = false

  constructor(name: string, path: string, input: object) {
    this.#name = name
    this.#child = fork(path, [JSON.stringify(input)], {
      execArgv: ['--expose-gc', '--enable-source-maps'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS)
    })
    this.#child.on('message', (message) => this.#hear(message as Told))
    this.#child.on('error', (error) => this.#fail(error.message))
    this.#exited = new Promise((resolve) => {
      // Not 'exit': what it wrote last is read by then.
      this.#child.on('close', (code, signal) => {
        this.#fail(`ended with ${signal ?? code}`)
        resolve()
      })
    })
  }

  order(order: string): void {
    if (this.#child.connected) this.#child.send(order)
  }

  /**
   * The values it tells with the next message of this kind; messages of other kinds before it are passed over.
   * @throws Error when it ends first, or takes longer than `withinMs`.
   */
  async tells(kind: string, withinMs: number): Promise<Measured> {
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<Measured>((resolve, reject) => {
        timer = setTimeout(
          () => reject(new Error(this.#about(`not ${kind} within ${withinMs} ms`))),
          withinMs,
        )
        this.#waiting = { kind, resolve, reject }
        this.#deliver()
      })
    } finally {
      clearTimeout(timer)
      this.#waiting = null
    }
  }

  /** It keeps its sockets and does nothing: what a hung program looks like from outside. */
  freeze(): void {
    this.#guarded ||= guard(this.#child)
    this.#child.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child.kill('SIGCONT')
  }

  kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    return this.#exited
  }

  #hear(told: Told): void {
    this.#told.push(told)
    this.#deliver()
  }

  #fail(why: string): void {
    this.#failure ??= why
    this.#deliver()
  }

  #deliver(): void {
    const waiting = this.#waiting
    if (waiting === null) return
    for (let told = this.#told.shift(); told !== undefined; told = this.#told.shift()) {
      if (told.kind !== waiting.kind) continue
      // What comes before anybody waits again is kept for them.
      this.#waiting = null
      return waiting.resolve(told.values)
    }
    if (this.#failure !== null) waiting.reject(new Error(this.#about(this.#failure)))
  }

  #about(what: string): string {
    return `${this.#name}: ${what}\n${this.#lastWords}`.trimEnd()
  }
}

/**
 * A program that is frozen does not see that whoever started it was killed, and would stay for ever. So a shell waits
 * beside it, whose stdin ends with this process.
 */
function guard(child: ChildProcess): true {
  const shell = spawn('sh', ['-c', `read -r _; kill -KILL ${child.pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => {})
  child.once('exit', () => shell.kill('SIGKILL'))
  return true
}
