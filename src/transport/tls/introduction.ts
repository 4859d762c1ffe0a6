/** What a TLS handshake has told of a client. */
import type { PeerCertificate as NodeCertificate, TLSSocket } from 'node:tls'
import type { PeerCertificate, TlsIntroduction } from '../transport.ts'

/** Certificates are parsed when somebody asks for them, and while the socket is open. */
export class TlsSocketIntroduction implements TlsIntroduction {
  readonly #socket: TLSSocket

  constructor(socket: TLSSocket) {
    this.#socket = socket
  }

  get certificate(): PeerCertificate | null {
    return certificateOf(this.#socket)
  }

  get servername(): string | null {
    // Node says false where none was asked for.
    const { servername } = withServername(this.#socket)
    return typeof servername === 'string' && servername !== '' ? servername : null
  }

  get protocol(): string | null {
    return this.#socket.alpnProtocol || null
  }
}

function certificateOf(socket: TLSSocket): PeerCertificate | null {
  const certificate: Partial<NodeCertificate> = socket.getPeerCertificate()
  const { subject, subjectaltname, fingerprint256, serialNumber } = certificate
  // Of a client that has shown none, Node says an object without anything in it.
  if (fingerprint256 === undefined || serialNumber === undefined) return null
  return {
    subject: attributesOf(subject ?? {}),
    names: subjectaltname === undefined ? [] : namesIn(subjectaltname),
    fingerprint: fingerprint256,
    serialNumber,
    authorised: socket.authorized,
  }
}

/** By entries, so that a peer's names are never more than names: `__proto__` would be. */
function attributesOf(subject: object): Readonly<Record<string, string | readonly string[]>> {
  return Object.fromEntries(
    Object.entries(subject).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(String) : String(value),
    ]),
  )
}

/**
 * Node writes the names as one line, with commas between them, and quotes, as JSON does, those that have a comma or a
 * quote of their own in them: so that no certificate can smuggle in a name that is not there (CVE-2021-44532).
 */
function namesIn(line: string): string[] {
  // Sticky: what is no name ends them all, where a search for the next one would look at the rest from each place anew.
  return [...line.matchAll(/([^:,\s][^:]*):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/gy)].map(
    ([, kind = '', name = '']) => `${kind}:${name.startsWith('"') ? unquoted(name) : name}`,
  )
}

function unquoted(name: string): string {
  try {
    return String(JSON.parse(name))
  } catch {
    return name
  }
}

/** Node documents it, its types do not. */
function withServername(socket: TLSSocket): { readonly servername?: unknown } {
  return socket
}
