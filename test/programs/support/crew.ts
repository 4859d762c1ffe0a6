/** Real programs under a supervisor of ours. When a test is over, every process it saw is gone. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test as base, expect } from 'vitest'
import {
  type Connection,
  type FeedEvent,
  type Program,
  type RunOptions,
  supervise,
} from '../../../src/index.ts'
import type { ProgramHandle } from '../../../src/programs/programs.ts'
import { happened, until } from '../../network/support/until.ts'

/** A program that does what its arguments say, then what it is told. */
export const PEER = fileURLToPath(new URL('./program-peer.mjs', import.meta.url))

export class Crew {
  readonly feed: FeedEvent[] = []
  readonly supervisor = supervise({ name: 'crew', restartDelayMs: 20, intensity: { restarts: 50 } })
  /** Every process there was. */
  readonly pids = new Set<number>()

  constructor() {
    this.supervisor.feed$.subscribe((event) => {
      this.feed.push(event)
      if (event.kind === 'phase') this.#note(event.id)
      happened()
    })
  }

  run(program: Program<ProgramHandle>, options: RunOptions<ProgramHandle> = {}): ProgramHandle {
    return this.supervisor.run('it', program, options)
  }

  told<Kind extends FeedEvent['kind']>(kind: Kind): Extract<FeedEvent, { kind: Kind }>[] {
    return this.feed.filter((event): event is Extract<FeedEvent, { kind: Kind }> => event.kind === kind)
  }

  get path(): string[] {
    return this.told('phase').map(({ to }) => to)
  }

  /** The `nth` event of a kind, whether it has come or is yet to. */
  tells<Kind extends FeedEvent['kind']>(kind: Kind, nth = 1): Promise<Extract<FeedEvent, { kind: Kind }>> {
    return until(
      () => `${kind} is told (${nth}); it has been ${this.path.join(', ')}`,
      () => this.told(kind)[nth - 1],
    )
  }

  /** The `nth` time it enters a phase. */
  enters(phase: string, nth = 1): Promise<FeedEvent> {
    return until(
      () => `it is ${phase} (${nth}); it has been ${this.path.join(', ')}`,
      () => this.told('phase').filter(({ to }) => to === phase)[nth - 1],
    )
  }

  async end(): Promise<void> {
    await this.supervisor.stop({ now: true })
    const left = [...this.pids].filter(isRunning)
    end(left)
    expect(left).toEqual([])
  }

  #note(id: string): void {
    const found = this.supervisor.find(id)
    if (found !== undefined && 'pid' in found && typeof found.pid === 'number') this.pids.add(found.pid)
  }
}

/** What it says, from now on. */
export function textsOf(handle: Connection): string[] {
  const texts: string[] = []
  handle.frames$.subscribe(({ text }) => {
    texts.push(text)
    happened()
  })
  return texts
}

export async function says(texts: readonly string[], wanted: string | RegExp): Promise<string> {
  return until(
    () => `it says ${wanted}; it has said ${texts.join(' | ').slice(-500)}`,
    () => texts.find((text) => (typeof wanted === 'string' ? text === wanted : wanted.test(text))),
  )
}

/** A process that has ended, but that nobody has asked how, runs no more. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** What a test that failed has left behind. */
export function end(pids: Iterable<number>): void {
  for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL')
}

/** There is no event of a process that is nobody's child of ours. */
export async function isGone(pid: number): Promise<void> {
  const timer = setInterval(happened, 10)
  try {
    await until(`${pid} is gone`, () => !isRunning(pid))
  } finally {
    clearInterval(timer)
  }
}

export const test = base.extend<{ crew: Crew }>({
  crew: async ({ task: _ }, use) => {
    const crew = new Crew()
    await use(crew)
    await crew.end()
  },
})
