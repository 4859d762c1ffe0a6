/** WebSocket in Node, dialled. Browsers get their platform's own instead, under the same name. */
import type { SecureContext } from 'node:tls'
import { type ClientOptions, WebSocket } from 'ws'
import { checkFlag, checkKnown } from './endpoint.ts'
import { frameLimit } from './framing/codec.ts'
import { causeOfRejection } from './rejection.ts'
import { streamDialling } from './stream-options.ts'
import { type Credentials, secureContext } from './tls/credentials.ts'
import { OptionError, type Transport } from './transport.ts'
import { checkAgent } from './websocket/agent.ts'
import { checkHeaders } from './websocket/headers.ts'
import { WebSocketLink } from './websocket/link.ts'
import { checkedMessage } from './websocket/message.ts'
import type { WebSocketOptions, WebSocketTarget, WebSocketTlsOptions } from './websocket/options.ts'
import { checkProtocols } from './websocket/protocols.ts'
import { dialUrlOf, shown } from './websocket/target.ts'

export type {
  HttpAgent,
  WebSocketCredentials,
  WebSocketHeaders,
  WebSocketLookup,
  WebSocketOptions,
  WebSocketPem,
  WebSocketTarget,
  WebSocketTlsOptions,
} from './websocket/options.ts'

/**
 * A WebSocket endpoint to dial. Names are resolved anew for every dial, and all addresses of a name are tried. Its
 * default heartbeat is the ping of the protocol itself, which the peer answers without its program.
 *
 * An upgrade answered 401 or 403 is `auth`, and not dialled again; 5xx is `refused`; anything else but 101 is
 * `protocol`, redirects too: they are never followed. Of close codes 4401 and 4403 are `auth`, the others `closed`; an end
 * without a close frame is `reset`.
 *
 * Functions given as target, headers or credentials that reject with a `ConnectionError` or a system error end that dial
 * with its cause; any other rejection is a `crash`, and so is an answer that cannot be used.
 *
 * @throws OptionError naming what cannot be used; functions are only asked when dialling.
 */
export function websocket(target: WebSocketTarget, options: WebSocketOptions = {}): Transport {
  checkKnown(options, OPTIONS)
  const { headers = {}, tls } = options
  const maxFrameBytes = frameLimit(options)
  const settings = settingsOf(options, maxFrameBytes)
  const protocols = checkProtocols(options.protocols)
  const url = fixedOrAsked(target, dialUrlOf)
  const fields = fixedOrAsked(headers, checkHeaders)
  const context = fixedOrAsked(tls?.credentials, contextWith(tls))
  if (tls !== undefined && url.fixed?.protocol === 'ws:') {
    throw new OptionError('tls', 'only for wss://, and the target is ws://')
  }

  const connect = (link: WebSocketLink, to: URL, how: Handshake): void => {
    const ws = new WebSocket(to, protocols, {
      ...settings,
      ...how,
      finishRequest(request) {
        request.once('socket', (socket) => link.carriedBy(socket))
        request.end()
      },
    })
    link.dialledBy(ws)
  }

  const endpoint = url.fixed === null ? 'ws://(asked at each dial)' : shown(url.fixed)
  return {
    name: 'websocket',
    endpoint,
    sharedAs: `${endpoint}${wayOf(options.agent)}${wayOf(options.lookup)}`,
    varies: url.fixed === null,
    cut: 'whole',
    pings: true,
    encode: (payload) => checkedMessage(payload, maxFrameBytes),
    dial(owner) {
      const link = new WebSocketLink(maxFrameBytes, false)
      link.owner = owner
      Promise.all([url.now(), fields.now(), context.now()])
        .then(([to, headers, secureContext]) => {
          if (!link.isCalledOff) connect(link, to, { headers, secureContext })
        })
        .catch((error: unknown) => link.failDial(causeOfRejection(error)))
      return link
    },
  }
}

const OPTIONS = [
  ...['protocols', 'maxFrameBytes', 'headers', 'agent', 'perMessageDeflate', 'tls', 'lookup'],
  'localAddress',
]
const TLS_OPTIONS = ['ca', 'credentials', 'servername', 'minVersion', 'rejectUnauthorized']

/** Agents and resolvers in the order of their coming: what one leads to says nothing of another. */
const ways = new WeakMap<object, string>()
let count = 0

function wayOf(agent: object | undefined): string {
  if (agent === undefined) return ''
  const known = ways.get(agent)
  if (known !== undefined) return known
  count += 1
  const way = ` (way ${count})`
  ways.set(agent, way)
  return way
}

/** What is known of each handshake only when it begins. */
interface Handshake {
  readonly headers: Record<string, string>
  /** undefined: Node's own. */
  readonly secureContext: SecureContext | undefined
}

/** What holds for every dial, as `ws` and those below it take it. @throws OptionError naming what cannot be used. */
function settingsOf(options: WebSocketOptions, maxPayload: number): ClientOptions {
  const { perMessageDeflate = false, tls = {}, lookup, localAddress } = options
  checkKnown(tls, TLS_OPTIONS, 'tls')
  const { servername, rejectUnauthorized = true } = tls
  const { how } = streamDialling({
    ...(lookup === undefined ? {} : { lookup }),
    ...(localAddress === undefined ? {} : { localAddress }),
  })
  const agent = checkAgent(options.agent)
  return {
    perMessageDeflate: checkFlag('perMessageDeflate', perMessageDeflate),
    maxPayload,
    autoPong: false,
    agent,
    rejectUnauthorized: checkFlag('rejectUnauthorized', rejectUnauthorized),
    ...(servername === undefined ? {} : { servername }),
    ...how,
  }
}

/** What every dial shares is made once: a context costs a parse of every certificate. */
function contextWith(tls?: WebSocketTlsOptions): (credentials?: Credentials) => SecureContext | undefined {
  if (tls === undefined) return () => undefined
  const { ca, minVersion } = tls
  const rest = { ...(ca === undefined ? {} : { ca }), ...(minVersion === undefined ? {} : { minVersion }) }
  return (credentials) => secureContext(credentials === undefined ? rest : { ...rest, credentials })
}

/** A value, or a function that is asked for it anew for every dial; checked at the door, or then. */
function fixedOrAsked<T extends object | string | undefined, U>(
  given: T | (() => T | Promise<T>),
  check: (value: T) => U,
): { readonly fixed: U | null; now(): Promise<U> } {
  if (given instanceof Function) return { fixed: null, now: async () => check(await given()) }
  const fixed = check(given)
  return { fixed, now: () => Promise.resolve(fixed) }
}
