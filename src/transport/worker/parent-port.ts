/** The channel to the process that started this one, as a port. */
import type { Port, PortOwner } from '../port/port.ts'
import { IpcChannel, type IpcEnd } from './ipc.ts'

/** What of `process` it needs. */
export interface ForkedProcess extends IpcEnd {
  on(event: 'message' | 'disconnect', listener: (message: unknown) => void): unknown
  off(event: 'message' | 'disconnect', listener: (message: unknown) => void): unknown
}

export class ParentPort implements Port {
  readonly #process: ForkedProcess
  readonly #channel: IpcChannel
  readonly #owner: PortOwner
  readonly #hear = (message: unknown): void => this.#owner.message(message)
  readonly #disconnected = (): void => {
    this.#silence()
    this.#owner.ended({ kind: 'closed', by: 'peer', code: null, planned: false })
    this.#owner.gone()
  }

  constructor(forked: ForkedProcess, owner: PortOwner) {
    this.#process = forked
    this.#owner = owner
    this.#channel = new IpcChannel(forked)
    forked.on('message', this.#hear)
    forked.on('disconnect', this.#disconnected)
    queueMicrotask(() => {
      owner.ready()
      if (!forked.connected) this.#disconnected()
    })
  }

  post(message: unknown, taken: () => void): void {
    this.#channel.post(message, taken)
  }

  close(): void {
    this.#channel.close()
  }

  destroy(): void {
    this.#channel.closeNow()
  }

  #silence(): void {
    this.#process.off('message', this.#hear)
    this.#process.off('disconnect', this.#disconnected)
  }
}
