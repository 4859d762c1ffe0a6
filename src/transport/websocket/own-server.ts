/** A server that is there for WebSockets alone: bound here, closed here. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { Door } from '../door.ts'
import { boundPort, endpointOf } from '../endpoint.ts'
import { guarded } from '../guarded.ts'
import { peerOf } from '../socket.ts'
import { Handshakes } from '../tls/handshakes.ts'
import type { ListenerOwner, Listening } from '../transport.ts'
import { minds } from './bad-request.ts'
import { isFor, notFound, pathOf } from './path.ts'
import { Reception, type Terms } from './reception.ts'
import type { Secure } from './secure.ts'

export interface OwnServer {
  readonly host: string
  readonly port: number
  readonly backlog: number
  /** null: any. */
  readonly path: string | null
  /** null: in the clear. */
  readonly secure: Secure | null
}

/** How often Node looks for requests that take too long, in the time that they may take. */
const LOOKS = 4

/** Binds, and reports to `owner`. */
export function listenAlone(place: OwnServer, terms: Terms, owner: ListenerOwner): Listening {
  const { host, port, backlog, path, secure } = place
  const { server, handshakes } = serverFor(secure, terms, owner)
  const reception = new Reception(terms, owner)
  server.on('upgrade', (request, _socket, head) => {
    if (isFor(path, request)) reception.upgrade(request, head)
    else reception.turnAway(request, notFound(request))
  })
  minds(server, owner)
  const door = new Door(
    {
      server,
      bind: { host, port, backlog },
      endpointOf: (address) => aloneEndpoint(place, boundPort(address)),
    },
    owner,
  )
  guarded(server, owner.guard)
  return {
    close() {
      reception.close()
      door.close()
      handshakes?.close()
      // Those that have not asked for anything yet. Links are in the server's books no more.
      server.closeAllConnections()
    },
  }
}

/** What is listened on; the real port once bound. */
export function aloneEndpoint({ host, port, path, secure }: OwnServer, bound = port): string {
  return `${endpointOf(secure === null ? 'ws' : 'wss', { host, port: bound })}${path ?? ''}`
}

function serverFor(
  secure: Secure | null,
  { handshakeTimeoutMs }: Terms,
  owner: ListenerOwner,
): { server: Server; handshakes: { close(): void } | null } {
  // A peer that never asks for an upgrade must not hold a file for ever: Node's own deadlines see to that.
  const deadlines = {
    headersTimeout: handshakeTimeoutMs,
    requestTimeout: handshakeTimeoutMs,
    connectionsCheckingInterval: Math.ceil(handshakeTimeoutMs / LOOKS),
  }
  const noUpgrade: RequestListener = (request, response) => {
    const detail = `it asked for ${pathOf(request)}, and for no WebSocket`
    owner.turnedAway(peerOf(request.socket), { kind: 'protocol', by: 'peer', detail })
    response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end()
  }
  if (secure === null) return { server: createServer(deadlines, noUpgrade), handshakes: null }
  const server = createSecureServer(
    { ...deadlines, ...secure.settings, handshakeTimeout: handshakeTimeoutMs },
    noUpgrade,
  )
  const handshakes = new Handshakes(server, (peer, cause) => owner.turnedAway(peer, cause))
  secure.keep(server)
  // One that could not bind is never heard of again.
  server.on('error', () => server.listening || secure.forget(server))
  return {
    server,
    handshakes: {
      close() {
        secure.forget(server)
        handshakes.abort()
      },
    },
  }
}
