/** A whole world that is not there: a clock, chance, a network and hosts with programs, under hardship as plain data. */
import { type Random, seededRandom } from '../clock/random.ts'
import { type Cure, type MemoryHost, type MemoryNetwork, memoryNetwork } from '../transport/memory.ts'
import { checkKnown } from '../transport/transport.ts'
import type { Hardship } from './hardship.ts'
import { inflictOn } from './inflict.ts'
import { type AdvanceOptions, type RunAllOptions, type VirtualClock, virtualClock } from './virtual-clock.ts'

/** What a virtual world is made of. */
export interface VirtualWorldOptions {
  /** What all chance in it comes from: the same seed, the same world. Default 1. */
  readonly seed?: number | string
  /** How long one trip takes, in ms: a number, or a draw for each segment. Default 1. */
  readonly latencyMs?: number | ((random: Random) => number)
  /** See `MemoryNetworkOptions`. Default 65,536. */
  readonly windowBytes?: number
  /** What `wall()` says at the start, in ms since the epoch. Default 1,700,000,000,000 (November 2023). */
  readonly startWall?: number
}

/** A host of the world, with a process that can run programs. */
export type VirtualHost = MemoryHost

/** What is left open in a world. */
export interface Rest {
  /** Ends of connections that an owner holds. */
  readonly links: number
  /** Dials that are neither open nor released. */
  readonly dials: number
  /** Ports that are listened on. */
  readonly listeners: number
  /** Tasks that wait on the clock. */
  readonly tasks: number
}

/** Made by {@link virtualWorld}. Nothing in it happens until its time is moved. */
export interface VirtualWorld {
  /** The time of the whole world: it moves when told to. */
  readonly clock: VirtualClock
  /** Chance for whoever wants some: seeded as the network's is, and apart from it, so that neither shifts the other. */
  readonly random: Random
  /** The network between its hosts. */
  readonly network: MemoryNetwork
  /** The host of that name, made at the first call. */
  host(name: string): VirtualHost
  /**
   * Lets something go wrong, now. Hardships nest, and each is ended by its own cure alone, in any order; calling a cure
   * again does nothing. Those that happen and are over have a cure without effect, a stall or a sleep ends early.
   *
   * @throws OptionError naming what cannot be: a kind or a host that there is not, a number out of its range.
   */
  inflict(hardship: Hardship): Cure
  /** As that of the clock. */
  advance(ms: number, options?: AdvanceOptions): Promise<void>
  /** As that of the clock. */
  advanceTo(at: number, options?: AdvanceOptions): Promise<void>
  /** As that of the clock. */
  advanceSync(ms: number): void
  /** As that of the clock. */
  runAll(options?: RunAllOptions): Promise<void>
  /** What is left open now. All zero when everybody has cleaned up. */
  rest(): Rest
}

/** Makes a virtual world. @throws OptionError naming the option that cannot be used. */
export function virtualWorld(options: VirtualWorldOptions = {}): VirtualWorld {
  checkKnown(options, ['seed', 'latencyMs', 'windowBytes', 'startWall'])
  const { seed = 1, latencyMs = 1, windowBytes, startWall } = options
  const clock = virtualClock(startWall === undefined ? {} : { startWall })
  const random = seededRandom(seed)
  const network = memoryNetwork({
    clock,
    random: seededRandom(`${seed}/network`),
    latencyMs,
    ...(windowBytes === undefined ? {} : { windowBytes }),
  })
  return {
    clock,
    random,
    network,
    host: (name) => network.host(name),
    inflict: (hardship) => inflictOn(network, hardship),
    advance: (ms, how) => clock.advance(ms, how),
    advanceTo: (at, how) => clock.advanceTo(at, how),
    advanceSync: (ms) => clock.advanceSync(ms),
    runAll: (how) => clock.runAll(how),
    rest: () => ({
      links: network.openLinks,
      dials: network.pendingDials,
      listeners: network.openListeners,
      tasks: clock.pending,
    }),
  }
}
