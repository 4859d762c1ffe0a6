/**
 * A small universe under random hardship: a supervisor on the host `us`, one to three peers, and what may happen to
 * them as plain data. It watches everything that happens and notes what must never be: see {@link Universe.broken}.
 */
import {
  type BackoffOptions,
  type Connection,
  type FeedEvent,
  type Phase,
  pingPong,
  type Supervisor,
  seededRandom,
  supervise,
  type Transport,
} from '../../src/index.ts'
import { type Cure, type MemoryNetwork, memoryNetwork, virtualClock } from '../../src/testing/index.ts'
import type { LinkOwner, Listening } from '../../src/transport/transport.ts'
import { Peer } from '../support/world.ts'
import { EDGES } from './connection.model.ts'
import { type CountingClock, countingClock } from './counting-clock.ts'

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
  readonly ours: CountingClock
  readonly supervisor: Supervisor
  readonly events: FeedEvent[] = []
  /** What happened and must not, as sentences. */
  readonly broken: string[] = []
  readonly #lives: Life[] = []
  readonly #stalls: Span[] = []
  #unsettledSends = 0
  #isStopped = false

  constructor(options: UniverseOptions) {
    this.options = options
    this.network = memoryNetwork({ clock: this.clock, latencyMs: options.latencyMs })
    const us = this.network.host('us')
    this.ours = countingClock(us.clock)
    this.supervisor = supervise({ clock: this.ours, random: seededRandom(options.seed) })
    this.supervisor.feed$.subscribe((event) => this.#told(event))
    for (let n = 0; n < options.peers; n += 1) this.#lives.push(new Life(this, n))
    for (const life of this.#lives) life.begin()
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
    for (const life of this.#lives) life.inspect()
  }

  /** All hardship ends: whoever was not stopped has to come back in time. Then everything stops, and nothing stays. */
  async finish(): Promise<void> {
    for (const life of this.#lives) life.mend()
    const worstMs = 2 * this.boundMs + MAX_MS + CONNECT_TIMEOUT_MS + CLOSE_TIMEOUT_MS + 4 * TICK_MS
    await this.act({ type: 'time passes', ms: worstMs + 20 * this.options.latencyMs })
    for (const life of this.#lives) life.expectRecovery()
    const stopped = this.supervisor.stop().then(() => {
      this.#isStopped = true
      const left = [this.ours.pending, this.supervisor.world.wheels.armed, this.supervisor.connections.length]
      if (left.some((count) => count > 0)) this.broken.push(`left when stop resolved: ${left.join(', ')}`)
    })
    await this.clock.advance(3 * (CLOSE_TIMEOUT_MS + TICK_MS))
    if (!this.#isStopped) this.broken.push('stop took longer than every closing deadline together')
    for (const life of this.#lives) life.leave()
    await this.clock.runAll()
    await stopped
    for (const life of this.#lives) life.inspect()
    const { openLinks, pendingDials, openListeners } = this.network
    if (openLinks + pendingDials + openListeners + this.clock.pending + this.#unsettledSends > 0) {
      this.broken.push(
        `left at the end: ${openLinks} links, ${pendingDials} dials, ${openListeners} listeners, ` +
          `${this.clock.pending} tasks, ${this.#unsettledSends} sends`,
      )
    }
  }

  /** The times in which this process did not run. */
  get stalls(): readonly Span[] {
    return this.#stalls
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
    this.#stalls.push({ from, to: from + ms })
  }

  #told(event: FeedEvent): void {
    this.events.push(event)
    if (this.#isStopped) this.broken.push(`after the stop: ${JSON.stringify(event)}`)
    if ('id' in event) for (const life of this.#lives) if (life.id === event.id) life.told(event)
  }
}

interface Span {
  readonly from: number
  readonly to: number
}

/** How much of `span` is covered by others, which may overlap. */
function covered(span: Span, others: readonly Span[]): number {
  let sum = 0
  let upTo = span.from
  for (const { from, to } of [...others].sort((a, b) => a.from - b.from)) {
    const begin = Math.max(from, upTo)
    const end = Math.min(to, span.to)
    if (end > begin) {
      sum += end - begin
      upTo = end
    }
  }
  return sum
}

/** What is known of one link, from beside it. */
interface LinkRecord {
  openedAt: number | null
  firstHeardAt: number | null
  lastHeardAt: number | null
  isReleased: boolean
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
  readonly #pauses: Span[] = []
  #phase: Phase | null = null
  #link: LinkRecord = { openedAt: null, firstHeardAt: null, lastHeardAt: null, isReleased: true }
  #attempt = 0
  #waitMs = 0
  /** How much slower the way is than usual. */
  #delayMs = 0
  /** The latest link lasted for as long as makes it stable, for certain, possibly, or not at all. */
  #stability: 'certain' | 'possible' | 'none' = 'none'
  /** When it became alive last, and when it was so last. */
  #aliveAt = 0
  #lastAliveAt = 0
  #enteredAt = 0
  #stopAskedAt = Number.POSITIVE_INFINITY
  /** When the peer's bytes will have reached our kernel; null when none are under way. */
  #arrivalAt: number | null = null
  #isStopped = false

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
    this.#connection = this.#universe.supervisor.connect(this.id, this.#watched(transport), {
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
        this.#arrivalAt = null
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
        this.#arrivalAt = null
        this.#suffer('cut', () => network.cut('us', host))
        break
      case 'cut one way':
        this.#arrivalAt = null
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
        return this.connection.retry()
      case 'we stop':
      case 'we stop now':
        this.#stopAskedAt = Math.min(this.#stopAskedAt, this.#now)
        void this.connection.stop({ now: type === 'we stop now' }).then(() => {
          this.#isStopped = true
        })
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

  expectRecovery(): void {
    const { phase } = this.connection
    if (this.#isStopped) return
    if (phase !== 'alive') this.#note(`is ${phase} long after all hardship has ended`)
  }

  leave(): void {
    this.#listening?.close()
    for (const peer of this.#peers) peer.link?.close()
  }

  // — what must hold —

  /** Called whenever the world holds still. */
  inspect(): void {
    const { phase } = this.connection
    if (phase !== this.#phase) this.#note(`is ${phase}, but was last told to be ${this.#phase}`)
    if ((phase === 'alive' || phase === 'suspect') && !this.#isPaused) this.#inspectSilence()
    if (phase === 'connecting') this.#expectOver('connecting', this.#enteredAt, CONNECT_TIMEOUT_MS)
    if (phase === 'dead') this.#expectOver('dead', this.#enteredAt, CLOSE_TIMEOUT_MS)
    if (!this.#isStopped) this.#expectOver('stopping', this.#stopAskedAt, CLOSE_TIMEOUT_MS)
  }

  /** A deadline is kept, to a tick of running time. */
  #expectOver(what: string, since: number, ms: number): void {
    const ranMs = this.#now - since - covered({ from: since, to: this.#now }, this.#universe.stalls)
    const latestMs = ms + TICK_MS * (1 + 2 * this.#gapsSince(since).length)
    if (ranMs > latestMs) this.#note(`is ${what} for ${ranMs} ms`)
  }

  told(event: FeedEvent): void {
    if (this.#isStopped) this.#note(`was stopped, and still emitted ${JSON.stringify(event)}`)
    if (event.kind === 'retry') this.#toldOfRetry(event.attempt, event.delayMs)
    if (event.kind !== 'phase') return
    if (event.from !== this.#phase) this.#note(`went from ${event.from}, where it was not`)
    if (!EDGES[this.#phase ?? 'nothing'].includes(event.to)) {
      this.#note(`went from ${this.#phase} to ${event.to}`)
    }
    if (this.#phase === 'alive') this.#lastAliveAt = this.#now
    if (event.to === 'alive') this.#aliveAt = this.#now
    if (event.to === 'suspect') this.#becameSuspect()
    if (event.to === 'dead') this.#died(event.cause?.kind === 'silent')
    this.#enteredAt = this.#now
    this.#phase = event.to
  }

  /** A peer silent from t on is dead by t + the bound + one tick; a time in which we were deaf is one grace. */
  #inspectSilence(): void {
    const since = this.#lastSignAt
    const gaps = this.#gapsSince(since).length
    const latestMs = this.#universe.boundMs + (gaps > 0 ? TIMEOUT_MS : 0) + TICK_MS * (1 + 2 * gaps)
    const silentMs = this.#heedingSince(since)
    if (silentMs > latestMs) this.#note(`is ${this.#phase} after ${silentMs} ms of silence`)
  }

  #becameSuspect(): void {
    this.#expectSilence(EVERY_MS + TIMEOUT_MS)
    const isHindered =
      !this.#isAnswering || this.#isPaused || ['cut', 'freeze'].some((name) => this.#cures.has(name))
    const fairMs = this.#heedingSince(this.#fairSince)
    if (!isHindered && fairMs > EVERY_MS + TIMEOUT_MS) {
      this.#note(`is suspect, and its peer has answered for ${fairMs} ms`)
    }
  }

  #died(isSilent: boolean): void {
    if (isSilent) this.#expectSilence(this.#universe.boundMs)
    const { firstHeardAt } = this.#link
    this.#stability = 'none'
    if (firstHeardAt === null) return
    const gaps = this.#gapsSince(firstHeardAt).length
    // A pause is no stall: the link is alive in it.
    const upTo = this.#lastAliveAt
    const stalledMs = covered({ from: firstHeardAt, to: upTo }, this.#universe.stalls)
    if (upTo - firstHeardAt - stalledMs + gaps * CAP_MS < STABLE_MS) return
    const aliveMs = this.#heedingSince(Math.max(this.#aliveAt, firstHeardAt))
    const isCertain = this.#phase === 'alive' && aliveMs > 2 * STABLE_MS + CAP_MS + (1 + gaps) * TICK_MS
    this.#stability = isCertain ? 'certain' : 'possible'
  }

  /** Nobody is accused before so much time in which we could hear; of each gap in it a part may count. */
  #expectSilence(ms: number): void {
    if (!this.#isPaused && this.#arrivalAt !== null && this.#arrivalAt < this.#now) {
      this.#note(`was accused while its bytes of ${this.#arrivalAt} ms waited to be read`)
    }
    const since = this.#lastSignAt
    const gaps = this.#gapsSince(since)
    const silentMs = this.#heedingSince(since)
    if (silentMs + gaps.length * CAP_MS < ms) this.#note(`was accused after ${silentMs} ms of silence`)
    const [gap] = gaps
    if (gap === undefined || gaps.length > 1) return
    const probedMs = this.#now - gap.to
    if (probedMs < TIMEOUT_MS - TICK_MS) this.#note(`was accused ${probedMs} ms after we could hear again`)
  }

  /** Every delay lies inside its envelope; attempts start over only after a stable link, and then do. */
  #toldOfRetry(attempt: number, delayMs: number): void {
    const expected = { certain: [1], possible: [1, this.#attempt + 1], none: [this.#attempt + 1] }[
      this.#stability
    ]
    if (!expected.includes(attempt)) {
      this.#note(
        `retries with attempt ${attempt} after ${this.#attempt}, its link stable: ${this.#stability}`,
      )
    }
    const previousMs = attempt === 1 ? 0 : this.#waitMs
    const ceiling = Math.min(MAX_MS, FIRST_MS * FACTOR ** (attempt - 1))
    const envelope = {
      none: [ceiling, ceiling],
      full: [0, ceiling],
      equal: [ceiling / 2, ceiling],
      decorrelated: [FIRST_MS, Math.min(MAX_MS, Math.max(FIRST_MS, 3 * previousMs))],
    }[this.#universe.options.jitter]
    const [lowest = 0, highest = 0] = envelope
    if (delayMs < Math.floor(lowest) || delayMs > Math.ceil(highest)) {
      this.#note(`waits ${delayMs} ms at attempt ${attempt}, expected ${lowest} to ${highest}`)
    }
    this.#attempt = attempt
    this.#waitMs = delayMs
    this.#stability = 'none'
  }

  // — helpers —

  get #now(): number {
    return this.#universe.clock.now()
  }

  /** When the peer was last heard on this link, its opening included. */
  get #lastSignAt(): number {
    return Math.max(this.#link.openedAt ?? 0, this.#link.lastHeardAt ?? 0)
  }

  /** For how long since then this process ran and read. */
  #heedingSince(from: number): number {
    const now = this.#now
    return now - from - covered({ from, to: now }, [...this.#universe.stalls, ...this.#pauses])
  }

  /** The times since then in which it did not; of one just before, a part may still count. */
  #gapsSince(from: number): readonly Span[] {
    const now = this.#now
    return [...this.#universe.stalls, ...this.#pauses].filter(
      (gap) => gap.to > from - CAP_MS && gap.from <= now,
    )
  }

  #note(what: string): void {
    this.#universe.broken.push(`${this.id} at ${this.#now} ms ${what}`)
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
    if (peer === null || peer !== this.#counterpart || this.#link.openedAt === null) return
    if (this.#cures.has('cut') || this.#cures.has('freeze')) return
    const tripMs = this.#universe.options.latencyMs + (this.#cures.has('delay') ? this.#delayMs : 0)
    this.#arrivalAt = Math.max(this.#arrivalAt ?? 0, this.#now + tripMs)
  }

  #pause(): void {
    if (this.#isPaused) return
    this.#isPaused = true
    this.#pauses.push({ from: this.#now, to: Number.POSITIVE_INFINITY })
    this.connection.pause()
  }

  #resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#pauses.push({ from: this.#pauses.pop()?.from ?? 0, to: this.#now })
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

  /** The same transport, with a witness beside each link. */
  #watched(transport: Transport): Transport {
    return {
      ...transport,
      dial: (owner) => {
        if (!this.#link.isReleased) this.#note('dialled while its last link was still there')
        this.#link = { openedAt: null, firstHeardAt: null, lastHeardAt: null, isReleased: false }
        this.#arrivalAt = null
        this.#counterpart = null
        return transport.dial(this.#witness(owner, this.#link))
      },
    }
  }

  #witness(owner: LinkOwner, record: LinkRecord): LinkOwner {
    return {
      opened: () => {
        record.openedAt = this.#now
        owner.opened()
      },
      heard: () => {
        record.firstHeardAt ??= this.#now
        record.lastHeardAt = this.#now
        if (this.#arrivalAt !== null && this.#arrivalAt <= this.#now) this.#arrivalAt = null
        owner.heard()
        if (this.connection.phase === 'suspect') this.#note('was heard, and is suspect all the same')
      },
      frame: (data, isText) => owner.frame(data, isText),
      partial: (hasBegun) => owner.partial(hasBegun),
      drained: () => owner.drained(),
      pinged: () => owner.pinged(),
      ponged: (latest) => owner.ponged(latest),
      ended: (cause) => owner.ended(cause),
      released: () => {
        record.isReleased = true
        owner.released()
      },
    }
  }
}
