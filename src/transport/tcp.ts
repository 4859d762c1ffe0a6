/** TCP, dialled and accepted. Node only. */
import { createServer } from 'node:net'
import {
  aimAtHost,
  boundPort,
  checkKnown,
  endpointOf,
  type HostPort,
  type ListenTarget,
  listenAddress,
  type Target,
} from './endpoint.ts'
import { SocketLink } from './socket.ts'
import { listenOn } from './socket-server.ts'
import { dialStream } from './stream-dial.ts'
import {
  STREAM_DIAL_OPTIONS,
  STREAM_LISTEN_OPTIONS,
  type StreamDialOptions,
  type StreamListenOptions,
  streamDialling,
  streamListening,
} from './stream-options.ts'
import type { Listener, Transport } from './transport.ts'

export type { HostPort, ListenTarget, Target } from './endpoint.ts'

/** Where to: `{ host, port }`, `'tcp://host:port'`, or a function that says so anew for every dial. */
export type TcpTarget = Target<HostPort>

/** Where to listen: `{ port, host }` or `'tcp://host:port'`. */
export type TcpListenTarget = ListenTarget

export type {
  StreamDialOptions as TcpOptions,
  StreamListenOptions as TcpListenOptions,
} from './stream-options.ts'

/** The two sides of TCP: called, it dials; `listen` accepts. */
export interface Tcp {
  /**
   * A TCP endpoint to dial. Names are resolved anew for every dial. A target function that rejects with a
   * `ConnectionError` or a system error ends that dial with its cause; any other rejection is a `crash`.
   * @throws OptionError naming what cannot be used; a target function is only asked when dialling.
   */
  (target: TcpTarget, options?: StreamDialOptions): Transport
  /**
   * A TCP port to listen on; port 0 is any free one, the host defaults to 127.0.0.1.
   * @throws OptionError naming what cannot be used.
   */
  listen(target: TcpListenTarget, options?: StreamListenOptions): Listener
}

/** TCP, dialled and accepted. Its links end with `eof` when the peer closes in order. */
export const tcp: Tcp = Object.assign(dialTo, { listen: listenAt })

function dialTo(target: TcpTarget, options: StreamDialOptions = {}): Transport {
  checkKnown(options, STREAM_DIAL_OPTIONS)
  const { codec, socket: newSocket, how } = streamDialling(options)
  const { endpoint, where } = aimAtHost('tcp', target)
  return {
    name: 'tcp',
    endpoint,
    varies: typeof target === 'function',
    cut: codec.cut,
    encode: (payload) => codec.encode(payload),
    dial(owner) {
      const socket = newSocket()
      const link = new SocketLink(socket, codec)
      const connect = (address: HostPort) => socket.connect({ ...address, ...how })
      return dialStream({ socket, link, where, connect, connected: () => link.open(owner) }, owner)
    },
  }
}

function listenAt(target: TcpListenTarget, options: StreamListenOptions = {}): Listener {
  checkKnown(options, STREAM_LISTEN_OPTIONS)
  const { codec, backlog, server } = streamListening(options)
  const { host, port } = listenAddress('tcp', target)
  return {
    name: 'tcp',
    endpoint: endpointOf('tcp', { host, port }),
    cut: codec.cut,
    guards: true,
    encode: (payload) => codec.encode(payload),
    listen(owner) {
      return listenOn(
        {
          server: createServer(server),
          ready: 'connection',
          bind: { host, port, backlog },
          codec,
          endpointOf: (address) => endpointOf('tcp', { host, port: boundPort(address) ?? port }),
        },
        owner,
      )
    },
  }
}
