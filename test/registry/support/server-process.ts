/** A real server as a process of a test: started on a port of its own, frozen, killed, and started again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../support/free-port.ts'
import { guard } from '../../support/guard.ts'

export interface Program {
  readonly command: string
  args(folder: string, ports: readonly number[]): readonly string[]
  /** Files and folders that it needs before each start. */
  prepare?(folder: string, ports: readonly number[]): void
  /** What it prints, on either output, when it serves. */
  readonly ready: RegExp
}

export class ServerProcess {
  readonly port: number
  readonly #program: Program
  readonly #ports: readonly number[]
  readonly #folder: string
  #child: ChildProcess | null = null

  private constructor(program: Program, ports: readonly number[]) {
    this.#program = program
    this.#ports = ports
    this.port = ports[0] ?? 0
    this.#folder = mkdtempSync(join(tmpdir(), 'pulsetree-registry-'))
  }

  static async start(program: Program): Promise<ServerProcess> {
    for (let tries = 1; ; tries += 1) {
      const server = new ServerProcess(program, [await freePort(), await freePort()])
      try {
        await server.#run()
        return server
      } catch (error) {
        await server.close()
        // Somebody else may have taken one of them a moment ago.
        if (tries === 3) throw error
      }
    }
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child?.kill('SIGCONT')
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }

  async restart({ keepData }: { readonly keepData: boolean }): Promise<void> {
    await this.kill()
    if (!keepData) rmSync(join(this.#folder, 'data'), { recursive: true, force: true })
    await this.#run()
  }

  async close(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #run(): Promise<void> {
    const { command, ready } = this.#program
    this.#program.prepare?.(this.#folder, this.#ports)
    const child = spawn(command, this.#program.args(this.#folder, this.#ports), {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    guard(child)
    return new Promise((resolve, reject) => {
      let said = ''
      const hear = (chunk: Buffer): void => {
        said = (said + chunk.toString()).slice(-100_000)
        if (ready.test(said)) resolve()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('error', reject)
      child.once('exit', () => reject(new Error(`${command} ended before it was ready\n${said}`)))
    })
  }
}
