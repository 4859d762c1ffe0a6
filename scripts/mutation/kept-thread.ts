/**
 * A pool for vitest that keeps its thread from run to run. Vitest begins a thread for every run, stryker a run for every
 * mutant; so most of a mutant's second would go into loading XState, RxJS and fast-check again.
 */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, Vitest, WorkerRequest } from 'vitest/node'

/** Each run leaves a little behind in a thread (listeners, and what a mutant broke). */
const RUNS_PER_THREAD = 40

/** A mutant that gathers without end is ended here rather than by the machine. */
const MOST_MEMORY_MB = 512

type Listener = Parameters<PoolWorker['on']>[1]

export function keptThread(vitest: Vitest): PoolRunnerInitializer {
  let thread: Worker | null = null
  let runs = 0
  vitest.onClose(drop)
  return {
    name: 'kept-thread',
    createPoolWorker(options) {
      // A mutant in what runs once, when a module is loaded, needs its modules loaded again: before it, and after.
      const fresh = options.project.getProvidedContext().mutantActivation === 'static'
      return new KeptWorker(
        () => {
          runs += 1
          if (thread !== null && (fresh || runs > RUNS_PER_THREAD)) drop()
          thread ??= threadFor(options)
          return thread
        },
        () => {
          if (fresh) drop()
        },
      )
    },
  }

  function drop(): void {
    void thread?.terminate()
    thread = null
    runs = 0
  }

  function threadFor({ distPath, env, execArgv }: PoolOptions): Worker {
    const worker = new Worker(join(distPath, 'workers/threads.js'), {
      env,
      execArgv,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    })
    worker.setMaxListeners(0)
    // Its exit says all there is to say.
    worker.on('error', () => {})
    worker.once('exit', () => {
      if (thread === worker) thread = null
    })
    return worker
  }
}

/** One run in the thread. What it listens to ends with it, as it would with a thread of its own. */
class KeptWorker implements PoolWorker {
  readonly name = 'threads'
  readonly #take: () => Worker
  readonly #done: () => void
  readonly #listeners: Listener[] = []
  #thread: Worker | null = null

  constructor(take: () => Worker, done: () => void) {
    this.#take = take
    this.#done = done
  }

  async start(): Promise<void> {
    if (this.#thread !== null) return
    this.#thread = this.#take()
    this.#thread.on('exit', this.#exited)
  }

  /** What the thread itself ends of is no end of vitest's: a mutant that took all memory is no reason to begin anew. */
  on(event: string, listener: Listener): void {
    if (event !== 'message') return
    this.#listeners.push(listener)
    this.#thread?.on('message', listener)
  }

  off(event: string, listener: Listener): void {
    if (event === 'message') this.#thread?.off('message', listener)
  }

  send(message: WorkerRequest): void {
    // The thread is to go on: the answer is given in its place.
    if (message.type === 'stop') this.#answer({ type: 'stopped' })
    else this.#thread?.postMessage(message)
  }

  async stop(): Promise<void> {
    for (const listener of this.#listeners) this.#thread?.off('message', listener)
    this.#thread?.off('exit', this.#exited)
    this.#thread = null
    this.#done()
  }

  readonly #exited = (): void => {
    this.#thread = null
    const error = { name: 'Error', message: 'the thread came to an end of its own' }
    this.#answer({ type: 'started', error })
    this.#answer({ type: 'testfileFinished', error })
  }

  #answer(response: object): void {
    for (const listener of [...this.#listeners]) listener({ ...response, __vitest_worker_response__: true })
  }

  deserialize(data: unknown): unknown {
    return data
  }
}
