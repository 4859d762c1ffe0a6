/** Hosts and ports as people write them, checked at the door. */
import { checkObject } from './option.ts'
import { OptionError } from './transport.ts'

export { checkFlag, checkKnown, checkObject } from './option.ts'

/** Where something listens. */
export interface HostPort {
  /** A name, an IPv4 address or an IPv6 address (without brackets). */
  readonly host: string
  /** From 1 to 65,535; to listen, 0 is any free one. */
  readonly port: number
}

/** A place to dial, as an object or in words, or a function that says so anew for every dial. */
export type Target<Place> = Place | string | (() => Place | string | Promise<Place | string>)

/** A place to listen at: `{ port, host }`, the host being this machine's loopback where left out, or in words. */
export type ListenTarget = { readonly port: number; readonly host?: string } | string

/** A target, checked as far as it is known. */
export interface Aim<Place> {
  /** For people, and as the default id. */
  readonly endpoint: string
  /** Where to; a target function is asked anew at every call. */
  where(): Place | Promise<Place>
}

/**
 * @param read checks one answer, whether the target is one or gives one.
 * @param show the endpoint of a place.
 */
export function aimAt<Place extends object | string>(
  scheme: string,
  target: Target<Place>,
  { read, show }: { read(given: Place | string): Place; show(place: Place): string },
): Aim<Place> {
  if (typeof target === 'function') {
    return { endpoint: `${scheme}(asked at each dial)`, where: async () => read(await target()) }
  }
  const fixed = read(target)
  return { endpoint: show(fixed), where: () => fixed }
}

/**
 * A host and a port to dial.
 * @throws OptionError naming `target`, `host` or `port`.
 */
export function aimAtHost(scheme: string, target: Target<HostPort>): Aim<HostPort> {
  return aimAt(`${scheme}://`, target, {
    read: (given) => checkHostPort(typeof given === 'string' ? parseEndpoint(scheme, given) : given, 1),
    show: (place) => endpointOf(scheme, place),
  })
}

/** `scheme://host:port`. */
export function endpointOf(scheme: string, { host, port }: HostPort): string {
  return `${scheme}://${hostPort(host, port)}`
}

/**
 * Where to listen; port 0 is any free one, the host defaults to 127.0.0.1.
 * @throws OptionError naming `target`, `host` or `port`.
 */
export function listenAddress(scheme: string, target: ListenTarget): HostPort {
  if (typeof target === 'string') return checkHostPort(parseEndpoint(scheme, target), 0)
  checkObject(target, 'target')
  const { host = '127.0.0.1', port } = target
  return checkHostPort({ host, port }, 0)
}

/** The port of what Node says a server is bound to. */
export function boundPort(address: { readonly port: number } | string | null): number | undefined {
  return typeof address === 'object' ? address?.port : undefined
}

/**
 * `host:port`, with IPv6 addresses in brackets. Joined, since of what is added up V8 keeps the pieces: twice the memory,
 * for as long as a connection lives.
 */
export function hostPort(host: string, port: number): string {
  const pieces = host.includes(':') ? ['[', host, ']:', port] : [host, ':', port]
  return pieces.join('')
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

/** @throws OptionError naming `target`, `host` or `port`. */
export function checkHostPort(place: HostPort, lowestPort: 0 | 1): HostPort {
  checkObject(place, 'target')
  const { host, port } = place
  if (typeof host !== 'string' || host.trim() === '') {
    throw new OptionError('host', `expected a name or an address, got ${JSON.stringify(host)}`)
  }
  if (!Number.isInteger(port) || port < lowestPort || port > 65_535) {
    throw new OptionError('port', `expected a whole number from ${lowestPort} to 65535, got ${String(port)}`)
  }
  return { host, port }
}
