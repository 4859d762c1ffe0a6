/** Endpoints as they are typed, and the transports behind them. */
import type { Listener, Transport } from '../index.ts'
import { tcp } from '../transport/tcp.ts'
import { type TlsReload, tls } from '../transport/tls.ts'
import { unix } from '../transport/unix.ts'
import { websocket } from '../transport/websocket.ts'
import { websocketServer } from '../transport/websocket-server.ts'
import { codecOf } from './codec.ts'
import type { Given } from './given.ts'
import { headersOf } from './headers.ts'
import { type Material, materialOf } from './material.ts'
import { naming } from './naming.ts'
import { SCHEMES, schemeOf } from './schemes.ts'
import { UsageError } from './usage.ts'
import { plain, quoted, size } from './values.ts'

/** @throws UsageError naming the endpoint, or the option that cannot be used with it. */
export function dialled(endpoint: string, given: Given): Transport {
  const scheme = schemeOf(endpoint)
  return naming(() => {
    switch (scheme) {
      case 'tcp':
        return tcp(endpoint, { codec: codecOf(given) })
      case 'tls':
        return tls(endpoint, { codec: codecOf(given), ...trust(given) })
      case 'unix':
        return unix(endpoint, { codec: codecOf(given) })
      case 'ws':
        return websocket(endpoint, { headers: headersOf(given), ...messages(given) })
      case 'wss':
        return websocket(endpoint, { headers: headersOf(given), tls: trust(given), ...messages(given) })
    }
  }, quoted(endpoint))
}

/** What `serve` listens by. */
export interface Listened {
  readonly listener: Listener
  /** Reads certificates again; null where there are none. @throws UsageError when they cannot be used. */
  readonly reload: (() => void) | null
}

/** @throws UsageError naming the endpoint, or the option that cannot be used with it. */
export function listened(endpoint: string, given: Given): Listened {
  const scheme = schemeOf(endpoint)
  return naming(() => {
    switch (scheme) {
      case 'tcp':
        return { listener: tcp.listen(endpoint, { codec: codecOf(given) }), reload: null }
      case 'tls':
        return reloaded(
          tls.listen(endpoint, { codec: codecOf(given), ...shown(endpoint, given) }),
          endpoint,
          given,
        )
      case 'unix':
        return { listener: unix.listen(endpoint, { codec: codecOf(given) }), reload: null }
      case 'ws':
        return { listener: websocketServer(endpoint, messages(given)), reload: null }
      case 'wss':
        return reloaded(
          websocketServer(endpoint, { tls: shown(endpoint, given), ...messages(given) }),
          endpoint,
          given,
        )
    }
  }, quoted(endpoint))
}

function reloaded(
  listener: Listener & { reload(anew: TlsReload): void },
  endpoint: string,
  given: Given,
): Listened {
  return {
    listener,
    reload() {
      const { credentials, ca } = shown(endpoint, given)
      naming(() => listener.reload({ credentials, ...(ca === undefined ? {} : { ca }) }), quoted(endpoint))
    },
  }
}

function messages(given: Given) {
  return { maxFrameBytes: given.read('--max-frame', size), protocols: given.all('--subprotocol') }
}

/** Whom we trust, and what we show where it is asked for. */
function trust(given: Given) {
  const servername = given.maybe('--servername', plain)
  return {
    ...materialOf(given),
    ...(servername === undefined ? {} : { servername }),
    rejectUnauthorized: !given.has('--insecure'),
  }
}

type Shown = Material & Required<Pick<Material, 'credentials'>> & { readonly requestCert: boolean }

/** What peers are shown, and what they have to show. */
function shown(endpoint: string, given: Given): Shown {
  const { credentials, ca } = materialOf(given)
  if (credentials === undefined) throw new UsageError('--cert and --key', `${quoted(endpoint)} needs both`)
  return { credentials, ...(ca === undefined ? {} : { ca }), requestCert: ca !== undefined }
}

/** Ids of endpoints: the endpoint itself; named again, `#2`, `#3`, … behind it. */
export function idsOf(endpoints: readonly string[]): string[] {
  const times = new Map<string, number>()
  return endpoints.map((endpoint) => {
    const time = (times.get(endpoint) ?? 0) + 1
    times.set(endpoint, time)
    return time === 1 ? endpoint : `${endpoint}#${time}`
  })
}

/**
 * What an endpoint is called in all that is told of it: as its transport shows it; a WebSocket's as it was typed, since a
 * URL gets a slash that nobody wrote, but without user and query, where secrets are.
 */
export function nameOf(endpoint: string, { endpoint: known }: Transport): string {
  if (!SCHEMES[schemeOf(endpoint)].messages) return known
  return endpoint.replace(/\?.*$/s, '').replace(/\/\/[^/@]*@/, '//')
}
