/** The demo's peers: processes of their own that are started, frozen, thawed and killed for real. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Programs {
  readonly peer: URL
  readonly guard: URL
}

const BUILT: Programs = {
  peer: new URL('./peer.js', import.meta.url),
  guard: new URL('./guard.js', import.meta.url),
}

export type Role = 'feed' | 'device'

/** `up` says what it should; a `frozen` one nothing, nor does a `quiet` device; whoever is `away` runs no more. */
export type Condition = 'up' | 'frozen' | 'quiet' | 'away'

/** All processes of the demo. None outlives this one: they end with their stdin, and the guard sees to frozen ones. */
export class Cast {
  readonly #programs: Programs
  readonly #guard: ChildProcess
  readonly #players: Player[] = []
  #isClosed = false

  constructor(programs: Programs = BUILT) {
    this.#programs = programs
    this.#guard = started(programs.guard, [])
  }

  /**
   * Starts a peer; resolves when it is ready, or the cast has closed. `port` is what a device dials, or a feed insists
   * on.
   */
  async enter(role: Role, port = 0): Promise<Player> {
    const player = new Player(this.#programs.peer, role, this.#guard)
    if (this.#isClosed) return player
    this.#players.push(player)
    await player.start(port)
    return player
  }

  /** Ends every process; resolves when they have gone. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#players.map((player) => player.kill()))
    this.#guard.stdin?.end()
    await gone(this.#guard)
  }
}

export class Player {
  /** What it listens on, or dials. */
  port = 0
  condition: Condition = 'away'
  /** Of a device: the port that its present link comes from. */
  from: number | null = null
  readonly #program: URL
  readonly #role: Role
  readonly #guard: ChildProcess
  #process: ChildProcess | null = null

  constructor(program: URL, role: Role, guard: ChildProcess) {
    this.#program = program
    this.#role = role
    this.#guard = guard
  }

  /** Starts the process, on the same port as before; resolves when it is ready, or has ended before it was. */
  async start(port = this.port): Promise<void> {
    const child = started(this.#program, [this.#role, String(port)])
    this.#process = child
    this.#guard.stdin?.write(`+${child.pid}\n`)
    child.once('exit', () => {
      this.#guard.stdin?.write(`-${child.pid}\n`)
      if (this.#process === child) this.condition = 'away'
    })
    const { stdout } = child
    if (stdout === null) return
    const ready = new Promise<void>((resolve) => {
      createInterface({ input: stdout }).on('line', (line) => {
        this.#told(line)
        resolve()
      })
    })
    await Promise.race([ready, gone(child)])
  }

  /** It keeps its sockets, and says nothing: what a hung program looks like from outside. */
  freeze(): void {
    if (this.condition !== 'up') return
    this.#process?.kill('SIGSTOP')
    this.condition = 'frozen'
  }

  thaw(): void {
    if (this.condition !== 'frozen') return
    this.#process?.kill('SIGCONT')
    this.condition = 'up'
  }

  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL')
    if (this.#process !== null) await gone(this.#process)
  }

  /** A device keeps its link, and says nothing; or dials anew, and talks. */
  tell(order: 'quiet' | 'talk'): void {
    if (this.condition === 'away') return
    this.#process?.stdin?.write(`${order}\n`)
    if (order === 'quiet') this.condition = 'quiet'
  }

  /** `PORT`, and of a device that has dialled ` FROM` besides. */
  #told(line: string): void {
    const [port, from] = line.split(' ')
    this.port = Number(port)
    this.from = from === undefined ? null : Number(from)
    this.condition = 'up'
  }
}

/** In a group of its own: Ctrl-C in a terminal is for the demo alone, which ends the others in order. */
function started(program: URL, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [fileURLToPath(program), ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  // Killed while a line was on its way to it.
  child.stdin?.on('error', () => {})
  child.on('error', () => {})
  return child
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
}
