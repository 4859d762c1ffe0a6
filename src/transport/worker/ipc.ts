/** The channel between a process and the child it started, from either end. */
/** What `process` and `ChildProcess` have alike. */
export interface IpcEnd {
  readonly connected: boolean
  send?(
    message: unknown,
    sendHandle: undefined,
    options: undefined,
    callback: (error: Error | null) => void,
  ): boolean
  disconnect(): void
}

export class IpcChannel {
  readonly #end: IpcEnd
  #waiting = 0
  #isClosing = false

  constructor(end: IpcEnd) {
    this.#end = end
  }

  /**
   * A message that the channel does not take is not told of: the channel is ending then, which is. Node reports success
   * even for what was under way when the channel broke.
   */
  post(message: unknown, taken: () => void): void {
    this.#waiting += 1
    this.#end.send?.(message, undefined, undefined, (error) => {
      this.#waiting -= 1
      if (error === null && this.#end.connected) taken()
      this.#closeWhenEmpty()
    })
  }

  /** Disconnects once everything has left: Node itself drops what is on its way. */
  close(): void {
    this.#isClosing = true
    this.#closeWhenEmpty()
  }

  /** Not from inside a message: Node breaks down when those that waited for a listener end their own channel. */
  closeNow(): void {
    this.#isClosing = true
    process.nextTick(() => {
      if (this.#end.connected) this.#end.disconnect()
    })
  }

  #closeWhenEmpty(): void {
    if (this.#isClosing && this.#waiting === 0) this.closeNow()
  }
}
