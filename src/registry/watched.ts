/** A service that is watched: asked when something is told to have changed, and asked again now and then all the same. */
import { Observable } from 'rxjs'
import type { Timer } from '../clock/clock.ts'
import { type Backoff, backoffOf, delayMs } from '../machines/backoff.ts'
import { Hot } from '../machines/hot.ts'
import type { Backend, Reading, Source } from './backend.ts'
import type { Host } from './host.ts'
import { differenceOf, inOrder, remembered } from './known.ts'
import { limited } from './limited.ts'
import type { Instance, Watch, WatchChange } from './registry.ts'
import { leftMs, type Moment, momentOf } from './terms.ts'

export class Watched implements Watch {
  readonly service: string
  readonly ready: Promise<void>
  readonly #host: Host
  readonly #source: Source
  readonly #pauses: Backoff
  readonly #over: (watch: Watch) => void
  readonly #changes = new Hot<WatchChange>()
  #instances: readonly Instance[] = []
  #isStale = true
  #epoch: string | null = null
  /** When it was found that the registry has lost its data; null when nobody is missed any more. */
  #forgotten: Moment | null = null
  #isClosed = false
  #isReading = false
  /** Something changed while it was being asked. */
  #isDue = false
  #failures = 0
  #next: Timer | null = null
  #settleReady: { resolve(): void; reject(error: Error): void } = { resolve() {}, reject() {} }

  /** @param over it was closed. */
  constructor(service: string, backend: Backend, host: Host, over: (watch: Watch) => void) {
    this.service = service
    this.#host = host
    this.#over = over
    this.#pauses = backoffOf({ firstMs: 100, maxMs: Math.max(100, host.checkMs), jitter: 'equal' })
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
    // Whoever does not ask is told by `isStale`.
    this.ready.catch(() => {})
    this.#source = backend.source(service, () => this.#ask())
    this.#ask()
  }

  get instances(): readonly Instance[] {
    return this.#instances
  }

  get isStale(): boolean {
    return this.#isStale
  }

  get changes$(): Observable<WatchChange> {
    return new Observable((subscriber) => {
      const { instances, isStale } = this
      subscriber.next({ instances, isStale, added: instances, removed: [] })
      return this.#changes.stream$.subscribe(subscriber)
    })
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#next?.cancel()
    this.#source.close()
    this.#settleReady.reject(
      new Error(`the watch of ${this.service} was closed before the registry answered`),
    )
    this.#changes.complete()
    this.#over(this)
  }

  #ask(): void {
    if (this.#isClosed) return
    this.#isDue = this.#isReading
    if (!this.#isReading) void this.#read()
  }

  async #read(): Promise<void> {
    const { clock, requestTimeoutMs } = this.#host
    this.#next?.cancel()
    this.#isReading = true
    const reading = await limited(clock, requestTimeoutMs, this.#source.read(requestTimeoutMs)).catch(
      () => null,
    )
    this.#isReading = false
    if (this.#isClosed) return
    this.#next = clock.after(this.#judge(reading), () => this.#ask())
    if (this.#isDue) this.#ask()
  }

  /** Takes in what was said, if anything was; returns when to ask again, in ms. */
  #judge(reading: Reading | null): number {
    const { random, checkMs } = this.#host
    if (reading === null) {
      this.#failures += 1
      this.#tell(this.#instances, true)
      return delayMs(this.#pauses, this.#failures, 0, random)
    }
    this.#failures = 0
    const missedMs = this.#missedMs(reading)
    const read = inOrder(reading.instances)
    const instances = missedMs > 0 ? remembered(this.#instances, read) : read
    const isMissed = instances.length > read.length
    if (!isMissed && missedMs <= 0) this.#forgotten = null
    this.#tell(instances, isMissed)
    this.#settleReady.resolve()
    return isMissed ? Math.min(checkMs, missedMs) : checkMs
  }

  /** For how long those are still missed that the registry has forgotten. */
  #missedMs({ epoch }: Reading): number {
    const { clock, graceMs } = this.#host
    if (this.#epoch !== null && epoch !== this.#epoch) this.#forgotten = momentOf(clock)
    this.#epoch = epoch
    return this.#forgotten === null ? 0 : leftMs(clock, this.#forgotten, graceMs)
  }

  #tell(instances: readonly Instance[], isStale: boolean): void {
    const { added, removed } = differenceOf(this.#instances, instances)
    if (added.length + removed.length === 0 && isStale === this.#isStale) return
    this.#instances = instances
    this.#isStale = isStale
    this.#changes.next({ instances, isStale, added, removed })
  }
}
