/** Frames one by one, for `for await`: a bounded buffer between a hot stream and a slow reader. */
import type { Observable } from 'rxjs'
import { type Cause, ConnectionError } from '../transport/transport.ts'
import type { Frame } from './frame.ts'
import { Hold } from './hold.ts'

/** Where the frames come from. */
export interface FrameSource {
  readonly frames$: Observable<Frame>
  /** One more reason not to read. */
  block(): void
  unblock(): void
  /** Frames that were not looked at. */
  giveBack(frames: Iterable<Frame>): void
}

export class FrameIterator implements AsyncIterableIterator<Frame> {
  readonly #source: FrameSource
  readonly #failure: () => Cause | null
  readonly #buffer: Hold
  readonly #waiting: ((result: IteratorResult<Frame> | Promise<IteratorResult<Frame>>) => void)[] = []
  readonly #subscription
  #full = false
  #done = false
  #left = false

  constructor(source: FrameSource, limit: number, failure: () => Cause | null) {
    this.#source = source
    this.#buffer = new Hold(limit)
    this.#failure = failure
    this.#subscription = source.frames$.subscribe({
      next: (frame) => this.#take(frame),
      complete: () => this.#finish(),
    })
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Frame> {
    return this
  }

  next(): Promise<IteratorResult<Frame>> {
    const frame = this.#buffer.take()
    if (frame !== undefined) {
      if (this.#full && this.#buffer.hasRoom) {
        this.#full = false
        this.#source.unblock()
      }
      return Promise.resolve({ done: false, value: frame })
    }
    if (this.#done) return this.#end()
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  return(): Promise<IteratorResult<Frame>> {
    this.#subscription?.unsubscribe()
    this.#source.giveBack(this.#leftOver())
    if (this.#full) {
      this.#full = false
      this.#source.unblock()
    }
    this.#done = true
    this.#left = true
    for (const resolve of this.#waiting.splice(0)) resolve({ done: true, value: undefined })
    return Promise.resolve({ done: true, value: undefined })
  }

  #take(frame: Frame): void {
    const resolve = this.#waiting.shift()
    if (resolve !== undefined) return resolve({ done: false, value: frame })
    this.#buffer.add(frame)
    if (this.#buffer.isFull && !this.#full) {
      this.#full = true
      this.#source.block()
    }
  }

  *#leftOver(): Generator<Frame> {
    for (let frame = this.#buffer.take(); frame !== undefined; frame = this.#buffer.take()) yield frame
  }

  #finish(): void {
    this.#done = true
    for (const resolve of this.#waiting.splice(0)) resolve(this.#end())
  }

  #end(): Promise<IteratorResult<Frame>> {
    const failure = this.#left ? null : this.#failure()
    if (failure === null) return Promise.resolve({ done: true, value: undefined })
    return Promise.reject(new ConnectionError('the connection failed', failure))
  }
}
