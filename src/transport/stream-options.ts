/** The options that TCP and all that runs over it share, checked. Node only. */
import { isIP, type LookupFunction, Socket } from 'node:net'
import { type Codec, lines } from './framing.ts'
import { OptionError } from './transport.ts'

/** What both ends of a stream take. */
export interface StreamOptions {
  /** How bytes are cut into frames. Default `lines()`. */
  readonly codec?: Codec
  /**
   * The operating system's own probes of an idle connection, the first after `idleMs` (at least 1,000; the system
   * counts in whole seconds). Default off: they say that a kernel answers, never that a program does.
   */
  readonly keepAlive?: false | { readonly idleMs: number }
  /** Sends at once instead of gathering small writes (Nagle). Default true: heartbeats are small. */
  readonly noDelay?: boolean
}

/** How an endpoint on TCP is dialled. */
export interface StreamDialOptions extends StreamOptions {
  /** The local IP address to dial from. Default: the system chooses. */
  readonly localAddress?: string
  /**
   * Resolves names instead of the system's resolver, with the signature of Node's `dns.lookup`: asked anew for every
   * dial, and for all addresses (`all: true`). Of those each is tried, IPv6 and IPv4 in turn, 250 ms apart unless
   * Node was told otherwise (`net.setDefaultAutoSelectFamily…`), and the first that connects is used.
   */
  readonly lookup?: LookupFunction
}

/** How a port of TCP is listened on, and what every connection accepted there gets. */
export interface StreamListenOptions extends StreamOptions {
  /** Connections the kernel holds that are not accepted yet; 1 or more, default 511. */
  readonly backlog?: number
}

const STREAM_OPTIONS = ['codec', 'keepAlive', 'noDelay'] as const
export const STREAM_DIAL_OPTIONS = [...STREAM_OPTIONS, 'localAddress', 'lookup'] as const
export const STREAM_LISTEN_OPTIONS = [...STREAM_OPTIONS, 'backlog'] as const

/** How a stream is dialled, checked. */
export interface StreamDialling {
  readonly codec: Codec
  /** A socket that is not connected yet. */
  socket(): Socket
  /** What goes into its `connect`, next to where to. */
  readonly how: { readonly localAddress?: string; readonly lookup?: LookupFunction }
}

/** @throws OptionError naming what cannot be used. */
export function streamDialling(options: StreamDialOptions): StreamDialling {
  const { codec = lines(), noDelay = true, localAddress, lookup } = options
  const idleMs = idleMsOf(options)
  if (localAddress !== undefined && isIP(localAddress) === 0) {
    throw new OptionError('localAddress', `expected an IP address, got ${JSON.stringify(localAddress)}`)
  }
  if (lookup !== undefined && typeof lookup !== 'function') {
    throw new OptionError('lookup', `expected a function, got ${typeof lookup}`)
  }
  return {
    codec,
    socket() {
      const socket = new Socket().setNoDelay(noDelay)
      return idleMs === null ? socket : socket.setKeepAlive(true, idleMs)
    },
    how: {
      ...(localAddress === undefined ? {} : { localAddress }),
      ...(lookup === undefined ? {} : { lookup }),
    },
  }
}

/** How a stream is listened for, checked. */
export interface StreamListening {
  readonly codec: Codec
  readonly backlog: number
  /** What goes into `createServer`. A peer's end is answered with ours. */
  readonly server: {
    readonly allowHalfOpen: false
    readonly noDelay: boolean
    readonly keepAlive?: true
    readonly keepAliveInitialDelay?: number
  }
}

/** @throws OptionError naming what cannot be used. */
export function streamListening(options: StreamListenOptions): StreamListening {
  const { codec = lines(), noDelay = true } = options
  const idleMs = idleMsOf(options)
  const probes = idleMs === null ? {} : ({ keepAlive: true, keepAliveInitialDelay: idleMs } as const)
  return {
    codec,
    backlog: checkBacklog(options.backlog),
    server: { allowHalfOpen: false, noDelay, ...probes },
  }
}

/** @throws OptionError naming `backlog`. */
export function checkBacklog(backlog = 511): number {
  if (Number.isInteger(backlog) && backlog >= 1) return backlog
  throw new OptionError('backlog', `expected a whole number of at least 1, got ${String(backlog)}`)
}

/** null for off. */
function idleMsOf({ keepAlive = false }: StreamOptions): number | null {
  if (keepAlive === false) return null
  const { idleMs } = keepAlive
  if (idleMs >= 1_000 && idleMs < 2 ** 31) return idleMs
  throw new OptionError('keepAlive', `expected false or { idleMs } of at least 1000, got ${String(idleMs)}`)
}
