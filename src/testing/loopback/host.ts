/** A host of a loopback world: this very process, a process of its own, or somebody who runs already. */
import type { Clock } from '../../clock/clock.ts'
import { OptionError } from '../../transport/cause.ts'
import { type LoopbackProgram, Process } from './process.ts'
import type { Target } from './relay.ts'
import type { Limit } from './road.ts'
import { HERE } from './way.ts'

/** What runs on a host: this process; nothing yet; nothing of ours, but something that listens somewhere. */
export type Tenant = 'here' | 'later' | { readonly at: Target } | LoopbackProgram

export class Host {
  readonly name: string
  refusesAll = 0
  readonly refusedPorts = new Map<number, number>()
  muted = 0
  readonly readLimits = new Set<Limit>()
  readonly #clock: Clock
  /** Something changed that dials may meet. */
  readonly #changed: () => void
  #tenant: Tenant
  #process: Process | null = null
  #latest: Process | null = null
  #isReady = false
  #frozen = 0
  #crashes = 0
  #isClosed = false
  /** Called at the next thaw, or the end: a frozen host starts nothing. */
  readonly #thawed = new Set<() => void>()

  constructor(name: string, tenant: Tenant, clock: Clock, changed: () => void) {
    this.name = name
    this.#tenant = tenant
    this.#clock = clock
    this.#changed = changed
  }

  get isHere(): boolean {
    return this.#tenant === 'here'
  }

  /** Of its process; undefined where it has none, or not now. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** What its process, or the one before it, said last. */
  get said(): string {
    return this.#latest?.said ?? ''
  }

  /** Whether it can be dialled, as far as its process is concerned. */
  get isUp(): boolean {
    return typeof this.#tenant !== 'object' || 'at' in this.#tenant || this.#isReady
  }

  /** Where it listens; undefined where nobody said so. */
  target(port: number | undefined): Target | null {
    const tenant = this.#tenant
    const at = typeof tenant === 'object' && 'at' in tenant ? tenant.at : null
    const known = port ?? at?.port ?? this.#process?.port
    return known === undefined || known === null ? null : { host: at?.host ?? HERE, port: known }
  }

  refuses(port: number | undefined): boolean {
    return this.refusesAll > 0 || (port !== undefined && (this.refusedPorts.get(port) ?? 0) > 0)
  }

  /** Runs `program` on a host that waits for one. @throws OptionError when it has somebody. */
  async settle(program: LoopbackProgram): Promise<void> {
    if (this.#tenant !== 'later') throw new OptionError('host', `${this.name} is not free for a program`)
    this.#tenant = program
    await this.start()
  }

  /** @throws Error when the program does not get ready. */
  async start(): Promise<void> {
    const program = this.#tenant
    if (typeof program !== 'object' || 'at' in program) return
    while (this.#frozen > 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#thawed.add(resolve))
    }
    if (this.#crashes > 0 || this.#isClosed || this.#process !== null) return
    const started = new Process(program)
    this.#process = started
    this.#latest = started
    void started.ended.then(() => this.#left(started))
    try {
      await started.ready(program, this.#clock)
    } catch (error) {
      // Killed on purpose while it was starting.
      if (started.isKilled) return
      started.kill()
      throw error
    }
    if (this.#process !== started || started.hasEnded) return
    if (this.#frozen > 0) started.signal('SIGSTOP')
    this.#isReady = true
    this.#changed()
  }

  /** @returns the cure, which resolves when its program can be dialled again. */
  crash(): () => Promise<void> {
    this.#needsProcess('crash', 'this very process would be gone, and the test with it')
    this.#crashes += 1
    this.#kill()
    return async () => {
      this.#crashes -= 1
      if (this.#crashes === 0) await this.start()
    }
  }

  /** @returns the cure. */
  freeze(): () => void {
    this.#needsProcess('freeze', 'this very process could not thaw itself; `stall` blocks it for a time')
    this.#frozen += 1
    // One that is starting is stopped when it is ready.
    if (this.#frozen === 1 && this.#isReady) this.#process?.signal('SIGSTOP')
    return () => {
      this.#frozen -= 1
      if (this.#frozen > 0) return
      this.#process?.signal('SIGCONT')
      this.#goOn()
    }
  }

  /** Of this process: it returns when the time is over, since nothing of it runs meanwhile. */
  stall(ms: number): void {
    if (this.isHere) {
      block(ms)
      return
    }
    const thaw = this.freeze()
    this.#clock.after(ms, thaw)
  }

  /** Ends its process, if it has one. */
  async close(): Promise<void> {
    this.#isClosed = true
    const { ended } = this.#process ?? { ended: null }
    this.#kill()
    this.#goOn()
    await ended
  }

  #goOn(): void {
    for (const start of [...this.#thawed]) start()
    this.#thawed.clear()
  }

  #kill(): void {
    const killed = this.#process
    this.#process = null
    this.#isReady = false
    killed?.kill()
    this.#changed()
  }

  /** By itself: it is not started again. */
  #left(process: Process): void {
    if (this.#process !== process) return
    this.#process = null
    this.#isReady = false
    this.#changed()
  }

  #needsProcess(kind: string, whyNotHere: string): void {
    if (this.#tenant === 'here') throw new OptionError('host', `${kind} ${this.name}: ${whyNotHere}`)
    if (this.#tenant === 'later')
      throw new OptionError('host', `${kind} ${this.name}: nothing runs there yet`)
    if ('at' in this.#tenant) {
      throw new OptionError('host', `${kind} ${this.name}: what runs there was not started by this world`)
    }
  }
}

/** As a long computation would, but for the CPU it takes. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
