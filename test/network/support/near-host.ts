/** The program of the near host, in which this library runs for all tests of a file; and what it tells of one of them. */
import type { Got, Order, Report, Sent, Told } from './cut-orders.ts'
import { type Gap, missingMs } from './gaps.ts'
import { ours, type Program } from './program.ts'
import { until } from './until.ts'
import type { PhaseEvent } from './world.ts'

/** The program on the near host, and what it reports, read once. */
export class NearHost {
  readonly #program: Program
  readonly #reports = new Map<string, Report[]>()
  readonly #gaps: Gap[] = []
  #read = 0

  /** @param through what stands before a command line that is to run there. */
  constructor(through: readonly string[]) {
    this.#program = ours('silent-cut', {}, through)
  }

  async ready(): Promise<void> {
    await this.#program.says(/"ready"/)
  }

  async kill(): Promise<void> {
    await this.#program.kill()
  }

  tell(order: Order): void {
    this.#program.tell(JSON.stringify(order))
  }

  /** What it has said of a connection or listener so far. */
  of(id: string): readonly Report[] {
    if (this.#program.exit !== null) throw new Error(`the near host ended: ${this.#program.complaints}`)
    for (const line of this.#program.lines.slice(this.#read)) this.#file(JSON.parse(line))
    this.#read = this.#program.lines.length
    return this.#reports.get(id) ?? []
  }

  /** The ids it has spoken of that begin so. */
  idsFrom(beginning: string): string[] {
    this.of('')
    return [...this.#reports.keys()].filter((id) => id.startsWith(beginning))
  }

  /** For how long it did not run between two times, in ms. */
  missingMs(from: number, until: number): number {
    this.of('')
    return missingMs(this.#gaps, from, until)
  }

  #file(report: Report): void {
    if (report.kind === 'gap') this.#gaps.push(report)
    if (!('id' in report)) return
    const known = this.#reports.get(report.id)
    if (known === undefined) this.#reports.set(report.id, [report])
    else known.push(report)
  }
}

/** One connection of ours, as its program tells of it. */
export class Watched {
  readonly id: string
  readonly #near: NearHost

  constructor(id: string, near: NearHost) {
    this.id = id
    this.#near = near
  }

  get reports(): readonly Report[] {
    return this.#near.of(this.id)
  }

  get phases(): PhaseEvent[] {
    return this.reports.filter((report) => report.kind === 'phase')
  }

  /** The names of the phases it has been in, oldest first. */
  get path(): string[] {
    return this.phases.map(({ to }) => to)
  }

  /** The same with the causes, for when something is wrong. */
  get story(): string {
    return this.phases.map(({ to, cause }) => (to === 'dead' ? `dead (${cause?.kind})` : to)).join(', ')
  }

  /** For how long our program did not run between two times that are over, in ms: nobody is charged for that. */
  async missingMs(from: number, until: number): Promise<number> {
    await this.ask()
    return this.#near.missingMs(from, until)
  }

  /** The frames that came. */
  get got(): Got[] {
    return this.reports.filter((report) => report.kind === 'got')
  }

  get delaysMs(): number[] {
    return this.reports.filter((report) => report.kind === 'retry').map(({ delayMs }) => delayMs)
  }

  /** The `nth` time it enters a phase, whether it has or is yet to. */
  enters(phase: PhaseEvent['to'], nth = 1): Promise<PhaseEvent> {
    return until(
      () => `${this.id} is ${phase} (${nth}); it has been ${this.story}`,
      () => this.phases.filter(({ to }) => to === phase).at(nth - 1),
    )
  }

  /** Such a frame comes. */
  gets(text: string): Promise<Got> {
    return until(`${this.id} gets ${text}`, () => this.got.find((got) => got.text === text))
  }

  send(count: number, word: string, bytes = 0): void {
    this.#near.tell({ order: 'send', id: this.id, count, word, bytes })
  }

  /** What became of the `nth` frames that were sent. */
  sent(nth = 1): Promise<Sent> {
    return until(`${this.id} tells what it sent`, () =>
      this.reports.filter((report) => report.kind === 'sent').at(nth - 1),
    )
  }

  async ask(): Promise<Told> {
    const told = () => this.reports.filter((report) => report.kind === 'told')
    const before = told().length
    this.#near.tell({ order: 'ask', id: this.id })
    return until(`${this.id} tells how it stands`, () => told()[before])
  }
}

/** A listener of ours. */
export class Gateway {
  readonly id: string
  readonly port: number
  readonly #endpoint: string
  readonly #near: NearHost

  constructor(id: string, endpoint: string, near: NearHost) {
    this.id = id
    this.port = Number(new URL(endpoint).port)
    this.#endpoint = endpoint
    this.#near = near
  }

  /** Every connection accepted so far. */
  get connections(): Watched[] {
    return this.#near.idsFrom(`${this.#endpoint}#`).map((id) => new Watched(id, this.#near))
  }

  /** As of a connection. */
  missingMs(from: number, until: number): Promise<number> {
    return new Watched(this.id, this.#near).missingMs(from, until)
  }

  /** Why peers were turned away, with the time. */
  get rejected(): { at: number; why: string }[] {
    return this.#near.of(this.id).filter((report) => report.kind === 'rejected')
  }

  /** The `nth` connection that is accepted. */
  accepts(nth = 1): Promise<Watched> {
    return until(`${this.id} accepts (${nth})`, () => this.connections[nth - 1])
  }
}
