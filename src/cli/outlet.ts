/** One stream that lines go to. It says when it has had enough, and when it is gone. */
import type { Writable } from 'node:stream'

export class Outlet {
  /** Why nothing can be written any more; null while it can. */
  lost: Error | null = null
  readonly #stream: Writable
  /** Called when it takes lines again after {@link congested}. */
  onDrain: () => void = () => {}
  /** Called once, when nothing can be written any more. */
  onBroken: (error: Error) => void = () => {}

  constructor(stream: Writable) {
    this.#stream = stream
    stream.on('drain', this.#drained)
    stream.on('error', this.#failed)
  }

  /** Whether lines pile up in memory: whoever makes them should rest. */
  get congested(): boolean {
    return this.lost === null && this.#stream.writableNeedDrain
  }

  /** Writes a line; once broken, nothing. */
  line(text: string): void {
    if (this.lost === null) this.#stream.write(`${text}\n`)
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
