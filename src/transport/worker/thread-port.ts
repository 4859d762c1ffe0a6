/** A worker thread of Node's as a port: who dials it owns it, from the start to the exit. */
import type { Worker } from 'node:worker_threads'
import { cloneable, type Port, type PortOwner } from '../port/port.ts'
import { type Cause, causeOfSystemError } from '../transport.ts'

export class ThreadPort implements Port {
  readonly #thread: Worker
  readonly #goodbye: unknown
  #hasAsked = false
  /** What it did not catch: mostly an error, but anything can be thrown. */
  #uncaught: { readonly thrown: unknown } | null = null

  /** @param goodbye posted to ask it to end; null where nothing asks, and it is terminated. */
  constructor(thread: Worker, goodbye: unknown, owner: PortOwner) {
    this.#thread = thread
    this.#goodbye = goodbye
    let isReady = false
    const ready = (): void => {
      if (isReady) return
      isReady = true
      owner.ready()
    }
    thread.on('online', ready)
    thread.on('message', (message) => {
      ready()
      owner.message(message)
    })
    thread.on('messageerror', () => owner.ended(UNREADABLE))
    thread.on('error', (thrown: unknown) => {
      this.#uncaught = { thrown }
    })
    const exited = (code: number): void => {
      owner.ended(this.#uncaught === null ? exitOf(code, isReady) : causeOf(this.#uncaught.thrown, isReady))
      owner.gone()
    }
    thread.on('exit', exited)
    if (thread.threadId < 0) queueMicrotask(() => exited(Number.NaN))
  }

  post(message: unknown, taken: () => void): void {
    const [cloned, transfer] = cloneable(message)
    this.#thread.postMessage(cloned, transfer)
    taken()
  }

  close(): void {
    if (this.#goodbye === null) return this.destroy()
    if (this.#hasAsked) return
    this.#hasAsked = true
    this.post(this.#goodbye, () => {})
  }

  destroy(): void {
    void this.#thread.terminate()
  }
}

const UNREADABLE: Cause = {
  kind: 'protocol',
  by: 'peer',
  detail: 'a message that cannot be read on this side',
}

function exitOf(code: number, wasReady: boolean): Cause {
  if (code === 0) return { kind: 'closed', by: 'peer', code, planned: true, of: 'program' }
  const detail = Number.isNaN(code) ? 'the thread had exited before' : `the thread exited with code ${code}`
  return wasReady
    ? { kind: 'reset', by: 'network', detail, of: 'program' }
    : { kind: 'refused', by: 'peer', detail }
}

/** Its own limits of memory (`resourceLimits`), what it takes to start one, or whatever its program threw. */
function causeOf(thrown: unknown, wasReady: boolean): Cause {
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || code === 'ERR_WORKER_INIT_FAILED')
    return { kind: 'exhausted', by: 'us', detail }
  if (wasReady) return { kind: 'reset', by: 'network', detail: `the thread threw: ${detail}`, of: 'program' }
  return causeOfSystemError(thrown, false) ?? { kind: 'refused', by: 'peer', detail }
}
