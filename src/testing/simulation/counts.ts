/** What happened in a world, in numbers that can be added up over many. */
import type { Clock } from '../../clock/clock.ts'
import type { FeedEvent } from '../../supervisor/feed.ts'

export class Counts {
  /** Events of the feed. */
  events = 0
  /** Milliseconds that connections lived, dialled and accepted, all together. */
  connectionMs = 0
  readonly hardships = new Map<string, number>()
  readonly acts = new Map<string, number>()
  /** What there was besides the fleet. */
  parts: Readonly<Record<string, number>> = {}
  /** The feed as one number: of two runs that differ anywhere, another one. FNV-1a of its JSON lines. */
  digest = 0x811c9dc5
  readonly #clock: Pick<Clock, 'now'>
  #alive = 0
  #since = 0
  readonly #programs = new Set<string>()

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  get connectionHours(): number {
    return this.connectionMs / 3_600_000
  }

  told(event: FeedEvent): void {
    this.events += 1
    this.#hash(JSON.stringify(event))
    if (event.kind === 'added' && event.child === 'program') this.#programs.add(event.id)
    if (event.kind !== 'phase' || this.#programs.has(event.id)) return
    const change = event.from === null ? 1 : event.to === 'stopped' || event.to === 'failed' ? -1 : 0
    if (change === 0) return
    this.over()
    this.#alive += change
  }

  inflicted(kind: string): void {
    this.hardships.set(kind, (this.hardships.get(kind) ?? 0) + 1)
  }

  acted(kind: string): void {
    this.acts.set(kind, (this.acts.get(kind) ?? 0) + 1)
  }

  /** Counts the time up to now. */
  over(): void {
    const now = this.#clock.now()
    this.connectionMs += this.#alive * (now - this.#since)
    this.#since = now
  }

  #hash(text: string): void {
    let { digest } = this
    for (let index = 0; index < text.length; index += 1) {
      digest = Math.imul(digest ^ text.charCodeAt(index), 0x01000193)
    }
    this.digest = digest
  }
}
