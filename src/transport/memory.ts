/** A network in one process: hosts, ports and links that behave like TCP, on any clock, under hardship of your choice. */
import type { Clock } from '../clock/clock.ts'
import { type Random, seededRandom } from '../clock/random.ts'
import { checkKnown } from './endpoint.ts'
import { type Codec, lines } from './framing.ts'
import { openDoor } from './memory/door.ts'
import { type Hardship, hardshipsOf } from './memory/hardship.ts'
import { type Address, dial } from './memory/wire.ts'
import { type Station, World } from './memory/world.ts'
import { type Listener, OptionError, type Transport } from './transport.ts'

export type { Cure, Hardship } from './memory/hardship.ts'

/** What a network in memory is made of. */
export interface MemoryNetworkOptions {
  /** Runs every delivery: a virtual clock in tests, the system's in a demonstration. */
  readonly clock: Clock
  /** The source of chance that is handed to `latencyMs`. Default: a fixed seed, so every run is the same. */
  readonly random?: Random
  /** How long one trip takes, in milliseconds: a number, or a draw for each segment. Default 0: the next event. */
  readonly latencyMs?: number | ((random: Random) => number)
  /**
   * How many bytes may be under way or unread in one direction of a connection; what is written beyond that counts as
   * `buffered`. At least 1, default 65,536.
   */
  readonly windowBytes?: number
}

/**
 * Hosts and the connections between them. Bytes go through the codecs of both ends and arrive in order; calls to
 * owners are events of the clock, one at a time.
 */
export interface MemoryNetwork extends Hardship {
  /** The host of that name, made at the first call. Dialling a name that no call has made is a `dns` failure. */
  host(name: string): MemoryHost
  /** Ends of connections that an owner holds: open, and not yet released. */
  readonly openLinks: number
  /** Ports that are listened on. */
  readonly openListeners: number
  /** Dials that are neither open nor released. */
  readonly pendingDials: number
}

/** Where a host of the network listens. */
export interface MemoryListenOptions {
  /** 0 for any that is free. */
  readonly port: number
  /** Default `lines()`. */
  readonly codec?: Codec
}

/** Whom a host of the network dials. */
export interface MemoryDialOptions {
  /** `host:port`. */
  readonly to: string
  /** Default `lines()`. */
  readonly codec?: Codec
}

/** One host of the network: an address of its own, and a process that can be frozen. */
export interface MemoryHost {
  /** Its name, by which others dial it. */
  readonly name: string
  /** The network's clock, as the process of this host feels it: its timers do not run while the host is frozen. */
  readonly clock: Clock
  /** @throws OptionError when the port is not a whole number from 0 to 65,535. */
  listen(options: MemoryListenOptions): Listener
  /** @throws OptionError when `to` is not `host:port`. */
  dial(options: MemoryDialOptions): Transport
}

/** @throws OptionError naming the option that cannot be used. */
export function memoryNetwork(options: MemoryNetworkOptions): MemoryNetwork {
  checkKnown(options, ['clock', 'random', 'latencyMs', 'windowBytes'])
  const { clock, random = seededRandom('memory'), latencyMs = 0, windowBytes = 65_536 } = options
  if (typeof latencyMs === 'number' && !(latencyMs >= 0 && latencyMs < Number.POSITIVE_INFINITY)) {
    throw new OptionError('latencyMs', `expected finite milliseconds of at least 0, got ${latencyMs}`)
  }
  if (!Number.isInteger(windowBytes) || windowBytes < 1) {
    throw new OptionError('windowBytes', `expected a whole number of at least 1, got ${windowBytes}`)
  }
  const latency = typeof latencyMs === 'number' ? () => latencyMs : () => latencyMs(random)
  const world = new World(clock, latency, windowBytes)
  return {
    ...hardshipsOf(world),
    host: (name) => hostOf(world.station(name)),
    get openLinks() {
      return world.openLinks
    },
    get openListeners() {
      return world.openListeners
    },
    get pendingDials() {
      return world.pendingDials
    },
  }
}

function hostOf(station: Station): MemoryHost {
  return {
    name: station.name,
    clock: station.clock,
    listen(options) {
      checkKnown(options, ['port', 'codec'])
      const { port, codec = lines() } = options
      if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        throw new OptionError('port', `expected a whole number from 0 to 65535, got ${port}`)
      }
      return {
        name: 'memory',
        endpoint: `memory://${station.name}:${port}`,
        cut: codec.cut,
        encode: (payload) => codec.encode(payload),
        listen: (owner) => openDoor(station, port, codec, owner),
      }
    },
    dial(options) {
      checkKnown(options, ['to', 'codec'])
      const { to, codec = lines() } = options
      const address = parseAddress(to)
      return {
        name: 'memory',
        endpoint: `memory://${to}`,
        cut: codec.cut,
        encode: (payload) => codec.encode(payload),
        dial: (owner) => dial(station, address, codec, owner),
      }
    },
  }
}

function parseAddress(to: string): Address {
  const colon = to.lastIndexOf(':')
  const port = Number(to.slice(colon + 1))
  if (colon < 1 || colon === to.length - 1 || !Number.isInteger(port) || port < 1) {
    throw new OptionError('to', `expected host:port, got ${JSON.stringify(to)}`)
  }
  return { host: to.slice(0, colon), port }
}
