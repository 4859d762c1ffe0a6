/** What exists between the links of a memory network: stations (hosts), the roads between them, and their weather. */
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Codec } from '../framing.ts'
import type { Cause, Link, LinkOwner } from '../transport.ts'

/** A connection as the network sees it, whoever owns its ends. */
export interface Wire {
  readonly dialler: Station
  readonly acceptor: Station
  /** Tries again what a hardship had held up. */
  kick(): void
  /** A reset from somewhere on the way: both ends are told. */
  sever(cause: Cause): void
  /** The process on `station` died: its ends of the connection go with it. */
  orphan(station: Station, cause: Cause): void
  /** One of its ends is gone. With the last, it leaves the world. */
  forget(): void
}

/** An end that the kernel has accepted and the process has not seen. */
export interface Unaccepted {
  turnAway(): void
}

/** What is bound to a port. */
export interface Door {
  readonly codec: Codec
  /** The kernel has accepted a dial; the process will be asked when it gets to it. */
  admit(end: Unaccepted): void
  /** The kernel let go of an end that it had admitted. */
  forget(end: Unaccepted): void
  /** Asks the process for an owner; null turns the link away. */
  accept(end: Link & Unaccepted): LinkOwner | null
  /** The process is gone. */
  crash(cause: Cause): void
}

/** Everything that the parts of one network share. */
export class World {
  readonly clock: Clock
  /** The next one-way delay, in milliseconds. */
  readonly latency: () => number
  /** Bytes that may be under way or unread in one direction of a connection. */
  readonly windowBytes: number
  readonly stations = new Map<string, Station>()
  readonly wires = new Set<Wire>()
  openLinks = 0
  openListeners = 0
  pendingDials = 0

  constructor(clock: Clock, latency: () => number, windowBytes: number) {
    this.clock = clock
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
  readonly clock: Clock
  readonly doors = new Map<number, Door>()
  readonly refusedPorts = new Map<number, number>()
  refusesAll = 0
  frozen = 0
  muted = 0
  unreachable = 0
  readonly #roads = new Map<Station, Road>()
  #waiting: (() => void)[] = []
  #nextPort = 49_152

  constructor(world: World, name: string) {
    this.world = world
    this.name = name
    this.clock = {
      now: () => world.clock.now(),
      wall: () => world.clock.wall(),
      after: (delayMs, task) => new StationTimer(this, delayMs, task),
    }
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

  /** Runs `task` now, or after the thaw, in order. */
  run(task: () => void): void {
    if (this.frozen > 0) this.#waiting.push(task)
    else task()
  }

  /** What the process missed: its timers and calls first, before any bytes that wait for it. */
  thaw(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const task of waiting) this.post(task)
  }
}

/** A timer of a host's process: late when the process was frozen. */
class StationTimer implements Timer {
  readonly #timer: Timer
  #task: (() => void) | null

  constructor(station: Station, delayMs: number, task: () => void) {
    this.#task = task
    this.#timer = station.world.clock.after(delayMs, () => station.run(() => this.#fire()))
  }

  cancel(): void {
    this.#task = null
    this.#timer.cancel()
  }

  #fire(): void {
    const task = this.#task
    this.#task = null
    task?.()
  }
}

/** The way from one host to another, in one direction. */
export class Road {
  readonly from: Station
  readonly to: Station
  readonly world: World
  /** How many hardships cut it. */
  cuts = 0
  /** Milliseconds added to the network's latency. */
  delayMs = 0

  constructor(from: Station, to: Station) {
    this.from = from
    this.to = to
    this.world = from.world
  }

  /** How long the next segment takes, in milliseconds. */
  travelMs(): number {
    return this.world.latency() + this.delayMs
  }
}
