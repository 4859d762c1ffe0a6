/** WebSocket in Node, accepted: on a port of its own, or on a server that is there already. */
import { Server } from 'node:http'
import { Server as SecureServer } from 'node:https'
import { checkFlag, checkHostPort, checkKnown, checkObject, type HostPort } from './endpoint.ts'
import { frameLimit } from './framing/codec.ts'
import { checkBacklog } from './stream-options.ts'
import { checkTimeout, type TlsReload } from './tls/listener.ts'
import { checkInteger, type Listener, type ListenerOwner, type Listening, OptionError } from './transport.ts'
import { attachedEndpoint, listenOnServer } from './websocket/attached.ts'
import type { Authorise } from './websocket/authorise.ts'
import { checkedMessage } from './websocket/message.ts'
import { aloneEndpoint, listenAlone } from './websocket/own-server.ts'
import { checkPath } from './websocket/path.ts'
import { checkProtocols } from './websocket/protocols.ts'
import type { Terms } from './websocket/reception.ts'
import { Secure, type WebSocketServerTlsOptions } from './websocket/secure.ts'
import { shown, urlOf } from './websocket/target.ts'

export type { TlsReload } from './tls/listener.ts'
export type { Authorise } from './websocket/authorise.ts'
export type { WebSocketServerTlsOptions } from './websocket/secure.ts'

/**
 * Where to listen: a port of its own, as an object or `ws://host:port/path` (any path where there is none, or `/`), or a
 * server of somebody's.
 */
export type WebSocketWhere =
  | {
      /** 0 is any free one. */
      readonly port: number
      /** Default 127.0.0.1. */
      readonly host?: string
      /**
       * The path peers must ask for, exactly: `/Feed` and `/feed/` are not `/feed`. Their query is ignored. Letters that
       * URLs cannot have are written as in one, here and there: `/ä` is `/%C3%A4`. Default: any.
       */
      readonly path?: string
    }
  | string
  | {
      /** It may be listening already, or begin to later; closing leaves it as it is, but for our path. */
      readonly server: Server | SecureServer
      /** The path peers must ask for, as on a port of its own. Default: any. */
      readonly path?: string
    }

/** Who is let in, and what every connection accepted gets. */
export interface WebSocketServerOptions {
  /**
   * Who may come in, asked for every upgrade before anything of a connection exists. Default: everybody. Whoever is kept
   * waiting longer than `handshakeTimeoutMs` is turned away. The `authorise` of `listen` is another one: it is asked after
   * the upgrade, may wait for a first frame, and closes with 4403 where this one answers a status.
   */
  readonly authorise?: Authorise
  /**
   * The subprotocols spoken. A peer gets the first of those it offers that is among them; one that offers none of them
   * is answered 400. Default: none are spoken, and a peer that offers some is let in without (many then leave).
   */
  readonly protocols?: string | readonly string[]
  /** The longest message taken and sent, in bytes; 1 or more, default 1,048,576. A longer one ends its link with `protocol`. */
  readonly maxFrameBytes?: number
  /** The longest message sent, in bytes, where that is another limit; 1 or more, default `maxFrameBytes`. */
  readonly maxSentBytes?: number
  /** Compresses messages with peers that ask for it, which costs memory and time for each connection. Default false. */
  readonly perMessageDeflate?: boolean
  /**
   * How long a peer may take from its connection to its upgrade, in ms; 1 to 2³¹ − 1, default 10,000. Looked at four times
   * in that time, so it may take a quarter more. Until then it holds a socket, and counts towards no limit on connections:
   * this time is what bounds it. On a server of somebody's, what comes before the upgrade is that server's.
   */
  readonly handshakeTimeoutMs?: number
  /** Makes a port of its own `wss://`, and nothing else. A server of somebody's has certificates of its own. */
  readonly tls?: WebSocketServerTlsOptions
  /** Connections the kernel holds that are not accepted yet; 1 or more, default 511. For a port of its own. */
  readonly backlog?: number
}

/** A listener for WebSockets. */
export interface WebSocketListener extends Listener {
  /**
   * Exchanges the certificates of a `wss://` port: handshakes from now on use the new ones, open connections live on.
   * @throws OptionError naming what cannot be used, or `tls` where there are none to exchange.
   */
  reload(anew: TlsReload): void
}

/**
 * Listens for WebSockets. Peers are accepted once they are let in, and are then answered 101; the limit on connections
 * answers 503, and a path nobody listens on 404. On a port of its own a request for no upgrade is answered 426. Whoever
 * is turned away is told of as `rejected`.
 *
 * The default heartbeat is the ping of the protocol itself, which the peer answers without its program.
 *
 * On a server of somebody's, upgrades for other paths are left to others who listen for them; where there are none, they
 * are answered 404. Of several listeners of ours the one that names the path gets a peer before the one for any, and a
 * second one for the same path fails with `exhausted`, as on a port that is taken. That server's own affairs stay its own: what it answers to other requests, how long it waits for them,
 * and that it runs out of files.
 *
 * @throws OptionError naming what cannot be used.
 */
export function websocketServer(
  where: WebSocketWhere,
  options: WebSocketServerOptions = {},
): WebSocketListener {
  checkKnown(options, [...OPTIONS, ...ALONE_OPTIONS])
  const terms = termsOf(options)
  const { endpoint, listen, secure, guards } = placeOf(where, options, terms)
  return {
    name: 'websocket',
    endpoint,
    cut: 'whole',
    pings: true,
    tellsWhy: true,
    guards,
    encode: (payload) => checkedMessage(payload, terms.maxSentBytes),
    listen,
    reload(anew) {
      if (secure === null) throw new OptionError('tls', 'there are no certificates of its own to exchange')
      secure.reload(anew)
    },
  }
}

const OPTIONS = [
  'authorise',
  'protocols',
  'maxFrameBytes',
  'maxSentBytes',
  'perMessageDeflate',
  'handshakeTimeoutMs',
]
const ALONE_OPTIONS = ['tls', 'backlog'] as const

function termsOf(options: WebSocketServerOptions): Terms {
  const { authorise, perMessageDeflate = false } = options
  if (authorise !== undefined && typeof authorise !== 'function') {
    throw new OptionError('authorise', `expected a function, got ${String(authorise)}`)
  }
  const maxFrameBytes = frameLimit(options)
  return {
    authorise: authorise ?? null,
    protocols: checkProtocols(options.protocols),
    maxFrameBytes,
    maxSentBytes: sentLimit(options.maxSentBytes) ?? maxFrameBytes,
    perMessageDeflate: checkFlag('perMessageDeflate', perMessageDeflate),
    handshakeTimeoutMs: checkTimeout(options.handshakeTimeoutMs),
  }
}

/** @throws OptionError naming it. */
function sentLimit(maxSentBytes: number | undefined): number | undefined {
  return maxSentBytes === undefined ? undefined : checkInteger('maxSentBytes', maxSentBytes, 1, 2 ** 30)
}

interface Place {
  readonly endpoint: string
  readonly secure: Secure | null
  /** On a server of somebody's, connections are that one's before they ask for an upgrade. */
  readonly guards: boolean
  listen(owner: ListenerOwner): Listening
}

function placeOf(where: WebSocketWhere, options: WebSocketServerOptions, terms: Terms): Place {
  if (typeof where !== 'string') checkObject(where, 'target')
  if (typeof where !== 'string' && 'server' in where) {
    const { server } = where
    checkKnown(where, ['server', 'path'])
    const path = checkPath(where.path)
    if (!isServer(server)) {
      throw new OptionError('server', 'expected a server of node:http or node:https')
    }
    for (const option of ALONE_OPTIONS) {
      if (options[option] !== undefined) throw new OptionError(option, 'the server that is given has its own')
    }
    return {
      endpoint: attachedEndpoint(server, path),
      secure: null,
      guards: false,
      listen: (owner) => listenOnServer(server, path, terms, owner),
    }
  }
  const secure = options.tls === undefined ? null : new Secure(options.tls)
  const place = { ...addressOf(where, secure !== null), backlog: checkBacklog(options.backlog), secure }
  return {
    endpoint: aloneEndpoint(place),
    secure,
    guards: true,
    listen: (owner) => listenAlone(place, terms, owner),
  }
}

function isServer(given: unknown): boolean {
  return given instanceof Server || given instanceof SecureServer
}

function addressOf(
  where: Exclude<WebSocketWhere, { server: unknown }>,
  isSecure: boolean,
): HostPort & { path: string | null } {
  if (typeof where === 'string') return spelledAddress(where, isSecure)
  checkKnown(where, ['port', 'host', 'path'])
  const { host = '127.0.0.1', port, path } = where
  return { ...checkHostPort({ host, port }, 0), path: checkPath(path) }
}

function spelledAddress(where: string, isSecure: boolean): HostPort & { path: string | null } {
  const url = urlOf(where)
  if (url.search !== '' || url.username !== '' || url.password !== '') {
    throw new OptionError(
      'target',
      `expected ws://host:port/path, without user and query, got ${shown(url)} with them`,
    )
  }
  if ((url.protocol === 'wss:') !== isSecure) {
    throw new OptionError('tls', isSecure ? 'only for wss://' : 'wss:// needs a certificate')
  }
  const port = url.port === '' ? ({ 'ws:': 80, 'wss:': 443 }[url.protocol] ?? 0) : Number(url.port)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { ...checkHostPort({ host, port }, 0), path: url.pathname === '/' ? null : checkPath(url.pathname) }
}
