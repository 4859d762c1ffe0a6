/** A network in one process: hosts, ports and links that behave like TCP, on any clock, under hardship of your choice. */
import type { Clock } from '../clock/clock.ts'
import { type Random, seededRandom } from '../clock/random.ts'
import { checkKnown } from './endpoint.ts'
import { hardshipsOf } from './memory/hardship.ts'
import type { Hardships } from './memory/hardships.ts'
import { hostOf, type MemoryHost } from './memory/host.ts'
import type { MessageCounts } from './memory/parts.ts'
import { World } from './memory/world.ts'
import { OptionError } from './transport.ts'

export type { Cure, DelayOptions, Hardships, WayOptions } from './memory/hardships.ts'
export type { MemoryDialOptions, MemoryHost, MemoryListenOptions, Program } from './memory/host.ts'
export type { Delivery, Judge, JudgedFrame, Verdict } from './memory/verdict.ts'
export type { MessageCounts }

/** What a network in memory is made of. */
export interface MemoryNetworkOptions {
  /** Runs every delivery: a virtual clock in tests, the system's in a demonstration. */
  readonly clock: Clock
  /** The source of chance: of jitter and verdicts, and handed to `latencyMs`. Default: a fixed seed, so every run is the same. */
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
export interface MemoryNetwork extends Hardships {
  /** The host of that name, made at the first call. Dialling a name that no call has made is a `dns` failure. */
  host(name: string): MemoryHost
  /**
   * What became of the messages of ports that deliver such: all that were sent or came to be by doubling are delivered,
   * dropped, or still on the way or unread.
   */
  messages(): MessageCounts
  /** Ends of connections that an owner holds: open, and not yet released. */
  readonly openLinks: number
  /** Ports that are listened on. */
  readonly openListeners: number
  /** Dials that are neither open nor released. */
  readonly pendingDials: number
}

/** @throws OptionError naming the option that cannot be used. */
export function memoryNetwork(options: MemoryNetworkOptions): MemoryNetwork {
  checkKnown(options, ['clock', 'random', 'latencyMs', 'windowBytes'])
  const { clock, random = seededRandom('memory'), latencyMs = 0, windowBytes = 65_536 } = options
  if (typeof latencyMs !== 'function' && !(Number.isFinite(latencyMs) && latencyMs >= 0)) {
    throw new OptionError('latencyMs', `expected finite milliseconds of at least 0, got ${latencyMs}`)
  }
  if (!Number.isInteger(windowBytes) || windowBytes < 1) {
    throw new OptionError('windowBytes', `expected a whole number of at least 1, got ${windowBytes}`)
  }
  const latency = typeof latencyMs === 'number' ? () => latencyMs : () => latencyMs(random)
  const world = new World(clock, random, latency, windowBytes)
  return {
    ...hardshipsOf(world),
    host: (name) => hostOf(world.station(name)),
    messages: () => ({ ...world.messages }),
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
