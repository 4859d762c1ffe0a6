/** TCP, dialled and accepted. Node only. */
import { createServer, isIP, Socket } from 'node:net'
import { checkHostPort, checkKnown, type HostPort, hostPort, parseEndpoint } from './endpoint.ts'
import { type Codec, lines } from './framing.ts'
import { SocketLink } from './socket.ts'
import { listenOn } from './socket-server.ts'
import {
  type Cause,
  ConnectionError,
  causeOfSystemError,
  crashCause,
  type Listener,
  OptionError,
  type Transport,
} from './transport.ts'

export type { HostPort } from './endpoint.ts'

/** Where to: `{ host, port }`, `'tcp://host:port'`, or a function that says so anew for every dial. */
export type TcpTarget = HostPort | string | (() => HostPort | string | Promise<HostPort | string>)

/** Where to listen: `{ port, host }` or `'tcp://host:port'`. */
export type TcpListenTarget = (Omit<HostPort, 'host'> & Partial<Pick<HostPort, 'host'>>) | string

interface SocketOptions {
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

export interface TcpOptions extends SocketOptions {
  /** The local IP address to dial from. Default: the system chooses. */
  readonly localAddress?: string
}

export interface TcpListenOptions extends SocketOptions {
  /** Connections the kernel holds that are not accepted yet; 1 or more, default 511. */
  readonly backlog?: number
}

export interface Tcp {
  /**
   * A TCP endpoint to dial. Names are resolved anew for every dial. A target function that rejects with a
   * `ConnectionError` or a system error ends that dial with its cause; any other rejection is a `crash`.
   * @throws OptionError naming what cannot be used; a target function is only asked when dialling.
   */
  (target: TcpTarget, options?: TcpOptions): Transport
  /**
   * A TCP port to listen on; port 0 is any free one, the host defaults to 127.0.0.1.
   * @throws OptionError naming what cannot be used.
   */
  listen(target: TcpListenTarget, options?: TcpListenOptions): Listener
}

export const tcp: Tcp = Object.assign(dialTo, { listen: listenAt })

function dialTo(target: TcpTarget, options: TcpOptions = {}): Transport {
  checkKnown(options, ['codec', 'keepAlive', 'noDelay', 'localAddress'])
  const { codec = lines(), noDelay = true, localAddress } = options
  const keepAliveMs = idleMsOf(options.keepAlive)
  if (localAddress !== undefined && isIP(localAddress) === 0) {
    throw new OptionError('localAddress', `expected an IP address, got ${JSON.stringify(localAddress)}`)
  }
  const local = localAddress === undefined ? {} : { localAddress }
  const fixed = typeof target === 'function' ? null : addressOf(target)
  return {
    name: 'tcp',
    endpoint: fixed === null ? 'tcp://(asked at each dial)' : `tcp://${hostPort(fixed.host, fixed.port)}`,
    cut: codec.cut,
    encode: (payload) => codec.encode(payload),
    dial(owner) {
      const socket = new Socket().setNoDelay(noDelay)
      if (keepAliveMs !== null) socket.setKeepAlive(true, keepAliveMs)
      const link = new SocketLink(socket, codec)
      link.owner = owner
      socket.once('connect', () => link.open(owner))
      if (typeof target === 'function') {
        Promise.resolve()
          .then(target)
          .then((answer) => {
            if (!socket.destroyed) socket.connect({ ...addressOf(answer), ...local })
          })
          .catch((error: unknown) => link.failDial(causeOfRejection(error)))
      } else if (fixed !== null) {
        socket.connect({ ...fixed, ...local })
      }
      return link
    },
  }
}

function listenAt(target: TcpListenTarget, options: TcpListenOptions = {}): Listener {
  checkKnown(options, ['codec', 'keepAlive', 'noDelay', 'backlog'])
  const { codec = lines(), noDelay = true, backlog = 511 } = options
  const keepAliveMs = idleMsOf(options.keepAlive)
  if (!Number.isInteger(backlog) || backlog < 1) {
    throw new OptionError('backlog', `expected a whole number of at least 1, got ${String(backlog)}`)
  }
  const { host = '127.0.0.1', port } = typeof target === 'string' ? parseEndpoint('tcp', target) : target
  checkHostPort({ host, port }, 0)
  const keepAlive = keepAliveMs === null ? {} : { keepAlive: true, keepAliveInitialDelay: keepAliveMs }
  return {
    name: 'tcp',
    endpoint: `tcp://${hostPort(host, port)}`,
    cut: codec.cut,
    encode: (payload) => codec.encode(payload),
    listen(owner) {
      const server = createServer({ allowHalfOpen: false, noDelay, ...keepAlive })
      return listenOn(
        {
          server,
          ready: 'connection',
          bind: { host, port, backlog },
          codec,
          endpointOf: (address) => {
            const bound = typeof address === 'object' && address !== null ? address.port : port
            return `tcp://${hostPort(host, bound)}`
          },
        },
        owner,
      )
    },
  }
}

function addressOf(target: HostPort | string): HostPort {
  return checkHostPort(typeof target === 'string' ? parseEndpoint('tcp', target) : target, 1)
}

/** null for off. */
function idleMsOf(keepAlive: SocketOptions['keepAlive'] = false): number | null {
  if (keepAlive === false) return null
  const { idleMs } = keepAlive
  if (idleMs >= 1_000 && idleMs < 2 ** 31) return idleMs
  throw new OptionError('keepAlive', `expected false or { idleMs } of at least 1000, got ${String(idleMs)}`)
}

function causeOfRejection(error: unknown): Cause {
  if (error instanceof ConnectionError && error.cause !== null) return error.cause
  return causeOfSystemError(error, false) ?? crashCause(error)
}
