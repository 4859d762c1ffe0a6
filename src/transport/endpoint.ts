/** Hosts and ports as people write them, checked at the door. */
import { OptionError } from './transport.ts'

export interface HostPort {
  /** A name, an IPv4 address or an IPv6 address (without brackets). */
  readonly host: string
  readonly port: number
}

/** `host:port`, with IPv6 addresses in brackets. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * Host and port of `scheme://host:port`.
 * @throws OptionError naming `target` when it is not of that form, or has a path, a query or a user.
 */
export function parseEndpoint(scheme: string, text: string): HostPort {
  const url = URL.canParse(text) ? new URL(text) : null
  const isBare = url !== null && (url.pathname === '' || url.pathname === '/') && url.search === ''
  if (url === null || url.protocol !== `${scheme}:` || !isBare || url.hash !== '' || url.username !== '') {
    throw new OptionError('target', `expected ${scheme}://host:port, got ${JSON.stringify(text)}`)
  }
  if (url.port === '') throw new OptionError('target', `a port is missing in ${JSON.stringify(text)}`)
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port) }
}

/** @throws OptionError naming `host` or `port`. */
export function checkHostPort({ host, port }: HostPort, lowestPort: 0 | 1): HostPort {
  if (typeof host !== 'string' || host.trim() === '') {
    throw new OptionError('host', `expected a name or an address, got ${JSON.stringify(host)}`)
  }
  if (!Number.isInteger(port) || port < lowestPort || port > 65_535) {
    throw new OptionError('port', `expected a whole number from ${lowestPort} to 65535, got ${String(port)}`)
  }
  return { host, port }
}

/** @throws OptionError naming the first option that is not in `known`. */
export function checkKnown(options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new OptionError(key, `no such option; there are ${known.join(', ')}`)
  }
}
