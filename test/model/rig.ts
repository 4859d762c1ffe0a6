/**
 * Walks a specification's path with a real connection: does to it what the world does, and compares what is seen. One
 * rig is one life, on a network and a clock of its own.
 */
import { expect } from 'vitest'
import {
  type Cause,
  type Connection,
  type ConnectOptions,
  type FeedEvent,
  type ListenOptions,
  type Phase,
  pingPong,
  refuse,
  type Supervisor,
  seededRandom,
  supervise,
} from '../../src/index.ts'
import { type Cure, type MemoryNetwork, memoryNetwork, virtualClock } from '../../src/testing/index.ts'
import { Peer, peerServer } from '../support/world.ts'
import { EDGES, type Sight, TIMES, type WorldEventType } from './connection.model.ts'
import { type CountingClock, countingClock } from './counting-clock.ts'

type PhaseEvent = Extract<FeedEvent, { kind: 'phase' }>
type RetryEvent = Extract<FeedEvent, { kind: 'retry' }>

/** Deadlines are kept by a wheel of this tick: they may pass that much later, and never earlier. */
const TICK_MS = 50
const LATENCY_MS = 1
/** Long enough for a word and its answer, too short for any deadline. */
const A_WHILE_MS = 10

interface Hook {
  agree(): void
  fail(error: Error): void
}

export interface RigOptions {
  readonly misses: number
  readonly attempts?: number
  /** Its `onOpen` waits for the walk to decide. */
  readonly hasHook?: boolean
}

export class Rig {
  readonly clock = virtualClock()
  readonly network: MemoryNetwork = memoryNetwork({ clock: this.clock, latencyMs: LATENCY_MS })
  readonly ours: CountingClock = countingClock(this.network.host('us').clock)
  readonly supervisor: Supervisor = supervise({ clock: this.ours, random: seededRandom(7) })
  readonly events: FeedEvent[] = []
  peers: Peer[] = []
  readonly #hooks: Hook[] = []
  #connection: Connection | null = null
  #cut: Cure | null = null
  #isAnswering = false
  /** After how many misses the peer is dead. */
  #misses = 0
  /** When the bytes the peer sent last have arrived, or its link opened. */
  #heardAt = 0
  #hookedAt = 0
  #compared = 0

  constructor() {
    this.network.host('peer')
    this.supervisor.feed$.subscribe((event) => this.events.push(event))
  }

  get connection(): Connection {
    if (this.#connection === null) throw new Error('the rig has no connection yet')
    return this.#connection
  }

  // — two ways to begin —

  /** We dial; the dial hangs in a cut network until the walk decides. */
  async dial({ misses, attempts, hasHook = false }: RigOptions): Promise<void> {
    this.#misses = misses
    this.peers = peerServer(this.network, (frame) => this.#answer(frame))
    this.#sever()
    const options: ConnectOptions = {
      heartbeat: { protocol: pingPong, everyMs: TIMES.everyMs, timeoutMs: TIMES.timeoutMs, misses },
      connectTimeoutMs: TIMES.connectTimeoutMs,
      closeTimeoutMs: TIMES.closeTimeoutMs,
      handshakeTimeoutMs: TIMES.handshakeTimeoutMs,
      backoff: {
        firstMs: TIMES.firstMs,
        factor: TIMES.factor,
        jitter: 'none',
        stableMs: TIMES.stableMs,
        ...(attempts === undefined ? {} : { attempts }),
      },
      ...(hasHook ? { onOpen: () => this.#hook() } : {}),
    }
    this.#connection = this.supervisor.connect(
      'it',
      this.network.host('us').dial({ to: 'peer:7373' }),
      options,
    )
    await this.#pass(A_WHILE_MS)
  }

  /** A peer dials us, and has to say something first. */
  async accept({ misses }: RigOptions): Promise<void> {
    this.#misses = misses
    const options: ListenOptions = {
      heartbeat: { protocol: pingPong, everyMs: TIMES.everyMs, timeoutMs: TIMES.timeoutMs, misses },
      firstFrameTimeoutMs: TIMES.handshakeTimeoutMs,
      closeTimeoutMs: TIMES.closeTimeoutMs,
    }
    const listener = this.supervisor.listen('door', this.network.host('us').listen({ port: 7373 }), options)
    listener.accepted$.subscribe((connection) => {
      this.#connection = connection
    })
    await this.#pass(A_WHILE_MS)
    const peer = new Peer((frame) => this.#answer(frame))
    this.peers.push(peer)
    peer.link = this.network.host('peer').dial({ to: 'us:7373' }).dial(peer)
    await this.#pass(A_WHILE_MS)
  }

  // — what the world does —

  readonly steps: Readonly<Record<WorldEventType, () => Promise<void>>> = {
    'server.accepts': async () => {
      this.#heal()
      await this.#pass(A_WHILE_MS)
      this.#heardAt = this.#momentOf('alive')
    },
    'server.refuses': async () => {
      const allow = this.network.refuse('peer')
      this.#heal()
      await this.#pass(A_WHILE_MS)
      allow()
    },
    'dial.hangs': () => this.#deadline(this.#momentOf('connecting') + TIMES.connectTimeoutMs),
    'peer.speaks': async () => {
      this.#say('news')
      await this.#pass(A_WHILE_MS)
    },
    'stable.passes': async () => {
      this.#isAnswering = true
      await this.#pass(TIMES.stableMs + TICK_MS)
      this.#isAnswering = false
      await this.#pass(A_WHILE_MS)
    },
    'peer.misses': async () => {
      const before = this.connection.misses
      const dueAt = this.#heardAt + TIMES.everyMs + (before + 1) * TIMES.timeoutMs
      await this.clock.advanceTo(dueAt - 1)
      expect(this.connection.misses, 'misses before they are due').toBe(before)
      const pings = this.#pings()
      // A peer that is lost does not answer a goodbye either.
      if (before + 1 === this.#misses) this.#sever()
      await this.#pass(1 + TICK_MS + A_WHILE_MS)
      if (this.connection.misses > 0) expect(this.#pings(), 'probes after a miss').toBeGreaterThan(pings)
    },
    'peer.closes': async () => {
      this.#peer.link?.close()
      await this.#pass(A_WHILE_MS)
    },
    'link.resets': async () => {
      this.network.reset('us', 'peer')
      await this.#pass(A_WHILE_MS)
    },
    'user.stops': () => this.#stop(false),
    'user.stops.unheard': () => {
      this.#sever()
      return this.#stop(false)
    },
    'user.stops.now': () => {
      this.#sever()
      return this.#stop(true)
    },
    'user.retries': async () => {
      this.connection.retry()
      await this.#pass(A_WHILE_MS)
    },
    'backoff.elapses': async () => {
      const delayMs = this.#retries().at(-1)?.delayMs ?? Number.NaN
      await this.clock.advanceTo(this.#momentOf('backoff') + delayMs - 1)
      expect(this.connection.phase, 'one ms before the delay is over').toBe('backoff')
      await this.#pass(1 + A_WHILE_MS)
    },
    'close.deadline': () => this.#deadline(this.#momentOf('dead') + TIMES.closeTimeoutMs),
    'goodbye.answered': async () => {
      this.#heal()
      await this.#pass(A_WHILE_MS)
    },
    'time.passes': async () => {
      this.#heal()
      await this.#pass(600_000)
    },
    'first.frame.deadline': () => this.#deadline(this.#momentOf('connecting') + TIMES.handshakeTimeoutMs),
    'hook.agrees': async () => {
      this.#hooks.at(-1)?.agree()
      await this.#pass(A_WHILE_MS)
    },
    'hook.refuses': async () => {
      this.#hooks.at(-1)?.fail(refuse('auth', 'a bad token'))
      await this.#pass(A_WHILE_MS)
    },
    'hook.throws': async () => {
      this.#hooks.at(-1)?.fail(new Error('not what was expected'))
      await this.#pass(A_WHILE_MS)
    },
    'handshake.deadline': () => this.#deadline(this.#hookedAt + TIMES.handshakeTimeoutMs),
    'handshake.deadline.unheard': () => {
      this.#sever()
      return this.#deadline(this.#hookedAt + TIMES.handshakeTimeoutMs)
    },
    'old.hook.agrees': async () => {
      const isNewest = this.connection.phase === 'connecting' && this.#peer.isOpen && !this.#peer.isReleased
      for (const hook of isNewest ? this.#hooks.slice(0, -1) : this.#hooks) hook.agree()
      await this.#pass(A_WHILE_MS)
    },
  }

  // — what is seen —

  /** Compares what was seen since the last comparison, and what must hold always. */
  compare(sight: Sight): void {
    const news = this.events.slice(this.#compared)
    this.#compared = this.events.length
    const { connection } = this
    expect(phasesOf(news), 'the phases of this step').toEqual(sight.seen)
    expect(nameOf(connection.cause), 'the cause').toBe(sight.cause)
    expect(connection.misses, 'misses in a row').toBe(sight.misses)
    expect(connection.generation, 'dials').toBe(sight.dials)
    this.#compareRetries(news, sight)
    this.#compareEdges()
    this.#compareLinks()
  }

  /** Stops everything, wherever the walk has led, and looks for what is left. */
  async finish(): Promise<void> {
    const { connection, supervisor, network, clock, ours } = this
    const phase = this.#isOver ? connection.phase : 'stopped'
    let isStopped = false
    const stopped = supervisor.stop().then(() => {
      isStopped = true
      expect(ours.pending, 'timers of ours when stop resolves').toBe(0)
      expect(supervisor.world.wheels.armed, 'connections in the wheels').toBe(0)
      expect(this.#ourLinks(), 'links of ours').toBe(0)
      expect(supervisor.connections).toEqual([])
    })
    await this.#pass(TIMES.closeTimeoutMs + TICK_MS + A_WHILE_MS)
    expect(isStopped, 'stopped in time, even where no goodbye is answered').toBe(true)
    await stopped
    const { length } = this.events
    this.#heal()
    connection.retry()
    await clock.advance(600_000)
    for (const hook of this.#hooks) hook.agree()
    for (const peer of this.peers) peer.link?.destroy()
    await clock.runAll()
    expect(this.events.slice(length), 'events after the stop').toEqual([])
    expect(connection.phase).toBe(phase)
    expect({ links: network.openLinks, dials: network.pendingDials, tasks: clock.pending }).toEqual({
      links: 0,
      dials: 0,
      tasks: 0,
    })
    this.#compareEdges()
  }

  // — helpers —

  get #peer(): Peer {
    const peer = this.peers.at(-1)
    if (peer === undefined) throw new Error('no peer was ever connected')
    return peer
  }

  get #isOver(): boolean {
    return EDGES[this.connection.phase].length === 0
  }

  /** A dial that follows from this hangs, until the walk decides about it. */
  async #pass(ms: number): Promise<void> {
    await this.clock.advance(ms)
    if (this.#connection?.phase === 'backoff') this.#sever()
  }

  /** Nothing a millisecond before, everything a tick after. */
  async #deadline(dueAt: number): Promise<void> {
    await this.clock.advanceTo(dueAt - 1)
    const { phase } = this.connection
    expect(phasesOf(this.events.slice(this.#compared)), 'phases before the deadline').toEqual([])
    await this.#pass(1 + TICK_MS + A_WHILE_MS)
    expect(this.connection.phase, 'the phase after the deadline').not.toBe(phase)
  }

  async #stop(now: boolean): Promise<void> {
    void this.connection.stop({ now })
    await this.#pass(A_WHILE_MS)
  }

  #sever(): void {
    this.#cut ??= this.network.cut('us', 'peer')
  }

  #heal(): void {
    this.#cut?.()
    this.#cut = null
  }

  #say(text: string): void {
    this.#heardAt = this.clock.now() + LATENCY_MS
    this.#peer.send(text)
  }

  #answer(frame: string): string | undefined {
    if (frame !== 'ping' || !this.#isAnswering) return undefined
    this.#heardAt = this.clock.now() + LATENCY_MS
    return 'pong'
  }

  #hook(): Promise<void> {
    this.#hookedAt = this.clock.now()
    return new Promise((resolve, reject) => {
      this.#hooks.push({ agree: resolve, fail: reject })
    })
  }

  #pings(): number {
    return this.#peer.got.filter((frame) => frame === 'ping').length
  }

  #phaseEvents(): PhaseEvent[] {
    return this.events.filter((event) => event.kind === 'phase')
  }

  #retries(): RetryEvent[] {
    return this.events.filter((event) => event.kind === 'retry')
  }

  /** When it entered `phase` last, on the clock. */
  #momentOf(phase: Phase): number {
    const at = this.#phaseEvents().findLast(({ to }) => to === phase)?.at ?? Number.NaN
    return at - (this.clock.wall() - this.clock.now())
  }

  #compareRetries(news: readonly FeedEvent[], { seen, waits }: Sight): void {
    const retries = news.flatMap((event) => (event.kind === 'retry' ? [[event.attempt, event.delayMs]] : []))
    const delayMs = TIMES.firstMs * TIMES.factor ** (waits - 1)
    expect(retries, 'which delay, and how long').toEqual(seen.includes('backoff') ? [[waits, delayMs]] : [])
  }

  #compareEdges(): void {
    let before: Phase | null = null
    for (const { from, to } of this.#phaseEvents()) {
      expect(from, 'each phase begins where the last one ended').toBe(before)
      expect(EDGES[from ?? 'nothing'], `from ${from}`).toContain(to)
      before = to
    }
    expect(this.connection.phase, 'the phase is the one told last').toBe(before)
  }

  #compareLinks(): void {
    const { phase } = this.connection
    const links = this.#ourLinks()
    if (phase === 'alive' || phase === 'suspect' || phase === 'dead') expect(links, 'live links').toBe(1)
    else if (phase === 'connecting') expect(links + this.network.pendingDials, 'live links and dials').toBe(1)
    else expect(links + this.network.pendingDials, 'links and dials').toBe(0)
  }

  /** Open ends that the peers do not hold. */
  #ourLinks(): number {
    const theirs = this.peers.filter((peer) => peer.isOpen && !peer.isReleased).length
    return this.network.openLinks - theirs
  }
}

function phasesOf(events: readonly FeedEvent[]): Phase[] {
  return events.flatMap((event) => (event.kind === 'phase' ? [event.to] : []))
}

function nameOf(cause: Cause | null): string | null {
  return cause?.kind === 'timeout' ? `timeout ${cause.of}` : (cause?.kind ?? null)
}
