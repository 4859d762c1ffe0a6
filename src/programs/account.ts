/** What is known of one thread or process that was started: what it printed last, and how it exited. */
import { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { Worker } from 'node:worker_threads'
import { systemClock, type Timer } from '../clock/clock.ts'
import { endAtExit, killGroup } from './at-exit.ts'
import { Tail } from './tail.ts'

/**
 * What it printed last is read after it has exited. Its pipes may never end, held open by processes that it started and left
 * behind, so after this long they are closed.
 */
const GRACE_MS = 200

/** How it exited. */
export interface Exit {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface AccountOptions {
  /** Whether what it prints is read at all, and not printed where this process does. */
  readonly isKept: boolean
  /** How many bytes of each stream are kept. */
  readonly keepBytes: number
  /** Whether the process leads a group of its own, which ends with it. */
  readonly isGroup: boolean
}

export class Account {
  readonly stdout: Tail
  readonly stderr: Tail
  /** Of the process; null for threads, and where none could be started. */
  readonly pid: number | null
  /** Null until it has exited, and where none could be started. */
  exit: Exit | null = null
  /** Why none could be started, or what a thread did not catch; null where neither holds. */
  failure: Error | null = null
  /** Hears whatever is printed. */
  onOutput: (chunk: Uint8Array, from: 'stdout' | 'stderr') => void = () => {}
  readonly #streams = new Set<Readable>()
  readonly #isGroup: boolean
  #isOver = false
  #grace: Timer | null = null
  #whenOver: (() => void)[] = []

  constructor(program: Worker | ChildProcess, { isKept, keepBytes, isGroup }: AccountOptions) {
    this.stdout = new Tail(isKept ? keepBytes : 0)
    this.stderr = new Tail(isKept ? keepBytes : 0)
    this.#isGroup = isGroup
    // Those of a thread are there in any case: whoever reads what is printed elsewhere gets in the way.
    if (isKept || program instanceof ChildProcess) {
      this.#read(program.stdout, 'stdout')
      this.#read(program.stderr, 'stderr')
    }
    if (program instanceof ChildProcess) {
      this.pid = program.pid ?? null
      if (this.pid !== null) endAtExit(program, isGroup)
      program.on('exit', (code, signal) => this.#exited({ code, signal }))
      program.on('error', (error) => {
        // A signal that could not be sent is no end.
        if (program.pid !== undefined) return
        this.failure = error
        this.#end()
      })
    } else {
      this.pid = null
      program.on('error', (thrown) => {
        this.failure = thrown
      })
      program.on('exit', (code) => this.#exited({ code, signal: null }))
    }
  }

  /** Calls `then` once it has exited and all it printed was read; at once where that has been. */
  over(then: () => void): void {
    if (this.#isOver) then()
    else this.#whenOver.push(then)
  }

  #read(stream: Readable | null, from: 'stdout' | 'stderr'): void {
    if (stream === null) return
    this.#streams.add(stream)
    stream.on('data', (chunk: Uint8Array) => {
      this[from].push(chunk)
      this.onOutput(chunk, from)
    })
    stream.on('error', () => {})
    stream.on('close', () => {
      this.#streams.delete(stream)
      if (this.exit !== null) this.#endWhenRead()
    })
  }

  #exited(exit: Exit): void {
    this.exit = exit
    if (this.#isGroup && this.pid !== null) killGroup(this.pid)
    this.#grace = systemClock.after(GRACE_MS, () => this.#end())
    this.#endWhenRead()
  }

  #endWhenRead(): void {
    if (this.#streams.size === 0) this.#end()
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#grace?.cancel()
    for (const stream of this.#streams) stream.destroy()
    for (const then of this.#whenOver.splice(0)) then()
  }
}
