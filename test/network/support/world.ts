/** A world for one test: a supervisor of ours, and whatever other processes the test starts. Nothing of it outlives the test. */
import { test as base } from 'vitest'
import {
  type Connection,
  type FeedEvent,
  type ListenerHandle,
  type ListenOptions,
  type Supervisor,
  supervise,
} from '../../../src/index.ts'
import { type Tcp, type TcpListenOptions, tcp } from '../../../src/transport/tcp.ts'
import { freePort } from '../../support/free-port.ts'
import { type Gap, GapMeter, missingMs } from './gaps.ts'
import { monotonicClock } from './monotonic.ts'
import { ours, type Program, type Settings, stranger } from './program.ts'
import { happened, until } from './until.ts'

export type PhaseEvent = Extract<FeedEvent, { kind: 'phase' }>
type RetryEvent = Extract<FeedEvent, { kind: 'retry' }>

export class World {
  /** All that the feed has told. */
  readonly feed: FeedEvent[] = []
  readonly supervisor: Supervisor
  readonly #programs: Program[] = []
  readonly #gaps: Gap[] = []
  readonly #meter = new GapMeter((gap) => this.#gaps.push(gap))

  constructor() {
    this.supervisor = supervise({ name: 'test', clock: monotonicClock })
    this.supervisor.feed$.subscribe((event) => {
      this.feed.push(event)
      happened()
    })
  }

  /** Starts one of the peers that know nothing of us. */
  stranger(name: string, settings: Settings = {}): Program {
    const program = stranger(name, settings)
    this.#programs.push(program)
    return program
  }

  /** Starts a peer that listens, and waits until it does. */
  async server(name: string, settings: Settings = {}): Promise<{ peer: Program; endpoint: string }> {
    const peer = this.stranger(name, settings)
    const [, port] = await peer.says(/^ready (\d+)$/)
    return { peer, endpoint: `tcp://127.0.0.1:${port}` }
  }

  /**
   * The same for one that is killed, and may be started again where it was: nobody else has its port meanwhile. Of those that
   * take a `port`.
   */
  async serverAtHome(
    name: string,
    settings: Settings = {},
  ): Promise<{ peer: Program; endpoint: string; port: number }> {
    const port = await freePort()
    return { ...(await this.server(name, { ...settings, port })), port }
  }

  /** Starts a program that runs this library in a process of its own. */
  ours(name: string, settings: Settings = {}): Program {
    const program = ours(name, settings)
    this.#programs.push(program)
    return program
  }

  /** A bound listener, and its port. */
  async gateway(
    options: ListenOptions,
    socket: TcpListenOptions = {},
  ): Promise<{ gateway: ListenerHandle; port: number }> {
    const gateway = this.supervisor.listen('gateway', tcp.listen({ port: 0 }, socket), options)
    return { gateway, port: Number(new URL(await gateway.ready).port) }
  }

  /** The next connection that is accepted; ask before the peer dials. */
  accepted(gateway: ListenerHandle): Promise<Connection> {
    let found: Connection | null = null
    const subscription = gateway.accepted$.subscribe((connection) => {
      found ??= connection
      happened()
    })
    return until('a peer is accepted', () => found).finally(() => subscription.unsubscribe())
  }

  /** The phases a connection has been in, oldest first. */
  phases(id: string): PhaseEvent[] {
    return this.feed.filter((event) => event.kind === 'phase').filter((event) => event.id === id)
  }

  /** The names of those phases. */
  path(id: string): string[] {
    return this.phases(id).map(({ to }) => to)
  }

  retries(id: string): RetryEvent[] {
    return this.feed.filter((event) => event.kind === 'retry').filter((event) => event.id === id)
  }

  /** The `nth` time a connection enters a phase, whether it has or is yet to. */
  enters(id: string, phase: PhaseEvent['to'], nth = 1): Promise<PhaseEvent> {
    return until(
      () => `${id} is ${phase} (${nth}); it has been ${this.path(id).join(', ')}`,
      () =>
        this.phases(id)
          .filter(({ to }) => to === phase)
          .at(nth - 1),
    )
  }

  /** For how long this process did not run between two times that are over, in ms. */
  missingMs(from: number, until: number): number {
    this.#meter.look()
    return missingMs(this.#gaps, from, until)
  }

  /** The longest time in which the machine kept this process or one of `programs` from running, in ms. */
  async longestGapMs(programs: readonly Program[]): Promise<number> {
    this.#meter.look()
    const theirs = await Promise.all(programs.map((program) => program.gaps()))
    return Math.max(0, ...[this.#gaps, ...theirs].flat().map(({ ms }) => ms))
  }

  async end(): Promise<void> {
    this.#meter.end()
    await this.supervisor.stop({ now: true })
    await Promise.all(this.#programs.map((program) => program.kill()))
  }
}

/** An endpoint at which nobody listens. */
export async function nowhere(): Promise<string> {
  return `tcp://127.0.0.1:${await freePort()}`
}

/** What a connection hands up, as text, from now on. */
export function framesOf(connection: Connection): string[] {
  const texts: string[] = []
  connection.frames$.subscribe((frame) => {
    texts.push(frame.text)
    happened()
  })
  return texts
}

/** `tcp()` and `tcp.listen()`, so that tests import one file. */
export const transport: Tcp = tcp

export const test = base.extend<{ world: World }>({
  world: async ({ task: _ }, use) => {
    const world = new World()
    await use(world)
    await world.end()
  },
})
