/** Stands in the place of the link that a connection writes to, where all that it sends goes by. */
import type { Cause, Link, Payload } from '../../transport/transport.ts'

/** Told of what goes by, as it is on the wire, and as it was handed in where that is known. */
export type Sending = (encoded: Payload, payload: Payload) => void

export class TappedLink implements Link {
  readonly inner: Link
  readonly #sending: Sending
  /** What was encoded last: nearly always the next to be written. */
  #latest: { readonly encoded: Payload; readonly payload: Payload } | null = null

  constructor(inner: Link, sending: Sending) {
    this.inner = inner
    this.#sending = sending
  }

  get peer(): string | null {
    return this.inner.peer
  }

  get buffered(): number {
    return this.inner.buffered
  }

  get flushed(): number {
    return this.inner.flushed
  }

  encode(payload: Payload): Payload {
    const encoded = this.inner.encode(payload)
    this.#latest = { encoded, payload }
    return encoded
  }

  write(encoded: Payload, taken?: (cause: Cause | null) => void): void {
    const latest = this.#latest
    this.#latest = null
    this.inner.write(encoded, taken)
    this.#sending(encoded, latest !== null && latest.encoded === encoded ? latest.payload : encoded)
  }

  ping(): void {
    this.inner.ping?.()
  }

  pause(): void {
    this.inner.pause()
  }

  resume(): void {
    this.inner.resume()
  }

  close(why?: Cause): void {
    this.inner.close(why)
  }

  destroy(): void {
    this.inner.destroy()
  }
}
