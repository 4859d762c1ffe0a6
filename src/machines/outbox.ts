/** Frames that wait for a link: the bounded queue a user may ask for. */
import { type Cause, ConnectionError, type Payload } from '../transport/transport.ts'
import type { QueueOptions } from './options.ts'

interface Queued {
  readonly payload: Payload
  readonly settle: (outcome: Promise<void>) => void
}

export class Outbox {
  options: QueueOptions
  readonly #onDrop: (frames: number, why: string) => void
  readonly #queue: Queued[] = []

  /** @param onDrop told of each frame that had to go. */
  constructor(options: QueueOptions, onDrop: (frames: number, why: string) => void) {
    this.options = options
    this.#onDrop = onDrop
  }

  get size(): number {
    return this.#queue.length
  }

  /** Queues a frame; resolves when it was handed to the system, rejects when it was dropped or the connection ended. */
  add(payload: Payload): Promise<void> {
    return new Promise((settle) => {
      this.#queue.push({ payload, settle })
      if (this.#queue.length <= this.options.max) return
      const dropped = this.options.drop === 'oldest' ? this.#queue.shift() : this.#queue.pop()
      dropped?.settle(notSent(`frame dropped: the queue holds ${this.options.max}`, null))
      this.#onDrop(1, 'queue full')
    })
  }

  /** Sends what waits, oldest first, through `send`. */
  flush(send: (payload: Payload) => Promise<void>): void {
    for (const { payload, settle } of this.#queue.splice(0)) settle(send(payload))
  }

  /** The connection has ended: nothing that waits will be sent. */
  reject(cause: Cause): void {
    const frames = this.size
    this.flush(() => notSent('frame not sent', cause))
    if (frames > 0) this.#onDrop(frames, 'connection ended')
  }
}

function notSent(what: string, cause: Cause | null): Promise<never> {
  return Promise.reject(new ConnectionError(what, cause))
}
