/** Where a connection leads, in attributes that stay the same however often it is dialled: never who it is. */
import type { Attributes } from '@opentelemetry/api'
import type { Connection } from '../supervisor/handle.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'

/** The transport below, as OpenTelemetry names it. */
const TRANSPORTS: ReadonlyMap<string, string> = new Map([
  ['tcp', 'tcp'],
  ['tls', 'tcp'],
  ['ws', 'tcp'],
  ['wss', 'tcp'],
  ['unix', 'unix'],
  ['memory', 'memory'],
])

/** A connection's attributes; of an accepted one the address is that of its listener, which its id begins with. */
export function originOf({ accepted, endpoint, id }: Connection, addresses: boolean): Attributes {
  return attributesOf(accepted ? endpointIn(id) : endpoint, accepted ? 'accepted' : 'dialled', addresses)
}

/** Those of a connection that events are about, by its id in the feed. */
export function originOfId(supervisor: Supervisor, id: string, addresses: boolean): Attributes {
  const prefix = `${supervisor.id}/`
  const kept =
    supervisor.find(id) ?? (id.startsWith(prefix) ? supervisor.find(id.slice(prefix.length)) : undefined)
  if (kept !== undefined && 'counts' in kept) return originOf(kept, addresses)
  // Those that are gone, or were never let in.
  return /#\d+$/.test(id) ? attributesOf(endpointIn(id), 'accepted', addresses) : {}
}

/** A listener's attributes, by its endpoint. */
export function originOfListener(endpoint: string, addresses: boolean): Attributes {
  return attributesOf(endpoint, 'accepted', addresses)
}

function attributesOf(endpoint: string | null, side: 'accepted' | 'dialled', addresses: boolean): Attributes {
  const [, scheme = '', rest = ''] = /^(\w+)(\W.*)$/.exec(endpoint ?? '') ?? []
  const transport = TRANSPORTS.get(scheme)
  // What is run rather than dialled: its endpoint is a program.
  if (transport === undefined) return { 'pulsetree.side': endpoint === null ? side : 'run' }
  return { 'pulsetree.side': side, 'network.transport': transport, ...(addresses ? addressIn(rest) : {}) }
}

/** What is behind a scheme; nothing where it is asked at each dial. */
function addressIn(rest: string): Attributes {
  const path = /^:(\/[^/].*)$/.exec(rest)?.[1]
  if (path !== undefined) return { 'server.address': path }
  const [, host, port] = /^:\/\/(\[[^\]]*\]|[\w.-]+)(?::(\d+))?/.exec(rest) ?? []
  if (host === undefined) return {}
  const address = host.replace(/^\[|\]$/g, '')
  return { 'server.address': address, ...(port === undefined ? {} : { 'server.port': Number(port) }) }
}

/** `site/tcp://127.0.0.1:7373#12` */
function endpointIn(id: string): string | null {
  return /(?:^|\/)(\w+:.*)#\d+$/.exec(id)?.[1] ?? null
}
