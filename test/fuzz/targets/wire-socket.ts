/** A socket of Node's without a system below it: bytes are put in on one side, and what is written is kept on the other. */
import { Socket } from 'node:net'

export class WireSocket extends Socket {
  /** What was written to it. */
  readonly written: Buffer[] = []
  #isRead = false
  readonly #waiting: (Uint8Array | null)[] = []

  constructor() {
    super({ allowHalfOpen: true })
  }

  /** One chunk arrives. */
  arrive(chunk: Uint8Array): void {
    this.#put(Buffer.from(chunk))
  }

  /** The peer's FIN. */
  finish(): void {
    this.#put(null)
  }

  #put(chunk: Buffer | null): void {
    if (this.destroyed) return
    if (this.#isRead && this.#waiting.length === 0) this.#isRead = this.push(chunk)
    else this.#waiting.push(chunk)
  }

  override _read(): void {
    this.#isRead = true
    while (this.#isRead && this.#waiting.length > 0) this.#isRead = this.push(this.#waiting.shift())
  }

  override _write(
    chunk: Buffer | string,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.written.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk)
    done()
  }

  override _writev(
    chunks: { chunk: Buffer | string; encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    for (const { chunk, encoding } of chunks) this._write(chunk, encoding, () => {})
    done()
  }

  override _final(done: (error?: Error | null) => void): void {
    done()
  }
}

/** Turns in which a stream arrives; one for each of thousands of bytes would be all that is waited for. */
const MOST_TURNS = 40

/** The chunks, in turns of the loop of their own. */
export async function arrive(socket: WireSocket, chunks: readonly Uint8Array[]): Promise<void> {
  const every = Math.ceil(chunks.length / MOST_TURNS)
  for (const [at, chunk] of chunks.entries()) {
    if (chunk.length > 0) socket.arrive(chunk)
    if (at % every === 0) await turn()
  }
}

export function turn(): Promise<void> {
  return new Promise(setImmediate)
}
