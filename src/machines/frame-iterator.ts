/** Frames one by one, for `for await`: a bounded buffer between a hot stream and a slow reader. */
import type { Observable } from 'rxjs'
import { type Cause, ConnectionError } from '../transport/transport.ts'
import type { Frame } from './frame.ts'
import { type Filler, Hold } from './hold.ts'

/** Where the frames come from. */
export interface FrameSource extends Filler {
  readonly frames$: Observable<Frame>
  /** Frames that were not looked at. */
  giveBack(frames: readonly Frame[]): void
}

export class FrameIterator implements AsyncIterableIterator<Frame> {
  readonly #source: FrameSource
  readonly #failure: () => Cause | null
  readonly #buffer: Hold
  readonly #waiting: ((result: IteratorResult<Frame> | Promise<IteratorResult<Frame>>) => void)[] = []
  readonly #subscription
  #done = false
  #left = false

  constructor(source: FrameSource, limit: number, failure: () => Cause | null) {
    this.#source = source
    this.#buffer = new Hold(limit, source)
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
      this.#buffer.ease()
      return Promise.resolve({ done: false, value: frame })
    }
    if (this.#done) return this.#end()
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  return(): Promise<IteratorResult<Frame>> {
    this.#subscription.unsubscribe()
    this.#source.giveBack(this.#buffer.empty())
    this.#buffer.ease()
    this.#left = true
    this.#finish()
    return this.#end()
  }

  #take(frame: Frame): void {
    const resolve = this.#waiting.shift()
    if (resolve === undefined) this.#buffer.add(frame)
    else resolve({ done: false, value: frame })
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
