/** Frames that wait for a link: the bounded queue a user may ask for. */
import { type Cause, ConnectionError, type Payload } from '../transport/transport.ts'
import type { QueueOptions } from './options.ts'

interface Queued {
  readonly payload: Payload
  readonly settle: (error: Error | null) => void
}

export class Outbox {
  readonly #options: QueueOptions
  readonly #onDrop: (frames: number, why: string) => void
  #queue: Queued[] = []

  /** @param onDrop told of each frame that had to go. */
  constructor(options: QueueOptions, onDrop: (frames: number, why: string) => void) {
    this.#options = options
    this.#onDrop = onDrop
  }

  get size(): number {
    return this.#queue.length
  }

  /** Queues a frame; resolves when it was handed to the system, rejects when it was dropped or the connection ended. */
  add(payload: Payload): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ payload, settle: (error) => (error === null ? resolve() : reject(error)) })
      if (this.#queue.length <= this.#options.max) return
      const dropped = this.#options.drop === 'oldest' ? this.#queue.shift() : this.#queue.pop()
      dropped?.settle(new ConnectionError(`frame dropped: the queue holds ${this.#options.max}`, null))
      this.#onDrop(1, 'queue full')
    })
  }

  /** Sends what waits, oldest first, through `send`. */
  flush(send: (payload: Payload, settle: (error: Error | null) => void) => void): void {
    const queue = this.#queue
    this.#queue = []
    for (const { payload, settle } of queue) send(payload, settle)
  }

  /** The connection has ended: nothing that waits will be sent. */
  reject(cause: Cause): void {
    const queue = this.#queue
    this.#queue = []
    for (const { settle } of queue) settle(new ConnectionError('frame not sent', cause))
    if (queue.length > 0) this.#onDrop(queue.length, 'connection ended')
  }
}
