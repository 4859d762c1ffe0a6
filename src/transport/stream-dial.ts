/** Dialling, as every transport over a stream socket of Node's does it: ask where to, connect, be ready. */
import type { Socket } from 'node:net'
import { causeOfRejection } from './rejection.ts'
import type { SocketLink } from './socket.ts'
import type { Link, LinkOwner } from './transport.ts'

export interface StreamDial<Place> {
  /** Not connected yet. */
  readonly socket: Socket
  readonly link: SocketLink
  /** Where to. What it throws or rejects with ends this dial: see rejection.ts. */
  where(): Place | Promise<Place>
  /** Begins to connect the socket; not called when the dial was called off meanwhile. */
  connect(place: Place): void
  /** The socket is connected: opens the link, or goes on shaking hands. */
  connected(place: Place): void
}

/** Dials; the owner hears nothing before this has returned. */
export function dialStream<Place>(dial: StreamDial<Place>, owner: LinkOwner): Link {
  const { socket, link } = dial
  link.owner = owner
  askAndConnect(dial).catch((error: unknown) => link.failDial(causeOfRejection(error)))
  return link

  async function askAndConnect({ where, connect, connected }: StreamDial<Place>): Promise<void> {
    const place = await where()
    if (socket.destroyed) return
    socket.once('connect', () => connected(place))
    connect(place)
  }
}
