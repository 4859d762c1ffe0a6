/** A child process with an IPC channel as a port: who dials it owns it, from the start to the exit. */
import type { ChildProcess } from 'node:child_process'
import type { Clock, Timer } from '../../clock/clock.ts'
import { turn } from '../../clock/turn.ts'
import type { Port, PortOwner } from '../port/port.ts'
import { type Cause, causeOfSystemError } from '../transport.ts'
import { exitCause } from './exit-cause.ts'
import { IpcChannel } from './ipc.ts'

/**
 * A process that dies closes its channel first, and is seen to have exited a little later. After this long a process
 * that closed its channel lives on, and one that was asked to end by ours has not understood.
 */
const GRACE_MS = 200

export class ChildPort implements Port {
  readonly #child: ChildProcess
  readonly #goodbye: unknown
  readonly #owner: PortOwner
  readonly #clock: Clock
  readonly #channel: IpcChannel
  #isReady = false
  #isAsked = false
  #isDestroyed = false
  /** How it exited, once it has. */
  #exit: Cause | null = null
  #isOver = false
  #grace: Timer | null = null

  /** @param goodbye posted to ask it to end; null where closing the channel asks, and SIGTERM after that. */
  constructor(child: ChildProcess, goodbye: unknown, clock: Clock, owner: PortOwner) {
    this.#child = child
    this.#goodbye = goodbye
    this.#owner = owner
    this.#clock = clock
    this.#channel = new IpcChannel(child)
    child.on('message', (message) => this.#hear(() => owner.message(message)))
    child.on('disconnect', () => this.#disconnected())
    child.on('error', (error) => this.#failed(error))
    child.on('exit', (code, signal) => this.#exited(exitCause(code, signal)))
    queueMicrotask(() => {
      if (child.exitCode !== null || child.signalCode !== null)
        this.#exited(exitCause(child.exitCode, child.signalCode))
      else if (child.pid !== undefined) this.#hear(() => {})
    })
  }

  post(message: unknown, taken: () => void): void {
    this.#channel.post(message, taken)
  }

  close(): void {
    if (this.#isAsked || this.#isDestroyed) return
    this.#isAsked = true
    if (!this.#child.connected) this.#child.kill()
    else if (this.#goodbye !== null) this.post(this.#goodbye, () => {})
    else this.#channel.close()
  }

  /** Once it is known to be gone there is nothing to wait for, be its channel held open by children of its own. */
  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    this.#grace?.cancel()
    this.#child.kill('SIGKILL')
    this.#channel.closeNow()
    if (this.#exit !== null) queueMicrotask(() => this.#finish())
  }

  /** Open before anything of it is heard. */
  #hear(then: () => void): void {
    if (!this.#isReady) {
      this.#isReady = true
      this.#owner.ready()
    }
    then()
  }

  #disconnected(): void {
    if (this.#exit !== null) this.#finish()
    else if (!this.#isDestroyed) this.#grace = this.#clock.after(GRACE_MS, () => void this.#judge())
  }

  /**
   * A process that lives without a channel: closed by us, it is asked once more; closed by it, this was its goodbye, or
   * its answer to ours, after which it ends by itself.
   */
  async #judge(): Promise<void> {
    // Should we have been late ourselves, its exit waits to be read.
    await turn()
    if (this.#exit !== null || this.#isDestroyed) return
    if (!this.#isAsked) this.#owner.ended(HUNG_UP)
    else if (this.#goodbye === null) this.#child.kill()
  }

  /** Never started; or a signal that could not be sent, of which the exit tells. */
  #failed(error: Error): void {
    if (this.#child.pid !== undefined) return
    const cause = causeOfSystemError(error, false)
    this.#exit = cause ?? { kind: 'refused', by: 'peer', detail: error.message }
    this.#finish()
  }

  /** Messages may wait in the channel; its end comes after them. */
  #exited(cause: Cause): void {
    this.#exit = cause
    this.#grace?.cancel()
    if (!this.#child.connected || this.#isDestroyed) this.#finish()
  }

  #finish(): void {
    if (this.#exit === null || this.#isOver) return
    this.#isOver = true
    this.#owner.ended(this.#exit)
    this.#owner.gone()
  }
}

const HUNG_UP: Cause = { kind: 'closed', by: 'peer', code: null, planned: false }
