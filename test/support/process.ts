/** A process of a test: its lines as they come, waited for rather than slept for. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'
import { guard } from './guard.ts'

export interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
}

export class TestProcess {
  /** Every line of stdout so far. */
  readonly lines: string[] = []
  /** What came on stderr so far. */
  stderr = ''
  readonly child: ChildProcess
  /** Resolves when it has ended and everything it said has been read. */
  readonly ended: Promise<Ended>
  #cursor = 0
  #closed = false
  /** Whoever waits for more to be said. */
  #waiting: (() => void)[] = []

  /** `reads: false` leaves stdout unread until {@link read}. */
  constructor(
    args: readonly string[],
    { reads = true, env = {} }: { reads?: boolean; env?: Record<string, string> } = {},
  ) {
    this.child = spawn(process.execPath, args, { env: { ...plainEnvironment(), ...env } })
    guard(this.child)
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    this.child.stdin?.on('error', () => {})
    this.ended = new Promise((resolve) => {
      this.child.once('close', (status, signal) => {
        this.#closed = true
        resolve({ status, signal })
        this.#wake()
      })
    })
    if (reads) this.read()
  }

  get pid(): number {
    return this.child.pid ?? Number.NaN
  }

  /** Reads stdout from now on. */
  read(): void {
    const { stdout } = this.child
    if (stdout === null) throw new Error('stdout is not piped')
    createInterface({ input: stdout }).on('line', (line) => {
      this.lines.push(line)
      this.#wake()
    })
  }

  /** The next line, after those already answered, for which `test` holds; lines in between are passed over. */
  async line(test: (line: string) => boolean = () => true): Promise<string> {
    for (;;) {
      const line = this.lines[this.#cursor]
      if (line === undefined) await this.#more()
      else {
        this.#cursor += 1
        if (test(line)) return line
      }
    }
  }

  /** The first line of all for which `test` holds: where nothing settles which of several lines comes first. */
  async anyLine(test: (line: string) => boolean): Promise<string> {
    for (let nth = 0; ; ) {
      const line = this.lines[nth]
      if (line === undefined) await this.#more()
      else {
        nth += 1
        if (test(line)) return line
      }
    }
  }

  /** Resolves once this stands on stderr. */
  async complaint(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.stderr)) {
      if (this.#closed) throw new Error(`it ended without such a complaint\n${this.stderr}`)
      await new Promise<void>((resolve) => {
        this.child.stderr?.once('data', () => resolve())
        void this.ended.then(() => resolve())
      })
    }
  }

  /** Text to its stdin. */
  write(text: string): void {
    this.child.stdin?.write(text)
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL')
    this.child.stdout?.resume()
    await this.ended
  }

  async #more(): Promise<void> {
    if (this.#closed)
      throw new Error(`it ended without such a line\n${this.lines.join('\n')}\n${this.stderr}`)
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** A plain peer of `peer.mjs`; resolves when it is ready, with its port where it listens. */
export async function peer(
  role: 'pong' | 'mute' | 'flood' | 'say' | 'dial',
  argument: number | string = 0,
): Promise<Peer> {
  const program = fileURLToPath(new URL('./peer.mjs', import.meta.url))
  const started = new Peer([program, role, String(argument)])
  const line = await started.line()
  started.port = Number(line)
  return started
}

/** One that answers, on a port that nobody else is given while it is away: for peers that come back. */
export async function lastingPeer(): Promise<Peer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await peer('pong', await freePort())
    } catch (error) {
      // Somebody else may have taken it a moment ago.
      if (tries === 5) throw error
    }
  }
}

export class Peer extends TestProcess {
  /** NaN for those that dial. */
  port = 0

  get endpoint(): string {
    return `tcp://127.0.0.1:${this.port}`
  }
}

/** Tests run under npm and in colour; what they test should know of neither. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|FORCE_COLOR|NO_COLOR|NODE_OPTIONS|VITEST)/.test(name),
  )
  return Object.fromEntries(kept)
}
