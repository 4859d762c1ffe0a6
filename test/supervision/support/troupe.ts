/** A supervisor in virtual time, and children that end as a test wants them to. What happens is read off the feed. */
import {
  type ChildOptions,
  Connection,
  type ConnectOptions,
  type FeedEvent,
  type SuperviseOptions,
  Supervisor,
  seededRandom,
  supervise,
} from '../../../src/index.ts'
import { type VirtualClock, virtualClock } from '../../../src/testing/index.ts'
import { type Cause, crashCause } from '../../../src/transport/transport.ts'
import { FakeLink, FakeTransport } from '../../supervisor/fakes.ts'

/** How long a child takes to stop in order, in ms; or it never does. */
type Slowness = number | 'never'

export interface WorkerOptions extends ChildOptions, ConnectOptions {
  readonly stopsInMs?: Slowness
  /** Crashes at its start: so many times at first, or from its nth start on. */
  readonly crashes?: number
}

class WorkerLink extends FakeLink {
  readonly #clock: VirtualClock
  readonly #slowness: Slowness

  constructor(clock: VirtualClock, slowness: Slowness) {
    super()
    this.#clock = clock
    this.#slowness = slowness
  }

  override close(): void {
    if (this.#slowness === 0) this.destroy()
    else if (this.#slowness !== 'never') this.#clock.after(this.#slowness, () => this.destroy())
  }
}

/** Ways in which a child ends. */
export type Way = 'crashes' | 'fails' | 'loses its peer' | 'is stopped'

export class Troupe {
  readonly clock = virtualClock()
  readonly top: Supervisor
  readonly events: FeedEvent[] = []
  readonly transports = new Map<string, FakeTransport>()
  #told = 0

  constructor(options: SuperviseOptions = {}) {
    this.top = supervise({
      name: 'top',
      clock: this.clock,
      random: seededRandom(1),
      restartDelayMs: 100,
      ...options,
    })
    this.top.feed$.subscribe((event) => this.events.push(event))
  }

  /** A child of `under` that is up as long as nothing is done to it. */
  worker(id: string, options: WorkerOptions = {}, under: Supervisor = this.top): Connection {
    const { stopsInMs = 0, crashes = 0, ...rest } = options
    const transport = new FakeTransport((dial) => {
      if (dial <= crashes) throw new Error(`bug ${dial} of ${id}`)
      return new WorkerLink(this.clock, stopsInMs)
    })
    this.transports.set(under === this.top ? id : `${under.id}/${id}`, transport)
    // Stopping is the supervisor's to limit here.
    return under.connect(id, transport, { closeTimeoutMs: 1_000_000, ...rest })
  }

  workers(...ids: string[]): void {
    for (const id of ids) this.worker(id)
  }

  /** Ends the present life of a child; `id` in full. */
  async end(way: Way, ...ids: string[]): Promise<void> {
    for (const id of ids) {
      if (way === 'crashes') this.#drop(id, crashCause(new Error(`${id} crashed`)))
      else if (way === 'fails') this.#drop(id, { kind: 'auth', by: 'peer', detail: 'no' })
      else if (way === 'loses its peer') this.#drop(id, { kind: 'eof', by: 'peer' })
      else void this.connection(id).stop()
    }
    await this.pass(0)
  }

  crash(...ids: string[]): Promise<void> {
    return this.end('crashes', ...ids)
  }

  connection(id: string): Connection {
    const parts = id.split('/')
    const found = this.supervisor(parts.slice(0, -1).join('/')).find(parts.at(-1) ?? '')
    if (found instanceof Connection) return found
    throw new Error(`no connection is called ${id}`)
  }

  /** @param id '' for the outermost one. */
  supervisor(id: string): Supervisor {
    let at = this.top
    for (const part of id.split('/').filter((name) => name !== '')) {
      const next = at.find(part)
      if (!(next instanceof Supervisor)) throw new Error(`no supervisor is called ${id}`)
      at = next
    }
    return at
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms)
  }

  /**
   * What happened since the last call: `+a` begins, `~a` is told to stop, `-a` has stopped, `!a` has failed, `a in 100` is
   * to begin then, `a?` was given up, `top??` gave up.
   */
  get steps(): string[] {
    const steps = this.events.slice(this.#told).flatMap(stepOf)
    this.#told = this.events.length
    return steps
  }

  /** The ids that began since the last look at {@link steps}, in order. */
  get begun(): string[] {
    return this.steps.filter((step) => step.startsWith('+')).map((step) => step.slice(1))
  }

  #drop(id: string, cause: Cause): void {
    const link = this.transports.get(id)?.links.at(-1)
    if (link === undefined || link.isReleased) throw new Error(`${id} has no link`)
    link.owner?.ended(cause)
    link.destroy()
  }
}

function stepOf(event: FeedEvent): string[] {
  switch (event.kind) {
    case 'phase':
      if (event.to === 'connecting' && event.from === null) return [`+${event.id}`]
      if (event.to === 'dead' && event.event === 'stop') return [`~${event.id}`]
      if (event.to === 'stopped') return [`-${event.id}`]
      return event.to === 'failed' ? [`!${event.id}`] : []
    case 'restart':
      return [`${event.id} in ${event.delayMs}`]
    case 'gave-up':
      return [`${event.id}${event.of === 'child' ? '?' : '??'}`]
    default:
      return []
  }
}
