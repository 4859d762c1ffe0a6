/** Any stream server of Node's as a listener: TCP, TLS, unix sockets. */
import type { Socket } from 'node:net'
import { type Bound, Door } from './door.ts'
import type { Codec } from './framing.ts'
import { guarded } from './guarded.ts'
import { SocketLink } from './socket.ts'
import type { Incoming, Introduction, Link, ListenerOwner, Listening } from './transport.ts'

export interface SocketServer extends Bound {
  /** The server's event that hands over a socket which is ready to be used. */
  readonly ready: 'connection' | 'secureConnection'
  readonly codec: Codec
  /** The link over an accepted socket. Default: a {@link SocketLink}. */
  linkOf?(socket: Socket, codec: Codec): SocketLink
  /** What came in, over an accepted socket. Default: an {@link Accepted}, of which nothing is known but its address. */
  incomingOf?(link: SocketLink, socket: Socket): Incoming
}

/** A class, because an object literal with a getter of its own costs a hidden class of its own: 400 bytes each. */
export class Accepted implements Incoming {
  readonly link: Link

  constructor(link: Link) {
    this.link = link
  }

  get peer(): string | null {
    return this.link.peer
  }

  get introduction(): Introduction | undefined {
    return undefined
  }
}

/** Binds, and reports to `owner`. */
export function listenOn(what: SocketServer, owner: ListenerOwner): Listening {
  const { server, ready, codec, linkOf = socketLink, incomingOf = incoming } = what
  const door = new Door(what, owner)
  server.on(ready, (socket: Socket) => {
    const link = linkOf(socket, codec)
    const taker = door.isClosed ? null : owner.accepted(incomingOf(link, socket))
    if (taker === null) link.destroy()
    else link.open(taker)
  })
  guarded(server, owner.guard)
  return door
}

function socketLink(socket: Socket, codec: Codec): SocketLink {
  return new SocketLink(socket, codec)
}

function incoming(link: SocketLink): Incoming {
  return new Accepted(link)
}
