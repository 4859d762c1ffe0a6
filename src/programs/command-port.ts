/** A process without a channel as a port: its lines, or whatever it prints, are its messages; lines are sent to its stdin. */
import type { ChildProcess } from 'node:child_process'
import { type Codec, type Decoder, FramingError } from '../transport/framing.ts'
import type { Port, PortOwner } from '../transport/port/port.ts'
import { type Cause, causeOfSystemError } from '../transport/transport.ts'
import { exitCause } from '../transport/worker/exit-cause.ts'
import type { Account } from './account.ts'

export interface CommandPortOptions {
  /** How standard output is cut; null: each piece of output, of either stream, is a message. */
  readonly codec: Codec | null
  readonly stopSignal: NodeJS.Signals
}

export class CommandPort implements Port {
  readonly #child: ChildProcess
  readonly #owner: PortOwner
  readonly #decoder: Decoder | null
  readonly #stopSignal: NodeJS.Signals

  constructor(
    child: ChildProcess,
    account: Account,
    { codec, stopSignal }: CommandPortOptions,
    owner: PortOwner,
  ) {
    this.#child = child
    this.#owner = owner
    this.#decoder = codec?.decoder() ?? null
    this.#stopSignal = stopSignal
    account.onOutput = (chunk, from) => this.#printed(chunk, from)
    // What it does not read any more is told by its exit.
    child.stdin?.on('error', () => {})
    account.over(() => {
      owner.ended(causeOf(account))
      owner.gone()
    })
    if (child.pid !== undefined) queueMicrotask(() => owner.ready())
  }

  post(message: unknown, taken: () => void): void {
    this.#child.stdin?.write(message, (error) => {
      if (error === null || error === undefined) taken()
    })
  }

  /** When it exits, Node itself reads what is left. */
  pause(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.stdout?.pause()
  }

  resume(): void {
    this.#child.stdout?.resume()
  }

  /** Many end with their input, all others know the signal. */
  close(): void {
    this.#child.stdin?.end()
    this.#child.kill(this.#stopSignal)
  }

  destroy(): void {
    this.#child.kill('SIGKILL')
  }

  #printed(chunk: Uint8Array, from: 'stdout' | 'stderr'): void {
    if (this.#decoder === null) return this.#owner.message(chunk)
    if (from === 'stdout') this.#cut(this.#decoder, chunk)
  }

  #cut(decoder: Decoder, chunk: Uint8Array): void {
    try {
      decoder.push(chunk)
      for (let line = decoder.next(); line !== null; line = decoder.next()) this.#owner.message(line)
    } catch (error) {
      if (!(error instanceof FramingError)) throw error
      this.#owner.ended({ kind: 'protocol', by: 'peer', detail: error.message })
      this.destroy()
    }
  }
}

function causeOf({ exit, failure }: Account): Cause {
  if (exit !== null) return exitCause(exit.code, exit.signal)
  const detail = failure?.message ?? 'it was not started'
  return causeOfSystemError(failure, false) ?? { kind: 'refused', by: 'peer', detail }
}
