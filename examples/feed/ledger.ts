/** Which quotes were told already: while a link takes the place of another one the same quotes may come over both. */

/** Who speaks: numbers begin anew with each run of a server. */
export interface Speaker {
  readonly server: string
  readonly run: number
}

export interface Numbered extends Speaker {
  readonly n: number
}

export class Ledger {
  told = 0
  again = 0
  missed = 0
  readonly #latest = new Map<string, Numbered>()

  /** The number to go on from; null for wherever the server is, where nothing was heard of this run. */
  next(speaker: Speaker): number | null {
    const latest = this.#latestOf(speaker)
    return latest === null ? null : latest + 1
  }

  isNew(quote: Numbered): boolean {
    const latest = this.#latestOf(quote)
    if (latest !== null && quote.n <= latest) {
      this.again += 1
      return false
    }
    if (latest !== null) this.missed += quote.n - latest - 1
    this.told += 1
    this.#latest.set(quote.server, quote)
    return true
  }

  #latestOf({ server, run }: Speaker): number | null {
    const latest = this.#latest.get(server)
    return latest?.run === run ? latest.n : null
  }
}
