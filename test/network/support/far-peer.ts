/** The program of the far host, in which the peers of all tests of a file run; and one peer in it. */
import { type Program, type Settings, stranger } from './program.ts'
import { until } from './until.ts'

export class FarHost {
  readonly #program: Program
  readonly #lines = new Map<string, string[]>()
  #read = 0

  /** @param through what stands before a command line that is to run there. */
  constructor(through: readonly string[]) {
    this.#program = stranger('far-host', {}, through)
  }

  async ready(): Promise<void> {
    await this.#program.says(/^host: ready$/)
  }

  /** A peer that listens, or one that dials at once: see `peers/far-server.mjs` and `peers/far-client.mjs`. */
  start(kind: 'server' | 'client', name: string, settings: Settings): FarPeer {
    this.tell({ name, start: kind, settings })
    return new FarPeer(name, this)
  }

  tell(order: object): void {
    this.#program.tell(JSON.stringify(order))
  }

  /** What a peer has said so far. */
  linesOf(name: string): readonly string[] {
    const { exit, complaints, lines } = this.#program
    if (exit !== null) throw new Error(`the far host ended: ${complaints}`)
    for (const line of lines.slice(this.#read)) {
      const [whose = '', said = ''] = line.split(': ', 2)
      const known = this.#lines.get(whose)
      if (known === undefined) this.#lines.set(whose, [said])
      else known.push(said)
    }
    this.#read = lines.length
    return this.#lines.get(name) ?? []
  }

  /** It does not run, as a machine under load may have it, until it is thawed. */
  freeze(): void {
    this.#program.freeze()
  }

  thaw(): void {
    this.#program.thaw()
  }

  async kill(): Promise<void> {
    await this.#program.kill()
  }
}

export class FarPeer {
  readonly name: string
  readonly #host: FarHost

  constructor(name: string, host: FarHost) {
    this.name = name
    this.#host = host
  }

  /** The lines it has said so far that match. */
  said(pattern: RegExp): RegExpExecArray[] {
    return this.#host
      .linesOf(this.name)
      .map((line) => pattern.exec(line))
      .filter((found) => found !== null)
  }

  /** The `nth` line that matches, whether it has been said or is yet to be. */
  says(pattern: RegExp, nth = 1): Promise<RegExpExecArray> {
    return until(
      () => `${this.name} says ${pattern} (${nth}); it has said ${this.#host.linesOf(this.name).join(', ')}`,
      () => this.said(pattern)[nth - 1],
    )
  }

  /** One of its orders. */
  tell(order: string): void {
    this.#host.tell({ name: this.name, tell: order })
  }

  end(): void {
    this.#host.tell({ name: this.name, end: true })
  }
}
