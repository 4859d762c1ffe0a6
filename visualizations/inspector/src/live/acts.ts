/** What was asked of the server, until it has answered. */

/** Longer than any server takes, in ms. */
const PATIENCE_MS = 20_000

export class Acts {
  readonly #open = new Map<number, (error: string | null) => void>()
  readonly #after: (ms: number, task: () => void) => () => void
  #latest = 0

  /** @param after calls `task` after so many ms; what it returns calls that off. */
  constructor(after: (ms: number, task: () => void) => () => void) {
    this.#after = after
  }

  /** Resolves with why it could not be done; null when it was. `send` is given the number that the answer will have. */
  ask(send: (n: number) => Promise<void>): Promise<string | null> {
    this.#latest += 1
    const n = this.#latest
    return new Promise((resolve) => {
      const off = this.#after(PATIENCE_MS, () => this.done(n, 'The server has not answered.'))
      this.#open.set(n, (error) => {
        off()
        resolve(error)
      })
      send(n).catch(() => this.done(n, 'The server is not there.'))
    })
  }

  done(n: number, error: string | null): void {
    const settle = this.#open.get(n)
    this.#open.delete(n)
    settle?.(error)
  }

  /** Nobody will answer any more. */
  lost(): void {
    for (const n of [...this.#open.keys()]) this.done(n, 'The server went away before it answered.')
  }
}
