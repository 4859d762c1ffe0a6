/** The plain clients of `crowd.mjs`, as a process that is started, frozen now and then, and gone at the end. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('crowd.mjs', import.meta.url))

export interface CrowdInput {
  readonly port: number
  readonly clients: number
  readonly seed: number
  /** How often one of them does something. */
  readonly everyMs: number
}

export class Crowd {
  readonly #child: ChildProcess
  readonly #exited: Promise<void>
  /** A frozen process does not see that its parent was killed: a shell waits for that, whose stdin ends with this process. */
  readonly #guard: ChildProcess

  constructor(input: CrowdInput) {
    const child = fork(PROGRAM, [JSON.stringify(input)], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#child = child
    this.#exited = new Promise((resolve) => child.once('exit', () => resolve()))
    this.#guard = spawn('sh', ['-c', `read -r _; kill -KILL ${child.pid}`], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    this.#guard.on('error', () => {})
    child.once('exit', () => this.#guard.kill('SIGKILL'))
  }

  freeze(): void {
    this.#child.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child.kill('SIGCONT')
  }

  /** Resolves with the number of connections there were, when the process is gone. */
  async leave(): Promise<number> {
    this.thaw()
    const told = new Promise<number>((resolve) => {
      this.#child.once('message', (message: { readonly connects: number }) => resolve(message.connects))
      this.#child.once('exit', () => resolve(0))
    })
    this.#child.send('leave')
    const connects = await told
    await this.#exited
    return connects
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}
