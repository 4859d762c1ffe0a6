/** Hands out jobs to workers that are alive, one each, and takes back what a worker did not live to finish. */
import type { Connection } from 'pulsetree'
import { say } from './say.ts'

export interface Job {
  readonly id: number
  readonly text: string
}

/** A job that has cost so many workers is nobody's job any more. */
const MOST_TRIES = 2

export class Crew {
  /** What was found, by the ids of the jobs. */
  readonly results = new Map<number, boolean>()
  /** Jobs that nobody has survived. */
  readonly setAside: Job[] = []
  /** Resolves when there is nothing more to do. */
  readonly done: Promise<void>
  readonly #waiting: Job[]
  /** What each worker does that is alive; null while it does nothing. */
  readonly #alive = new Map<Connection, Job | null>()
  readonly #tries = new Map<Job, number>()
  readonly #count: number
  #resolveDone: () => void = () => {}

  constructor(jobs: readonly Job[]) {
    this.#waiting = [...jobs]
    this.#count = jobs.length
    this.done = new Promise((resolve) => {
      this.#resolveDone = resolve
    })
  }

  /** It is the same worker to us, however often it is started again. */
  hire(worker: Connection): void {
    worker.phase$.subscribe(({ phase }) => {
      // Suspect: it may be busy. Whether it is more than that its supervisor will tell.
      if (phase === 'suspect') return
      if (phase !== 'alive') this.#lost(worker)
      else if (!this.#alive.has(worker)) this.#alive.set(worker, null)
      this.#handOut()
    })
    worker.frames$.subscribe(({ text }) => {
      const { id, isWords }: { id: number; isWords: boolean } = JSON.parse(text)
      this.results.set(id, isWords)
      this.#alive.set(worker, null)
      this.#handOut()
    })
  }

  #lost(worker: Connection): void {
    const job = this.#alive.get(worker) ?? null
    this.#alive.delete(worker)
    if (job === null) return
    const tries = (this.#tries.get(job) ?? 0) + 1
    this.#tries.set(job, tries)
    if (tries < MOST_TRIES) this.#waiting.unshift(job)
    else this.setAside.push(job)
    say(`job ${job.id} was lost with ${worker.id}${tries < MOST_TRIES ? '' : ', and is set aside'}`)
  }

  #handOut(): void {
    for (const [worker, doing] of this.#alive) {
      if (doing !== null || worker.phase !== 'alive') continue
      const job = this.#waiting.shift()
      if (job === undefined) break
      this.#alive.set(worker, job)
      // Whoever cannot be told is dead, which comes up by its phase.
      worker.send(JSON.stringify(job)).catch(() => {})
    }
    if (this.results.size + this.setAside.length === this.#count) this.#resolveDone()
  }
}
