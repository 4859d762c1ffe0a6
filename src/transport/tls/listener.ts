/** A TLS port to listen on, and its certificates, which can be exchanged while it listens. */
import { createServer, type SecureContext, type SecureContextOptions, type Server } from 'node:tls'
import {
  boundPort,
  checkFlag,
  checkKnown,
  endpointOf,
  type ListenTarget,
  listenAddress,
} from '../endpoint.ts'
import { listenOn } from '../socket-server.ts'
import { STREAM_LISTEN_OPTIONS, type StreamListenOptions, streamListening } from '../stream-options.ts'
import { type Listener, OptionError } from '../transport.ts'
import { checkProtocols } from './alpn.ts'
import {
  type Authorities,
  type Credentials,
  secureContext,
  secureContextOptions,
  type TlsVersion,
} from './credentials.ts'
import { Handshakes } from './handshakes.ts'
import { TlsLink } from './link.ts'
import { type ByName, byName, forName } from './names.ts'
import { Secured } from './secured.ts'

/** How a TLS port is listened on. */
export interface TlsListenOptions extends StreamListenOptions {
  /** What this end shows of itself. */
  readonly credentials: Credentials
  /** What it shows to clients that ask for another name: host names, or `*.` and a domain, to credentials. */
  readonly sni?: Readonly<Record<string, Credentials>>
  /** The authorities of which one must have issued a client's certificate. Only with `requestCert`. */
  readonly ca?: Authorities
  /** Mutual TLS: a client without a certificate that one of `ca` has issued is turned away. Default false. */
  readonly requestCert?: boolean
  /** Protocols spoken, the preferred one first (ALPN); a client that offers none of them is turned away. Default none. */
  readonly alpnProtocols?: readonly string[]
  /** The oldest version that will do. Default: Node's, TLSv1.2. */
  readonly minVersion?: TlsVersion
  /**
   * How long a client may take for its handshake, in ms, from the accept on; 1 to 2³¹ − 1, default 10,000. Until then
   * it holds a socket, and counts towards no limit on connections.
   */
  readonly handshakeTimeoutMs?: number
}

/** What may be exchanged; what is left out stays. */
export type TlsReload = Partial<Pick<TlsListenOptions, 'credentials' | 'sni' | 'ca'>>

/** A listener whose certificates can be exchanged. */
export interface TlsListener extends Listener {
  /**
   * Exchanges certificates: handshakes from now on use the new ones, open connections live on. May be called at any
   * time; what listens later uses them too.
   * @throws OptionError naming what cannot be used; nothing is exchanged then.
   */
  reload(anew: TlsReload): void
}

/** @throws OptionError naming what cannot be used. */
export function tlsListener(target: ListenTarget, options: TlsListenOptions): TlsListener {
  checkKnown(options, [...STREAM_LISTEN_OPTIONS, ...TLS_LISTEN_OPTIONS])
  const { codec, backlog, server: how } = streamListening(options)
  const { host, port } = listenAddress('tls', target)
  const { requestCert = false } = options
  const protocols = checkProtocols(options.alpnProtocols)
  const handshakeTimeout = checkTimeout(options.handshakeTimeoutMs)
  const servers = new Set<Server>()
  let shown = shownBy(options)

  return {
    name: 'tls',
    endpoint: endpointOf('tls', { host, port }),
    cut: codec.cut,
    guards: true,
    encode: (payload) => codec.encode(payload),
    reload(anew) {
      checkKnown(anew, ['credentials', 'sni', 'ca'])
      shown = shownBy({ ...shown.options, ...anew })
      for (const server of servers) server.setSecureContext(shown.context)
    },
    listen(owner) {
      const server = createServer({
        ...how,
        ...shown.context,
        ...protocols,
        requestCert,
        rejectUnauthorized: requestCert,
        handshakeTimeout,
        SNICallback: (name, answer) => answer(null, forName(shown.names, name)),
      })
      servers.add(server)
      // One that could not bind is never heard of again.
      server.on('error', () => server.listening || servers.delete(server))
      const handshakes = new Handshakes(server, (peer, cause) => owner.turnedAway(peer, cause))
      const listening = listenOn(
        {
          server,
          ready: 'secureConnection',
          bind: { host, port, backlog },
          codec,
          endpointOf: (address) => endpointOf('tls', { host, port: boundPort(address) ?? port }),
          linkOf: (socket, with_) => new TlsLink(socket, with_),
          incomingOf: (link, socket) => new Secured(link, socket),
        },
        owner,
      )
      return {
        close() {
          servers.delete(server)
          listening.close()
          handshakes.abort()
        },
      }
    },
  }
}

const TLS_LISTEN_OPTIONS = [
  'credentials',
  'sni',
  'ca',
  'requestCert',
  'alpnProtocols',
  'minVersion',
  'handshakeTimeoutMs',
] as const

/** What a server shows of itself, checked and made ready. */
export interface Shown {
  readonly options: TlsListenOptions
  readonly context: SecureContextOptions
  readonly names: ByName<SecureContext>
}

export function shownBy(options: TlsListenOptions): Shown {
  const { credentials, sni = {}, ca, requestCert = false, minVersion } = options
  if (credentials === undefined) throw new OptionError('credentials', 'a server needs a certificate')
  checkFlag('requestCert', requestCert)
  if (requestCert && ca === undefined) {
    throw new OptionError('ca', 'requestCert needs to know whose certificates will do')
  }
  if (!requestCert && ca !== undefined) {
    throw new OptionError('ca', 'no client is asked for a certificate without requestCert')
  }
  // The other names' contexts stand in for the whole of the first one's, authorities included.
  const common = { ...(ca === undefined ? {} : { ca }), ...(minVersion === undefined ? {} : { minVersion }) }
  return {
    options,
    context: secureContextOptions({ ...common, credentials }),
    names: byName(sni, (entry) => secureContext({ ...common, credentials: entry })),
  }
}

export function checkTimeout(ms = 10_000): number {
  if (Number.isInteger(ms) && ms >= 1 && ms < 2 ** 31) return ms
  throw new OptionError(
    'handshakeTimeoutMs',
    `expected a whole number from 1 to 2147483647, got ${String(ms)}`,
  )
}
