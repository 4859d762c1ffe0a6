/** TLS over TCP, dialled and accepted. Node only. */
import { isIP } from 'node:net'
import { connect, type SecureContext } from 'node:tls'
import {
  aimAtHost,
  checkFlag,
  checkKnown,
  type HostPort,
  type ListenTarget,
  type Target,
} from './endpoint.ts'
import { causeOfRejection } from './rejection.ts'
import { dialStream } from './stream-dial.ts'
import { STREAM_DIAL_OPTIONS, type StreamDialOptions, streamDialling } from './stream-options.ts'
import { checkProtocols } from './tls/alpn.ts'
import {
  type Authorities,
  type Credentials,
  type SecureOptions,
  secureContext,
  type TlsVersion,
} from './tls/credentials.ts'
import { TlsLink } from './tls/link.ts'
import { type TlsListener, type TlsListenOptions, tlsListener } from './tls/listener.ts'
import { OptionError, type Transport } from './transport.ts'

export type { HostPort, ListenTarget, Target } from './endpoint.ts'
export type { Authorities, Credentials, Pem, TlsVersion } from './tls/credentials.ts'
export type { TlsListener, TlsListenOptions, TlsReload } from './tls/listener.ts'

/** Where to: `{ host, port }`, `'tls://host:port'`, or a function that says so anew for every dial. */
export type TlsTarget = Target<HostPort>

/** Where to listen: `{ port, host }` or `'tls://host:port'`. */
export type TlsListenTarget = ListenTarget

/** How a TLS endpoint is dialled, and what its certificate must be. */
export interface TlsOptions extends StreamDialOptions {
  /** The authorities of which one must have issued the peer's certificate. Default: those that Node comes with. */
  readonly ca?: Authorities
  /**
   * What this end shows of itself, where the peer asks for it (mutual TLS). A function is asked anew for every dial,
   * so that certificates can be renewed. Default: nothing.
   */
  readonly credentials?: Credentials | (() => Credentials | Promise<Credentials>)
  /** The name that is asked for (SNI) and that the peer's certificate must be for. Default: the host that is dialled. */
  readonly servername?: string
  /** Protocols offered, the preferred one first (ALPN). Default none. */
  readonly alpnProtocols?: readonly string[]
  /** The oldest version that will do. Default: Node's, TLSv1.2. */
  readonly minVersion?: TlsVersion
  /**
   * Whether a peer whose certificate is found wanting is left. Default true. With false anybody on the way can be the
   * peer: for trying things out.
   */
  readonly rejectUnauthorized?: boolean
}

/** The two sides of TLS: called, it dials; `listen` accepts. */
export interface Tls {
  /**
   * A TLS endpoint to dial. The link is open when the handshake is complete here; in TLS 1.3 that is before the peer
   * has looked at our certificate, so a peer that does not like it ends an open link: with `tls`, of `certificate`
   * where it says so, of `handshake` where it leaves without a word, as servers of `node:tls` do.
   *
   * Functions given as target or credentials that reject with a `ConnectionError` or a system error end that dial with
   * its cause; any other rejection is a `crash`.
   * @throws OptionError naming what cannot be used; functions are only asked when dialling.
   */
  (target: TlsTarget, options?: TlsOptions): Transport
  /**
   * A TLS port to listen on; port 0 is any free one, the host defaults to 127.0.0.1. Peers are accepted when their
   * handshake is complete; one that fails is told of as `rejected`.
   * @throws OptionError naming what cannot be used.
   */
  listen(target: TlsListenTarget, options: TlsListenOptions): TlsListener
}

/** TLS over TCP, dialled and accepted. */
export const tls: Tls = Object.assign(dialTo, { listen: tlsListener })

interface Place {
  readonly address: HostPort
  readonly context: SecureContext
}

function dialTo(target: TlsTarget, options: TlsOptions = {}): Transport {
  checkKnown(options, [...STREAM_DIAL_OPTIONS, ...TLS_OPTIONS])
  const { servername } = options
  const rejectUnauthorized = checkFlag('rejectUnauthorized', options.rejectUnauthorized ?? true)
  const { codec, socket: newSocket, how } = streamDialling(options)
  const { endpoint, where } = aimAtHost('tls', target)
  const contextNow = contextFrom(options)
  const showsItself = options.credentials !== undefined
  if (servername === '') throw new OptionError('servername', 'expected a name, got an empty one')
  const protocols = checkProtocols(options.alpnProtocols)
  return {
    name: 'tls',
    endpoint,
    varies: typeof target === 'function',
    cut: codec.cut,
    encode: (payload) => codec.encode(payload),
    dial(owner) {
      const socket = newSocket()
      const link = new TlsLink(socket, codec)
      return dialStream<Place>(
        {
          socket,
          link,
          async where() {
            const [address, context] = await Promise.all([where(), contextNow()])
            return { address, context }
          },
          connect: ({ address }) => socket.connect({ ...address, ...how }),
          connected({ address, context }) {
            const host = servername ?? address.host
            const name = isIP(host) === 0 ? { servername: host } : {}
            try {
              const secure = connect({
                socket,
                host,
                ...name,
                ...protocols,
                secureContext: context,
                rejectUnauthorized,
              })
              link.secureBy(secure)
              secure.once('secureConnect', () => (showsItself ? link.openShowing(owner) : link.open(owner)))
            } catch (error) {
              link.failDial(causeOfRejection(error))
            }
          },
        },
        owner,
      )
    },
  }
}

const TLS_OPTIONS = [
  'ca',
  'credentials',
  'servername',
  'alpnProtocols',
  'minVersion',
  'rejectUnauthorized',
] as const

/** What does not change is made once: a context costs a parse of every certificate. */
function contextFrom({
  ca,
  credentials,
  minVersion,
}: TlsOptions): () => SecureContext | Promise<SecureContext> {
  const rest: SecureOptions = {
    ...(ca === undefined ? {} : { ca }),
    ...(minVersion === undefined ? {} : { minVersion }),
  }
  const fixed = secureContext(
    credentials === undefined || typeof credentials === 'function' ? rest : { ...rest, credentials },
  )
  if (typeof credentials !== 'function') return () => fixed
  return async () => secureContext({ ...rest, credentials: await credentials() })
}
