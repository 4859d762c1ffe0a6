/** An owner of a port that writes down what it hears. */
import { EventEmitter, once } from 'node:events'
import type { PortOwner } from '../../../src/transport/port/port.ts'
import type { Cause } from '../../../src/transport/transport.ts'

/** How long a test waits before it fails. */
const PATIENCE_MS = 10_000

export class RecordingOwner implements PortOwner {
  /** One line a call: `ready`, `message hello`, `ended closed`, `gone`. */
  readonly log: string[] = []
  readonly messages: unknown[] = []
  cause: Cause | null = null
  readonly #events = new EventEmitter()

  ready(): void {
    this.note('ready')
  }

  message(value: unknown): void {
    this.messages.push(value)
    this.note(`message ${value}`)
  }

  ended(cause: Cause): void {
    this.cause = cause
    this.note(`ended ${cause.kind}`)
  }

  gone(): void {
    this.note('gone')
  }

  note(line: string): void {
    this.log.push(line)
    this.#events.emit('noted')
  }

  /** Resolves when the log has this line. */
  async hears(line: string): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    while (!this.log.includes(line))
      await once(this.#events, 'noted', { signal }).catch(() =>
        Promise.reject(new Error(`never ${line}; only ${this.log}`)),
      )
  }
}
