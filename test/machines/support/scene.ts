/** One connection between `us` and `peer` on the memory network, and what is said about it, on a virtual clock. */
import { type Random, seededRandom } from '../../../src/clock/random.ts'
import {
  type ChildOptions,
  type Codec,
  type Connection,
  type ConnectOptions,
  type FeedEvent,
  type ListenerHandle,
  type ListenOptions,
  type Phase,
  type SuperviseOptions,
  type Supervisor,
  supervise,
} from '../../../src/index.ts'
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.ts'
import { type MemoryHost, type MemoryNetwork, memoryNetwork } from '../../../src/transport/memory.ts'
import type { Payload, Transport } from '../../../src/transport/transport.ts'
import { Peer, peerServer } from '../../support/world.ts'

const PORT = 7373

export interface SceneOptions extends SuperviseOptions {
  readonly latencyMs?: number
  readonly windowBytes?: number
  readonly codec?: Codec
}

export class Scene {
  readonly clock: VirtualClock
  readonly latencyMs: number
  readonly network: MemoryNetwork
  readonly us: MemoryHost
  readonly supervisor: Supervisor
  readonly events: FeedEvent[] = []
  /** The links that the peer accepted, oldest first. */
  peers: readonly Peer[] = []
  readonly #codec: Codec | undefined
  readonly #startedAt: number

  constructor(options: SceneOptions = {}) {
    const { latencyMs = 1, windowBytes = 65_536, codec, ...rest } = options
    this.clock = virtualClock()
    this.latencyMs = latencyMs
    this.#startedAt = this.clock.wall()
    this.network = memoryNetwork({ clock: this.clock, latencyMs, windowBytes })
    this.us = this.network.host('us')
    this.network.host('peer')
    this.#codec = codec
    this.supervisor = supervise({ clock: this.us.clock, random: seededRandom(1), ...rest })
    this.supervisor.feed$.subscribe((event) => this.events.push(event))
  }

  /** The peer listens, and answers each frame with this. */
  serve(answer: (frame: string) => Payload | undefined = () => undefined): readonly Peer[] {
    this.peers = peerServer(this.network, answer, PORT, this.#codec)
    return this.peers
  }

  toPeer(): Transport {
    return this.us.dial({ to: `peer:${PORT}`, ...(this.#codec === undefined ? {} : { codec: this.#codec }) })
  }

  connect(options: ConnectOptions & ChildOptions = {}): Connection {
    return this.supervisor.connect('a', this.toPeer(), options)
  }

  /** We listen; `dialIn` is how the peer comes. */
  listen(options: ListenOptions = {}): ListenerHandle {
    const codec = this.#codec === undefined ? {} : { codec: this.#codec }
    return this.supervisor.listen('in', this.us.listen({ port: PORT, ...codec }), options)
  }

  dialIn(answer: (frame: string) => Payload | undefined = () => undefined): Peer {
    const peer = new Peer(answer)
    const codec = this.#codec === undefined ? {} : { codec: this.#codec }
    peer.link = this.network
      .host('peer')
      .dial({ to: `us:${PORT}`, ...codec })
      .dial(peer)
    return peer
  }

  get now(): number {
    return this.clock.now()
  }

  /** The latest link, as the peer has it. */
  get peer(): Peer {
    const peer = this.peers.at(-1)
    if (peer === undefined) throw new Error('nobody has been accepted')
    return peer
  }

  phases(id = 'a'): Phase[] {
    return this.events.flatMap((event) => (event.kind === 'phase' && event.id === id ? [event.to] : []))
  }

  /** When a phase was entered, each time, in ms of the clock (to the millisecond). */
  timesOf(phase: Phase, id = 'a'): number[] {
    return this.events.flatMap((event) =>
      event.kind === 'phase' && event.id === id && event.to === phase ? [event.at - this.#startedAt] : [],
    )
  }

  get retries(): number[] {
    return this.events.flatMap((event) => (event.kind === 'retry' ? [event.attempt] : []))
  }

  get delays(): number[] {
    return this.events.flatMap((event) => (event.kind === 'retry' ? [event.delayMs] : []))
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms)
  }

  /** For hooks: resolves `ms` later, by the clock. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.after(ms, resolve)
    })
  }

  /** Runs until the connection is in this phase, at most `ms`. */
  async until(connection: Connection, phase: Phase, ms = 60_000): Promise<void> {
    const latest = this.now + ms
    while (connection.phase !== phase && this.now < latest) await this.clock.advance(1)
  }

  /** Stops everything; answers what is left, which should be nothing. */
  async stop(): Promise<{ links: number; dials: number; listeners: number; timers: number }> {
    const stopped = this.supervisor.stop()
    await this.clock.advance(10_000)
    await stopped
    return {
      links: this.network.openLinks,
      dials: this.network.pendingDials,
      listeners: this.supervisor.children.length,
      timers: this.clock.pending,
    }
  }
}

/** What a peer got, and when. */
export function logged(
  clock: VirtualClock,
  answer: (frame: string) => Payload | undefined = () => undefined,
): { log: [string, number][]; answer: (frame: string) => Payload | undefined } {
  const log: [string, number][] = []
  return {
    log,
    answer: (frame) => {
      log.push([frame, clock.now()])
      return answer(frame)
    },
  }
}

/** Draws the given numbers, and the last one for ever. */
export function drawing(...numbers: readonly number[]): Random {
  let index = 0
  return () => numbers[Math.min(index++, numbers.length - 1)] ?? 0
}

/** What became of a promise, once everything that is ready has run: `pending`, a value, or what it was rejected with. */
export function fateOf<T>(promise: Promise<T>): {
  state: 'pending' | 'done' | 'failed'
  value?: T
  error?: unknown
} {
  const fate: { state: 'pending' | 'done' | 'failed'; value?: T; error?: unknown } = { state: 'pending' }
  promise.then(
    (value) => Object.assign(fate, { state: 'done', value }),
    (error: unknown) => Object.assign(fate, { state: 'failed', error }),
  )
  return fate
}
