/** What watches a supervisor, and what goes with it, until it is closed. */
export class Subscriptions implements Disposable {
  #ends: (() => void)[] = []

  /** @param end called when it is closed, if not before. */
  until(end: () => void): void {
    this.#ends.push(end)
  }

  /** Ends all of them; those that have ended by themselves do not mind. */
  close(): void {
    for (const end of this.#ends.splice(0)) end()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
