/** Programs in Go, built where the machine has the compiler: offline, of the standard library alone. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { guard } from '../../support/guard.ts'

/** What to do where it is missing. */
export const GET_GO = '`apt-get install -y golang-go`'

const { CI: isCi } = process.env

/** Where CI brings everything along, that it is missing is a failure. */
export const lacksGo = spawnSync('go', ['version']).status !== 0 && isCi !== 'true'

/** Builds programs, and takes them away again. */
export class GoPrograms {
  readonly #folder = mkdtempSync(join(tmpdir(), 'pulsetree-go-'))
  readonly #running: GoProgram[] = []

  build(name: string): string {
    const binary = join(this.#folder, name)
    const source = fileURLToPath(new URL(`../peers/${name}.go`, import.meta.url))
    execFileSync('go', ['build', '-o', binary, source], {
      env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOPROXY: 'off', GOTOOLCHAIN: 'local' },
    })
    return binary
  }

  start(binary: string, ...args: readonly string[]): GoProgram {
    const program = new GoProgram(spawn(binary, args, { stdio: ['pipe', 'pipe', 'inherit'] }))
    this.#running.push(program)
    return program
  }

  async end(): Promise<void> {
    for (const program of this.#running.splice(0)) await program.end()
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true })
  }
}

/** One that runs: its lines, as they come. */
export class GoProgram {
  readonly child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #ended: Promise<unknown>

  constructor(child: ChildProcess) {
    this.child = child
    guard(child)
    const { stdout } = child
    if (stdout === null) throw new Error('stdout is not piped')
    this.#lines = createInterface(stdout)[Symbol.asyncIterator]()
    this.#ended = new Promise((resolve) => child.once('exit', resolve))
  }

  async line(): Promise<string> {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('it has ended')
    return value
  }

  async end(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.#ended
  }
}
