/**
 * A small universe under random hardship: a supervisor on the host `us`, one to three peers, and what may happen to
 * them as plain data. It watches everything that happens and notes what must never be: see {@link Universe.broken}.
 */
import {
  type BackoffOptions,
  type Connection,
  type FeedEvent,
  pingPong,
  type Supervisor,
  seededRandom,
  supervise,
} from '../../src/index.ts'
import {
  type CountedClock,
  type Cure,
  countedClock,
  type InvariantWatch,
  type MemoryNetwork,
  memoryNetwork,
  virtualClock,
  watchInvariants,
} from '../../src/testing/index.ts'
import type { Listening, Transport } from '../../src/transport/transport.ts'
import { Peer } from '../support/world.ts'

/** One thing that happens; `n` says to which peer. */
export type Action =
  | { readonly type: 'time passes'; readonly ms: number }
  /** Our process does not run, and neither does anything else: a long computation. */
  | { readonly type: 'everything stalls'; readonly ms: number }
  /** Our process is stopped while the world goes on, and continued. */
  | { readonly type: 'we are frozen'; readonly ms: number }
  | { readonly type: PeerActionType; readonly n: number }
  | { readonly type: 'the way is slower'; readonly n: number; readonly ms: number }

export const PEER_ACTIONS = [
  'peer falls silent',
  'peer answers',
  'peer speaks',
  'peer closes',
  'peer freezes',
  'peer thaws',
  'peer refuses',
  'peer allows',
  'server restarts',
  'cut',
  'cut one way',
  'heal',
  'reset',
  'we send',
  'we pause',
  'we resume',
  'we retry',
  'we stop',
  'we stop now',
] as const

type PeerActionType = (typeof PEER_ACTIONS)[number]

export interface UniverseOptions {
  readonly peers: number
  readonly seed: number
  readonly misses: number
  readonly jitter: NonNullable<BackoffOptions['jitter']>
  readonly latencyMs: number
}

/** The times all connections have. */
const EVERY_MS = 1_000
const TIMEOUT_MS = 500
const FIRST_MS = 200
const FACTOR = 2
const MAX_MS = 2_000
const STABLE_MS = 2_000
const CONNECT_TIMEOUT_MS = 1_000
const CLOSE_TIMEOUT_MS = 500
/** How fine deadlines are kept, and how much of a stall may be taken for running time. */
const TICK_MS = 50
const CAP_MS = 100

export class Universe {
  readonly options: UniverseOptions
  readonly clock = virtualClock()
  readonly network: MemoryNetwork
  readonly ours: CountedClock
  readonly supervisor: Supervisor
  readonly events: FeedEvent[] = []
  readonly watch: InvariantWatch
  readonly #broken: string[] = []
  readonly #lives: Life[] = []
  #unsettledSends = 0
  #isStopped = false

  constructor(options: UniverseOptions) {
    this.options = options
    this.network = memoryNetwork({ clock: this.clock, latencyMs: options.latencyMs })
    const us = this.network.host('us')
    this.ours = countedClock(us.clock)
    this.supervisor = supervise({ clock: this.ours, random: seededRandom(options.seed) })
    this.watch = watchInvariants(this.supervisor, { clock: this.clock, tickMs: TICK_MS, capMs: CAP_MS })
    this.supervisor.feed$.subscribe((event) => this.#told(event))
    for (let n = 0; n < options.peers; n += 1) this.#lives.push(new Life(this, n))
    for (const life of this.#lives) life.begin()
  }

  /** What happened and must not, as sentences. */
  get broken(): readonly string[] {
    const told = this.watch.breaches.map(
      ({ invariant, id, atMs, what }) => `${invariant}: ${id} at ${atMs} ms ${what}`,
    )
    return [...told, ...this.#broken]
  }

  get boundMs(): number {
    return EVERY_MS + this.options.misses * TIMEOUT_MS
  }

  async act(action: Action): Promise<void> {
    if (action.type === 'time passes') await this.clock.advance(action.ms)
    else if (action.type === 'everything stalls') {
      this.#stalled(action.ms)
      this.clock.stall(action.ms)
      await this.clock.advance(0)
    } else if (action.type === 'we are frozen') {
      const thaw = this.network.freeze('us')
      this.#stalled(action.ms)
      await this.clock.advance(action.ms)
      thaw()
      await this.clock.advance(0)
    } else {
      const life = this.#lives[action.n % this.#lives.length]
      life?.act(action.type, action.type === 'the way is slower' ? action.ms : 0)
      await this.clock.advance(0)
    }
    this.watch.look()
  }

  /** All hardship ends: whoever was not stopped has to come back in time. Then everything stops, and nothing stays. */
  async finish(): Promise<void> {
    for (const life of this.#lives) life.mend()
    this.watch.healed()
    const worstMs = 2 * this.boundMs + MAX_MS + CONNECT_TIMEOUT_MS + CLOSE_TIMEOUT_MS + 4 * TICK_MS
    await this.act({ type: 'time passes', ms: worstMs + 20 * this.options.latencyMs })
    this.watch.expectRecovery()
    this.watch.asked(this.supervisor.id, 'stop')
    const stopped = this.supervisor.stop().then(() => {
      this.#isStopped = true
      this.watch.expectNothingLeft(this.ours.pending)
    })
    await this.clock.advance(3 * (CLOSE_TIMEOUT_MS + TICK_MS))
    if (!this.#isStopped) this.#broken.push('stop took longer than every closing deadline together')
    for (const life of this.#lives) life.leave()
    await this.clock.runAll()
    await stopped
    this.watch.look()
    const { openLinks, pendingDials, openListeners } = this.network
    if (openLinks + pendingDials + openListeners + this.clock.pending + this.#unsettledSends > 0) {
      this.#broken.push(
        `left at the end: ${openLinks} links, ${pendingDials} dials, ${openListeners} listeners, ` +
          `${this.clock.pending} tasks, ${this.#unsettledSends} sends`,
      )
    }
  }

  note(what: string): void {
    this.#broken.push(`at ${this.clock.now()} ms ${what}`)
  }

  send(connection: Connection): void {
    this.#unsettledSends += 1
    const settled = (): void => {
      this.#unsettledSends -= 1
    }
    connection.send('order').then(settled, settled)
  }

  #stalled(ms: number): void {
    const from = this.clock.now()
    const span = { from, to: from + ms }
    this.watch.notRunning(span)
    for (const life of this.#lives) life.deaf(span)
  }

  #told(event: FeedEvent): void {
    this.events.push(event)
    if (this.#isStopped) this.#broken.push(`after the stop: ${JSON.stringify(event)}`)
    if ('id' in event) for (const life of this.#lives) if (life.id === event.id) life.told(event)
  }
}

/** One connection and its peer, and what must hold of them. */
class Life {
  readonly id: string
  readonly #universe: Universe
  readonly #host: string
  #connection: Connection | null = null
  #listening: Listening | null = null
  #peer: Peer | null = null
  /** The other end of our link; null while we dial, and when it has closed. */
  #counterpart: Peer | null = null
  readonly #peers: Peer[] = []
  readonly #cures = new Map<string, Cure>()
  #isAnswering = true
  #isPaused = false
  /** Since when heartbeats are answered, and nothing is in their way. */
  #fairSince = 0
  /** How much slower the way is than usual. */
  #delayMs = 0

  constructor(universe: Universe, n: number) {
    this.#universe = universe
    this.#host = `peer${n}`
    this.id = `to ${this.#host}`
  }

  get connection(): Connection {
    if (this.#connection === null) throw new Error(`${this.id} has not begun`)
    return this.#connection
  }

  begin(): void {
    this.#listen()
    const { misses, jitter } = this.#universe.options
    const transport = this.#universe.network.host('us').dial({ to: `${this.#host}:7373` })
    const dialled: Transport = {
      ...transport,
      dial: (owner) => {
        this.#counterpart = null
        return transport.dial(owner)
      },
    }
    const watched = this.#universe.watch.transport(this.id, dialled)
    this.#connection = this.#universe.supervisor.connect(this.id, watched, {
      heartbeat: { protocol: pingPong, everyMs: EVERY_MS, timeoutMs: TIMEOUT_MS, misses },
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      closeTimeoutMs: CLOSE_TIMEOUT_MS,
      backoff: { firstMs: FIRST_MS, factor: FACTOR, maxMs: MAX_MS, stableMs: STABLE_MS, jitter },
      queue: { max: 3, drop: 'oldest' },
    })
    this.connection.frames$.subscribe()
  }

  // — what happens —

  act(type: PeerActionType | 'the way is slower', ms: number): void {
    const { network } = this.#universe
    const host = this.#host
    switch (type) {
      case 'peer falls silent':
        this.#isAnswering = false
        break
      case 'peer answers':
        this.#isAnswering = true
        break
      case 'peer speaks':
        return this.#speak(this.#peer, 'news')
      case 'peer closes':
        this.#counterpart = null
        return this.#peer?.link?.close()
      case 'peer freezes':
        this.#universe.watch.notArriving(this.id)
        this.#suffer('freeze', () => network.freeze(host))
        break
      case 'peer thaws':
        this.#cure('freeze')
        break
      case 'peer refuses':
        return this.#suffer('refuse', () => network.refuse(host))
      case 'peer allows':
        return this.#cure('refuse')
      case 'server restarts':
        network.crash(host)
        this.#listen()
        break
      case 'cut':
        this.#universe.watch.notArriving(this.id)
        this.#suffer('cut', () => network.cut('us', host))
        break
      case 'cut one way':
        this.#universe.watch.notArriving(this.id)
        this.#suffer('cut', () => network.cutOneWay(host, 'us'))
        break
      case 'heal':
        this.#cure('cut')
        break
      case 'the way is slower':
        this.#cure('delay')
        this.#delayMs = ms
        this.#suffer('delay', () => network.delay('us', host, ms))
        break
      case 'reset':
        return network.reset('us', host)
      case 'we send':
        return this.#universe.send(this.connection)
      case 'we pause':
        return this.#pause()
      case 'we resume':
        return this.#resume()
      case 'we retry':
        this.#universe.watch.asked(this.id, 'retry')
        return this.connection.retry()
      case 'we stop':
      case 'we stop now':
        this.#universe.watch.asked(this.id, 'stop')
        void this.connection.stop({ now: type === 'we stop now' })
        return
    }
    this.#fairSince = this.#now
  }

  mend(): void {
    for (const name of [...this.#cures.keys()]) this.#cure(name)
    this.#isAnswering = true
    this.#resume()
    this.#fairSince = this.#now
  }

  leave(): void {
    this.#listening?.close()
    for (const peer of this.#peers) peer.link?.close()
  }

  // — what must hold, of peers of which all is known —

  /** We did not run then. */
  deaf({ to }: { readonly to: number }): void {
    this.#fairSince = Math.max(this.#fairSince, to)
  }

  told(event: FeedEvent): void {
    if (event.kind !== 'phase' || event.to !== 'suspect') return
    const isHindered =
      !this.#isAnswering || this.#isPaused || ['cut', 'freeze'].some((name) => this.#cures.has(name))
    const fairMs = this.#now - this.#fairSince
    if (!isHindered && fairMs > EVERY_MS + TIMEOUT_MS) {
      this.#universe.note(`${this.id} is suspect, and its peer has answered for ${fairMs} ms`)
    }
  }

  // — helpers —

  get #now(): number {
    return this.#universe.clock.now()
  }

  #suffer(name: string, inflict: () => Cure): void {
    if (!this.#cures.has(name)) this.#cures.set(name, inflict())
  }

  #cure(name: string): void {
    this.#cures.get(name)?.()
    this.#cures.delete(name)
  }

  #speak(peer: Peer | null, text: string): void {
    peer?.send(text)
    if (peer === null || peer !== this.#counterpart) return
    if (this.#cures.has('cut') || this.#cures.has('freeze')) return
    const tripMs = this.#universe.options.latencyMs + (this.#cures.has('delay') ? this.#delayMs : 0)
    this.#universe.watch.arriving(this.id, this.#now + tripMs)
  }

  #pause(): void {
    if (this.#isPaused) return
    this.#isPaused = true
    this.#universe.watch.paused(this.id, true)
    this.connection.pause()
  }

  #resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#universe.watch.paused(this.id, false)
    this.#fairSince = this.#now
    this.connection.resume()
  }

  #listen(): void {
    this.#listening?.close()
    const answer = (frame: string): undefined => {
      if (frame === 'ping' && this.#isAnswering) this.#speak(this.#peer, 'pong')
    }
    this.#listening = this.#universe.network
      .host(this.#host)
      .listen({ port: 7373 })
      .listen({
        listening() {},
        accepted: ({ link }) => {
          const peer = new Peer(answer)
          peer.link = link
          this.#peer = peer
          this.#counterpart = peer
          this.#peers.push(peer)
          return peer
        },
        turnedAway() {},
        paused() {},
        resumed() {},
        failed() {},
        closed() {},
      })
  }
}
