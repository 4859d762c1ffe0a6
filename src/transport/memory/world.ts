/** What exists between the links of a memory network: stations (hosts), the roads between them, and their weather. */
import type { Clock } from '../../clock/clock.ts'
import type { Random } from '../../clock/random.ts'
import { Court } from './court.ts'
import { HostClock } from './host-clock.ts'
import { Lane } from './lane.ts'
import { Loads } from './loads.ts'
import type { Door, MessageCounts } from './parts.ts'
import { Slab } from './slab.ts'

/** A connection as the network sees it, whoever owns its ends. */
export interface Wire {
  readonly dialler: Station
  readonly acceptor: Station
  /** The direction of it that takes this road. */
  pipeOn(road: Road): { cuts: number } | undefined
  /** Tries again what a hardship had held up. */
  kick(): void
  /** A reset from somewhere on the way: both ends are told. */
  sever(): void
  /** The process on `station` died: its ends of the connection go with it. */
  orphan(station: Station): void
  /** One of its ends is gone. With the last, it leaves the world. */
  forget(): void
}

/** Everything that the parts of one network share. */
export class World {
  readonly clock: Clock
  readonly random: Random
  /** The next one-way delay, in milliseconds. */
  readonly latency: () => number
  /** Bytes that may be under way or unread in one direction of a connection. */
  readonly windowBytes: number
  readonly stations = new Map<string, Station>()
  readonly wires = new Set<Wire>()
  readonly slab = new Slab()
  readonly messages: { -readonly [Name in keyof MessageCounts]: number } = {
    sent: 0,
    delivered: 0,
    dropped: 0,
    duplicated: 0,
  }
  openLinks = 0
  openListeners = 0
  pendingDials = 0

  constructor(clock: Clock, random: Random, latency: () => number, windowBytes: number) {
    this.clock = clock
    this.random = random
    this.latency = latency
    this.windowBytes = windowBytes
  }

  station(name: string): Station {
    let station = this.stations.get(name)
    if (station === undefined) {
      station = new Station(this, name)
      this.stations.set(name, station)
    }
    return station
  }

  /** Lets everything that a cured hardship held up go on. */
  kick(): void {
    for (const wire of this.wires) wire.kick()
  }
}

/** One host: its ports, its condition, and the mailbox of its process. Conditions are counted, so that they nest. */
export class Station {
  readonly world: World
  readonly name: string
  readonly clock: HostClock
  readonly doors = new Map<number, Door>()
  readonly refusedPorts = new Map<number, number>()
  /** Bytes that its process reads a second. */
  readonly paces = new Loads()
  refusesAll = 0
  frozen = 0
  muted = 0
  unreachable = 0
  /** Sleeps of its machine that are not over: its kernel does not run either. */
  asleep = 0
  /** Crashes that are not cured. */
  downs = 0
  /** Lives of its process so far. */
  incarnation = 0
  /** The least of `paces`. */
  readsPerSecond = Number.POSITIVE_INFINITY
  /** Whether frames that travel apart were ever asked for here. */
  deliversMessages = false
  readonly #roads = new Map<Station, Road>()
  readonly #programs: (() => void)[] = []
  #waiting: (() => void)[] = []
  #computations = 0
  #nextPort = 49_152

  constructor(world: World, name: string) {
    this.world = world
    this.name = name
    this.clock = new HostClock(world.clock, this)
  }

  get isDown(): boolean {
    return this.downs > 0
  }

  /** A port nobody listens on. They count on past 65,535: worlds of 100,000 links need that many. */
  freePort(): number {
    while (this.doors.has(this.#nextPort)) this.#nextPort += 1
    return this.#nextPort++
  }

  refuses(port: number): boolean {
    return this.refusesAll > 0 || (this.refusedPorts.get(port) ?? 0) > 0
  }

  roadTo(station: Station): Road {
    let road = this.#roads.get(station)
    if (road === undefined) {
      road = new Road(this, station)
      this.#roads.set(station, road)
    }
    return road
  }

  /** Runs `task` in the process of this host, in a later event, and not while it is frozen. */
  post(task: () => void): void {
    this.world.clock.after(0, () => this.run(task))
  }

  /** The same, unless the process has died by then. */
  postToThisLife(task: () => void): void {
    const { incarnation } = this
    this.post(() => {
      if (this.incarnation === incarnation) task()
    })
  }

  /** Runs `task` now, or after the thaw, in order. */
  run(task: () => void): void {
    if (this.frozen > 0) this.#waiting.push(task)
    else task()
  }

  wait(task: () => void): void {
    this.#waiting.push(task)
  }

  /** What the process missed: its timers and calls first, before any bytes that wait for it. */
  thaw(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const task of waiting) this.post(task)
  }

  /** Runs `program` now, and again in each new life of the process. */
  start(program: () => void): void {
    this.#programs.push(program)
    if (this.isDown) return
    if (this.frozen > 0) this.postToThisLife(program)
    else program()
  }

  /** The process is busy for `ms`: what it does from here on takes effect after that. */
  compute(ms: number): void {
    const { incarnation } = this
    this.clock.compute(ms)
    this.frozen += 1
    this.#computations += 1
    this.world.clock.after(this.clock.busyMs, () => {
      if (this.incarnation !== incarnation) return
      this.#computations -= 1
      this.frozen -= 1
      if (this.frozen === 0) this.thaw()
      this.world.kick()
    })
  }

  /** The process dies: nothing of it runs any more, its ports are free, and the peers of its connections are told. */
  die(): void {
    this.incarnation += 1
    this.frozen -= this.#computations
    this.#computations = 0
    this.clock.stop()
    for (const wire of [...this.world.wires]) wire.orphan(this)
    for (const door of [...this.doors.values()]) door.crash()
    // What is left of the dead is done by the kernel, frozen or not; nobody hears of it.
    const waiting = this.#waiting
    this.#waiting = []
    for (const task of waiting) this.world.clock.after(0, task)
  }

  /** A new process: everything that was started here starts, one in each event. */
  boot(): void {
    for (const program of this.#programs) this.postToThisLife(program)
  }
}

/** The way from one host to another, in one direction. */
export class Road {
  readonly from: Station
  readonly to: Station
  readonly world: World
  /** Bytes that it carries a second. */
  readonly limits = new Loads()
  readonly lane: Lane
  readonly court = new Court()
  /** How many hardships cut it. */
  cuts = 0
  readonly #delays = new Loads()
  readonly #jitters = new Loads()
  /** Milliseconds added to the network's latency. */
  #delayMs = 0
  #jitterMs = 0

  constructor(from: Station, to: Station) {
    this.from = from
    this.to = to
    this.world = from.world
    this.lane = new Lane(from.world.clock)
  }

  /** Whether nothing arrives. */
  get isCut(): boolean {
    return this.cuts > 0 || this.to.asleep > 0
  }

  /** How long the next segment takes, in milliseconds. */
  travelMs(): number {
    const ms = this.world.latency() + this.#delayMs
    return this.#jitterMs === 0 ? ms : ms + this.#jitterMs * this.world.random()
  }

  slow(change: 'add' | 'remove', ms: number, jitterMs: number): void {
    this.#delays[change](ms)
    this.#jitters[change](jitterMs)
    this.#delayMs = this.#delays.sum
    this.#jitterMs = this.#jitters.sum
  }
}
