/** Whatever has `postMessage` and events, of either kind, as a port. */
import { type Cause, OptionError } from '../transport.ts'
import { cloneable, type Port, type PortOwner } from './port.ts'

/** With events as browsers have them: a `MessagePort`, a dedicated `Worker`, `self` inside of one. */
export interface EventedPort extends Posting {
  /** Hears `message`, `messageerror`, `close` and `error`. */
  addEventListener(type: string, listener: (event: object) => void): void
  /** Takes off what was added, when the link ends. */
  removeEventListener(type: string, listener: (event: object) => void): void
}

/** With events as Node has them: a `MessagePort` of `node:worker_threads`, its `parentPort`. */
export interface EmittingPort extends Posting {
  /** Hears `message`, `messageerror`, `close` and `error`. */
  on(type: string, listener: (value: unknown) => void): unknown
  /** Takes off what was added, when the link ends. */
  off(type: string, listener: (value: unknown) => void): unknown
}

interface Posting {
  /** Sends a clone, but for the buffers in `transfer`, which are handed over. */
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
  /** Called after the listeners were added, where it is there. */
  start?(): void
  /** How it is ended; where it is not there, by `terminate`. */
  close?(): void
  /** How a worker is ended. */
  terminate?(): unknown
}

/** A port of any platform. */
export type PortLike = EventedPort | EmittingPort

const CLOSED: Cause = { kind: 'closed', by: 'peer', code: null, planned: false }

/** Ports that have had a link. Another one would share its messages, or hear nothing of an end that was long ago. */
const used = new WeakSet<object>()

export class ChannelPort implements Port {
  readonly #port: PortLike
  readonly #owner: PortOwner
  readonly #silence: () => void
  #isGone = false

  /** @throws OptionError naming `port` when it has been used before. */
  constructor(port: PortLike, owner: PortOwner) {
    if (used.has(port)) throw new OptionError('port', 'it had a link before: each needs a port of its own')
    used.add(port)
    this.#port = port
    this.#owner = owner
    this.#silence = 'on' in port ? this.#hearEmitter(port) : this.#hearTarget(port)
    port.start?.()
    queueMicrotask(() => {
      if (!this.#isGone) owner.ready()
    })
  }

  post(message: unknown, taken: () => void): void {
    const [cloned, transfer] = cloneable(message)
    this.#port.postMessage(cloned, transfer)
    taken()
  }

  /** What was posted before is still delivered, but for a worker, which is terminated. */
  close(): void {
    if (this.#isGone) return
    this.#letGo()
    queueMicrotask(() => this.#owner.gone())
  }

  destroy(): void {
    this.close()
  }

  #hearEmitter(port: EmittingPort): () => void {
    return listening<unknown>(
      (type, listener) => port.on(type, listener),
      (type, listener) => port.off(type, listener),
      {
        message: (value) => this.#owner.message(value),
        messageerror: () => this.#ended(UNREADABLE),
        close: () => this.#ended(CLOSED),
        error: (error) => {
          const detail = error instanceof Error ? error.message : String(error)
          this.#ended({ kind: 'reset', by: 'network', detail })
        },
      },
    )
  }

  #hearTarget(port: EventedPort): () => void {
    return listening<object>(
      (type, listener) => port.addEventListener(type, listener),
      (type, listener) => port.removeEventListener(type, listener),
      {
        message: (event) => this.#owner.message('data' in event ? event.data : undefined),
        messageerror: () => this.#ended(UNREADABLE),
        close: () => this.#ended(CLOSED),
        // With a message it is an exception that the worker did not catch, which browsers let it survive.
        error: (event) => {
          if (!('message' in event)) this.#ended(NOT_LOADED)
        },
      },
    )
  }

  #ended(cause: Cause): void {
    if (this.#isGone) return
    this.#letGo()
    this.#owner.ended(cause)
    this.#owner.gone()
  }

  #letGo(): void {
    this.#isGone = true
    this.#silence()
    if (this.#port.close !== undefined) this.#port.close()
    else this.#port.terminate?.()
  }
}

const UNREADABLE: Cause = {
  kind: 'protocol',
  by: 'peer',
  detail: 'a message that cannot be read on this side',
}
const NOT_LOADED: Cause = { kind: 'refused', by: 'peer', detail: 'the worker’s script did not load' }

/** Adds the listeners; answers what takes them off again. */
function listening<T>(
  on: (type: string, listener: (event: T) => void) => unknown,
  off: (type: string, listener: (event: T) => void) => unknown,
  listeners: Readonly<Record<string, (event: T) => void>>,
): () => void {
  for (const [type, listener] of Object.entries(listeners)) on(type, listener)
  return () => {
    for (const [type, listener] of Object.entries(listeners)) off(type, listener)
  }
}
