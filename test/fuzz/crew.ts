/** Hosts at work: orders are handed out, and whoever hangs or dies is replaced, with the input that did it noted. */
import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inputNumber } from './generate.ts'
import type { Answer, Order } from './host.ts'
import { caseOf } from './input.ts'
import type { Failure, FailureKind, Tally } from './slice.ts'
import type { Target } from './target.ts'

export interface CrewOptions {
  /** The module that lists the targets, for the hosts to import. */
  readonly list: string
  readonly targets: readonly Target[]
  readonly orders: readonly Order[]
  /** How many hosts there are. */
  readonly hosts: number
  /** An input that takes longer hangs. */
  readonly hangMs: number
  /** Of each host's heap: who needs more dies of it. */
  readonly heapMb: number
  /** Told of what was done, each time a slice is through. */
  readonly told?: (order: Order, tally: Tally) => void
}

export interface Outcome {
  readonly failures: readonly Failure[]
  readonly tallies: readonly { readonly target: string; readonly tally: Tally }[]
  /** The most memory that a host had, in bytes. */
  readonly rss: number
}

/** Of one target, each of which costs a host. */
const MOST_FAILURES = 5

/** How often the input that is under way is looked at. */
const LOOK_MS = 250

const HOST = fileURLToPath(new URL('./host.ts', import.meta.url))

export async function crew(options: CrewOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'pulsetree-fuzz-'))
  const waiting = [...options.orders]
  const outcome = { failures: [] as Failure[], tallies: [] as { target: string; tally: Tally }[], rss: 0 }
  try {
    await Promise.all(
      Array.from({ length: options.hosts }, async (_, index) => {
        const host = new Host(join(folder, `${index}`), options)
        for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) {
          const { end, rss } = await host.run(order)
          outcome.rss = Math.max(outcome.rss, rss)
          if (end.kind === 'done') {
            outcome.failures.push(...end.tally.failures)
            outcome.tallies.push({ target: order.target, tally: end.tally })
            options.told?.(order, end.tally)
          } else {
            outcome.failures.push(failureOf(options, order, end))
            // What was counted there is lost; the inputs after it are not, unless nothing else comes of them.
            const ours = outcome.failures.filter(({ target }) => target === order.target)
            if (ours.length < MOST_FAILURES) waiting.unshift({ ...order, from: end.number + 1 })
          }
        }
        host.close()
      }),
    )
    return outcome
  } finally {
    rmSync(folder, { recursive: true })
  }
}

type End =
  | { readonly kind: 'done'; readonly tally: Tally }
  | { readonly kind: Exclude<FailureKind, 'slow' | 'memory'>; readonly what: string; readonly number: number }

function failureOf(
  { targets }: CrewOptions,
  { target: name, seed }: Order,
  end: Exclude<End, { kind: 'done' }>,
): Failure {
  const { kind, what, number } = end
  const target = targets.find((one) => one.name === name)
  if (target === undefined) throw new Error(`no target is called ${name}`)
  return { target: name, number, kind, what, input: caseOf(inputNumber(target, seed, number), what) }
}

class Host {
  readonly #note: string
  readonly #options: CrewOptions
  #child: ChildProcess | null = null
  #isReady = false

  constructor(note: string, options: CrewOptions) {
    this.#note = note
    this.#options = options
  }

  async run(order: Order): Promise<{ end: End; rss: number }> {
    writeFileSync(this.#note, Buffer.from(new Float64Array([order.from, 0]).buffer))
    const child = this.#child ?? this.#start()
    this.#child = child
    let rss = 0
    const end = await new Promise<End>((resolve) => {
      const watch = this.#watchFor(child, (number) => {
        const what = `no end after ${this.#options.hangMs} ms`
        settle({ kind: 'hang', what, number })
      })
      const heard = (answer: Answer): void => {
        if (answer.kind === 'ready') this.#isReady = true
        else if (answer.kind === 'stray') settle({ kind: 'wrong', what: answer.what, number: this.#number() })
        else {
          rss = answer.rss
          settle({ kind: 'done', tally: answer.tally })
        }
      }
      const died = (code: number | null, signal: string | null): void =>
        settle({
          kind: 'death',
          what: `the process died (${signal ?? `code ${code}`})`,
          number: this.#number(),
        })
      const settle = (end: End): void => {
        clearInterval(watch)
        child.off('message', heard)
        child.off('exit', died)
        if (end.kind !== 'done') this.close()
        resolve(end)
      }
      child.on('message', heard)
      child.on('exit', died)
      child.send(order)
    })
    return { end, rss }
  }

  close(): void {
    this.#child?.kill('SIGKILL')
    this.#child = null
    this.#isReady = false
  }

  #start(): ChildProcess {
    const { list, heapMb } = this.#options
    return fork(HOST, [list, this.#note], {
      execArgv: ['--import', 'tsx', '--expose-gc', `--max-old-space-size=${heapMb}`],
      serialization: 'advanced',
    })
  }

  /** Calls `hung` with the input that has been under way for too long. */
  #watchFor(child: ChildProcess, hung: (number: number) => void): NodeJS.Timeout {
    let before = ''
    let looks = 0
    return setInterval(() => {
      const note = this.#read()
      if (String(note) !== before || !this.#isReady || child.exitCode !== null) {
        before = String(note)
        looks = 0
      } else {
        // Looks rather than time: where nobody ran, nobody hung.
        looks += 1
        if (looks * LOOK_MS > this.#options.hangMs) hung(this.#number())
      }
    }, LOOK_MS)
  }

  #number(): number {
    return this.#read()[0] ?? 0
  }

  /** As the host has written it. */
  #read(): Float64Array {
    const note = new Float64Array(2)
    const file = openSync(this.#note, 'r')
    readSync(file, note, 0, note.byteLength, 0)
    closeSync(file)
    return note
  }
}
