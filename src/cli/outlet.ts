/** One stream that lines go to. It says when it has had enough, and when it is gone. */
import type { Writable } from 'node:stream'

/** Frames can be made to wait, but phases come and peers are turned away whether anybody reads of it or not. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024

export class Outlet {
  /** Why nothing can be written any more; null while it can. */
  lost: Error | null = null
  readonly #stream: Writable
  readonly #mostWaitingBytes: number
  #leftOut = 0
  /** Called when it takes lines again after {@link congested}. */
  onDrain: () => void = () => {}
  /** Called once, when nothing can be written any more. */
  onBroken: (error: Error) => void = () => {}

  /** @param mostWaitingBytes when so many wait for their reader, further lines are left out, and counted. */
  constructor(stream: Writable, mostWaitingBytes = MOST_WAITING_BYTES) {
    this.#stream = stream
    this.#mostWaitingBytes = mostWaitingBytes
    stream.on('drain', this.#drained)
    stream.on('error', this.#failed)
  }

  /** Whether lines pile up in memory: whoever makes them should rest. */
  get congested(): boolean {
    return this.lost === null && this.#stream.writableNeedDrain
  }

  /** Writes a line; once broken, nothing. */
  line(text: string): void {
    if (this.lost !== null) return
    if (this.#stream.writableLength < this.#mostWaitingBytes) this.#stream.write(`${text}\n`)
    else this.#leftOut += 1
  }

  /** How many lines were left out since this was last asked. */
  takeLeftOut(): number {
    const leftOut = this.#leftOut
    this.#leftOut = 0
    return leftOut
  }

  /** Resolves when the system has every line, or when none can be written any more. */
  async flushed(): Promise<void> {
    if (this.lost !== null) return
    await new Promise<void>((resolve) => {
      this.#stream.write('', () => resolve())
    })
  }

  /** The stream's errors stay listened to: one may still come, and would end the process. */
  release(): void {
    this.#stream.off('drain', this.#drained)
  }

  readonly #drained = (): void => this.onDrain()

  readonly #failed = (error: Error): void => {
    if (this.lost !== null) return
    this.lost = error
    this.onBroken(error)
    this.onDrain()
  }
}
