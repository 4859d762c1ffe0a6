/**
 * Walks a specification's path with a real connection over real sockets, by the system's clock. What the walk decides takes
 * place; then what must be seen is waited for. One rig is one life.
 */
import { expect } from 'vitest'
import {
  type Cause,
  type Connection,
  type FeedEvent,
  type Phase,
  pingPong,
  refuse,
  type Supervisor,
  supervise,
} from '../../src/index.ts'
import { EDGES, type Sight, type WorldEventType } from './connection.model.ts'
import type { PeerWatch, RawPeer, RawServer, RealCarrier } from './real-carriers.ts'
import type { RigOptions } from './rig.ts'

/** Long enough for what a walk does between two steps, on a busy machine; `stableMs` is over before a beat can be missed. */
const REAL_TIMES = {
  everyMs: 250,
  timeoutMs: 200,
  stableMs: 300,
  connectTimeoutMs: 400,
  closeTimeoutMs: 300,
  handshakeTimeoutMs: 400,
  firstMs: 300,
  factor: 2,
} as const

/** Nothing that is waited out is over sooner; two clocks that both round to whole milliseconds. */
const SOONEST_MS = REAL_TIMES.timeoutMs - 2
/** How fine the wheel is that keeps these deadlines. */
const TICK_MS = 20
/** Nothing a walk waits for takes as long. */
const LONGEST_MS = 15_000

/** What cannot be done in a test that takes real time. */
const LEFT_OUT: Readonly<Partial<Record<WorldEventType, string>>> = {
  'time.passes': 'ten minutes in which nothing may happen; the virtual network has them',
}

export function isLeftOut(type: string): boolean {
  return type in LEFT_OUT
}

/** Something happened before the walk came to its next step: this machine was too slow for it, and it is taken again. */
export class TooSlow extends Error {}

interface Hook {
  agree(): void
  fail(error: Error): void
}

/** Ports that all walks share. */
export interface Ports {
  /** Nobody listens there. */
  readonly closed: number
  /** Dials of it hang. */
  readonly hanging: number
}

type Steps = Readonly<Record<WorldEventType, () => void | Promise<void>>>

export class RealRig implements PeerWatch {
  readonly supervisor: Supervisor = supervise({ dials: false })
  readonly events: FeedEvent[] = []
  readonly #carrier: RealCarrier
  readonly #ports: Ports
  readonly #peers: RawPeer[] = []
  readonly #hooks: Hook[] = []
  #server: RawServer | null = null
  #connection: Connection | null = null
  /** The dial under way asks where to go. */
  #decide: ((port: number) => void) | null = null
  #hasHook = false
  #isAnswering = false
  #compared = 0
  #wasSuspect = false
  #waits: (() => void)[] = []

  constructor(carrier: RealCarrier, ports: Ports) {
    this.#carrier = carrier
    this.#ports = ports
    this.supervisor.feed$.subscribe((event) => {
      this.events.push(event)
      this.#changed()
    })
  }

  get connection(): Connection {
    if (this.#connection === null) throw new Error('the rig has no connection yet')
    return this.#connection
  }

  // — two ways to begin —

  async dial({ misses, attempts, hasHook = false }: RigOptions): Promise<void> {
    this.#hasHook = hasHook
    this.#server = await this.#carrier.serve(this)
    const transport = this.#carrier.dial(
      () =>
        new Promise((resolve) => {
          this.#decide = resolve
          this.#changed()
        }),
    )
    const { everyMs, timeoutMs, firstMs, factor, stableMs } = REAL_TIMES
    this.#connection = this.supervisor.connect('it', transport, {
      heartbeat: { protocol: pingPong, everyMs, timeoutMs, misses },
      connectTimeoutMs: REAL_TIMES.connectTimeoutMs,
      closeTimeoutMs: REAL_TIMES.closeTimeoutMs,
      handshakeTimeoutMs: REAL_TIMES.handshakeTimeoutMs,
      backoff: {
        firstMs,
        factor,
        jitter: 'none',
        stableMs,
        ...(attempts === undefined ? {} : { attempts }),
      },
      ...(hasHook ? { onOpen: () => this.#hook() } : {}),
    })
    this.connection.frames$.subscribe()
    await this.#until('a dial', () => this.#decide !== null)
  }

  async accept({ misses }: RigOptions): Promise<void> {
    const { everyMs, timeoutMs, handshakeTimeoutMs } = REAL_TIMES
    const listener = this.supervisor.listen('door', this.#carrier.listen(), {
      heartbeat: { protocol: pingPong, everyMs, timeoutMs, misses },
      firstFrameTimeoutMs: handshakeTimeoutMs,
      closeTimeoutMs: REAL_TIMES.closeTimeoutMs,
    })
    listener.accepted$.subscribe((connection) => {
      this.#connection = connection
      connection.frames$.subscribe()
      this.#changed()
    })
    await this.#until('the port', () => this.events.some(({ kind }) => kind === 'listening'))
    const port = Number(listener.endpoint.match(/:(\d+)/)?.[1])
    this.#carrier.call(port, this)
    await this.#until('an accepted connection', () => this.#connection !== null && this.#peers.length > 0)
  }

  // — what the world does —

  readonly #steps: Steps = {
    'server.accepts': async () => {
      const [peers, hooks] = [this.#peers.length, this.#hooks.length]
      this.#goTo(this.#server?.port ?? Number.NaN)
      await this.#until('the peer', () => this.#peers.length > peers)
      if (this.#hasHook) await this.#until('the hook', () => this.#hooks.length > hooks)
    },
    'server.refuses': () => this.#goTo(this.#ports.closed),
    'dial.hangs': () => this.#goTo(this.#ports.hanging),
    'peer.speaks': () => this.#speak(),
    'stable.passes': async () => {
      this.#isAnswering = true
      const stableAt = this.#attention() + REAL_TIMES.stableMs + 2 * TICK_MS
      await this.#until('a stable link', () => this.#attention() > stableAt)
      this.#isAnswering = false
      await this.#speak()
    },
    'peer.misses': () => {},
    'peer.closes': () => this.#peer.close(),
    'link.resets': () => this.#peer.reset(),
    'user.stops': () => this.#stop(false),
    'user.stops.unheard': () => {
      this.#peer.deafen()
      this.#stop(false)
    },
    'user.stops.now': () => {
      this.#peers.at(-1)?.deafen()
      this.#stop(true)
    },
    'user.retries': () => this.connection.retry(),
    'backoff.elapses': () => {},
    'close.deadline': () => {},
    'goodbye.answered': () => this.#peer.hear(),
    'time.passes': () => {},
    'first.frame.deadline': () => {},
    'hook.agrees': () => this.#hooks.at(-1)?.agree(),
    'hook.refuses': () => this.#hooks.at(-1)?.fail(refuse('auth', 'a bad token')),
    'hook.throws': () => this.#hooks.at(-1)?.fail(new Error('not what was expected')),
    'handshake.deadline': () => {},
    'handshake.deadline.unheard': () => this.#peer.deafen(),
    'old.hook.agrees': () => {
      const isNewest = this.connection.phase === 'connecting' && (this.#peers.at(-1)?.isOpen ?? false)
      for (const hook of isNewest ? this.#hooks.slice(0, -1) : this.#hooks) hook.agree()
    },
  }

  /**
   * @param before what was seen last.
   * @throws TooSlow when something happened since.
   */
  async happen(type: string, { misses, dials }: Sight): Promise<void> {
    const step = Object.entries(this.#steps).find(([name]) => name === type)?.[1]
    if (step === undefined) throw new Error(`no such step: ${type}`)
    const isNew = phasesOf(this.events.slice(this.#compared)).length > 0
    const { connection } = this
    const hasMissed = connection.misses > misses && type !== 'peer.misses' && misses > 0
    if (isNew || hasMissed || connection.generation > dials) throw new TooSlow(`before ${type}`)
    await step()
  }

  // — what is seen —

  /** Waits for what must be seen, and sees that it is that and no more. @throws TooSlow as above. */
  async compare(specified: Sight, type = ''): Promise<void> {
    const { connection } = this
    const sight = this.#asSeenHere(specified, type)
    const news = (): FeedEvent[] => this.events.slice(this.#compared)
    await this.#until(`phases ${sight.seen.join(', ')} and ${sight.misses} misses`, () => {
      const isSeen = phasesOf(news()).length >= sight.seen.length && connection.misses >= sight.misses
      return isSeen && (sight.misses > 0 || connection.misses === 0)
    })
    // What follows from it at once has happened, too.
    if (connection.phase === 'connecting' && this.#isDialled) {
      await this.#until('the next dial', () => this.#decide !== null || this.#peers.at(-1)?.isOpen === true)
    }
    await new Promise(setImmediate)
    const seen = news()
    if (this.#isLate(sight.seen.length)) throw new TooSlow(`at ${type}`)
    this.#compared += seen.length
    this.#wasSuspect = connection.phase === 'suspect'
    const cause = nameOf(connection.cause)
    expect(phasesOf(seen), 'the phases of this step').toEqual(sight.seen)
    expect(cause === this.#carrier.closed ? 'eof' : cause, 'the cause').toBe(sight.cause)
    expect(connection.misses, 'misses in a row').toBeGreaterThanOrEqual(sight.misses)
    expect(connection.generation, 'dials').toBe(sight.dials)
    this.#compareRetries(seen, sight)
    this.#compareEdges()
  }

  /** Stops everything, wherever the walk has led, and looks for what is left. */
  async finish(): Promise<void> {
    const { supervisor, connection } = this
    const stopped = supervisor.stop()
    this.#decide?.(this.#ports.closed)
    await stopped
    expect(supervisor.world.wheels.armed, 'connections in the wheels').toBe(0)
    expect(supervisor.connections).toEqual([])
    const { length } = this.events
    connection.retry()
    for (const hook of this.#hooks) hook.agree()
    for (const peer of this.#peers) {
      peer.hear()
      peer.close()
    }
    await this.#until('the peers to leave', () => this.#peers.every(({ isOpen }) => !isOpen))
    await this.#server?.close()
    expect(this.events.slice(length), 'events after the stop').toEqual([])
    this.#compareEdges()
  }

  /** After a failure: nothing is looked at any more. */
  async abandon(): Promise<void> {
    const stopped = this.supervisor.stop({ now: true })
    this.#decide?.(this.#ports.closed)
    await stopped
    for (const peer of this.#peers) peer.reset()
    await this.#server?.close()
  }

  // — what the peer tells —

  met(peer: RawPeer): void {
    this.#peers.push(peer)
    this.#changed()
  }

  heard(peer: RawPeer, text: string): void {
    if (text === 'ping' && this.#isAnswering && peer === this.#peers.at(-1)) this.#say('pong')
    this.#changed()
  }

  left(): void {
    this.#changed()
  }

  // — helpers —

  get #peer(): RawPeer {
    const peer = this.#peers.at(-1)
    if (peer === undefined) throw new Error('no peer was ever connected')
    return peer
  }

  get #isDialled(): boolean {
    return this.#server !== null
  }

  #goTo(port: number): void {
    const decide = this.#decide
    this.#decide = null
    decide?.(port)
  }

  #say(text: string): void {
    this.#peer.say(text)
  }

  /**
   * Says something and waits until it is read: of bytes and a reset that are polled together, libuv makes bytes and an
   * end in order.
   */
  async #speak(): Promise<void> {
    const { connection } = this
    const { frames } = connection.counts
    this.#say('news')
    await this.#until(
      'the news',
      () => connection.counts.frames > frames || connection.phase === 'connecting',
    )
  }

  /** Time in which this process ran: that is what makes a link stable. */
  #attention(): number {
    return this.supervisor.world.wheels.for({ tightestMs: REAL_TIMES.timeoutMs }).attentionNow()
  }

  #stop(now: boolean): void {
    void this.connection.stop({ now })
  }

  #hook(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#hooks.push({ agree: resolve, fail: reject })
      this.#changed()
    })
  }

  #changed(): void {
    for (const look of [...this.#waits]) look()
  }

  /** Looks whenever something happens, and at each tick of whatever it is that does not tell. */
  async #until(what: string, isSo: () => boolean): Promise<void> {
    if (isSo()) return
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (isSo()) end(resolve)
      }
      const ticks = setInterval(look, 5)
      const late = setTimeout(
        () => end(() => reject(new Error(`waited ${LONGEST_MS} ms for ${what}`))),
        LONGEST_MS,
      )
      const end = (settle: () => void): void => {
        clearInterval(ticks)
        clearTimeout(late)
        this.#waits = this.#waits.filter((one) => one !== look)
        settle()
      }
      this.#waits.push(look)
    })
  }

  /** The first phase that must not be seen came when a deadline was over since the one before: nobody looked in time. */
  #isLate(specified: number): boolean {
    const seen = phasesOf(this.events.slice(0, this.#compared)).length + specified
    const phases = this.events.filter(({ kind }) => kind === 'phase')
    const [before, extra] = phases.slice(Math.max(0, seen - 1))
    return before !== undefined && extra !== undefined && extra.at - before.at >= SOONEST_MS
  }

  /** A goodbye that is a message is a sign of life as well: it refutes a suspicion before it ends the link. */
  #asSeenHere(sight: Sight, type: string): Sight {
    const isHeard = type === 'peer.closes' && this.#carrier.closed === 'closed' && this.#wasSuspect
    return isHeard ? { ...sight, seen: ['alive', ...sight.seen] } : sight
  }

  #compareRetries(news: readonly FeedEvent[], { seen, waits }: Sight): void {
    const retries = news.flatMap((event) => (event.kind === 'retry' ? [[event.attempt, event.delayMs]] : []))
    const delayMs = REAL_TIMES.firstMs * REAL_TIMES.factor ** (waits - 1)
    expect(retries, 'which delay, and how long').toEqual(seen.includes('backoff') ? [[waits, delayMs]] : [])
  }

  #compareEdges(): void {
    let before: Phase | null = null
    for (const event of this.events) {
      if (event.kind !== 'phase') continue
      expect(event.from, 'each phase begins where the last one ended').toBe(before)
      expect(EDGES[event.from ?? 'nothing'], `from ${event.from}`).toContain(event.to)
      before = event.to
    }
  }
}

function phasesOf(events: readonly FeedEvent[]): Phase[] {
  return events.flatMap((event) => (event.kind === 'phase' ? [event.to] : []))
}

function nameOf(cause: Cause | null): string | null {
  return cause?.kind === 'timeout' ? `timeout ${cause.of}` : (cause?.kind ?? null)
}
