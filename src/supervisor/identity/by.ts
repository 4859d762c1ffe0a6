/** Ways to tell who somebody is. Each is a function of a visitor, as one of one's own is. */
import { hookOption, nameOption } from '../../machines/check.ts'
import type { Frame } from '../../machines/frame.ts'
import type { Visitor } from '../../machines/hooks.ts'
import type { PeerCertificate } from '../../transport/transport.ts'
import { addressOf } from './address.ts'

/**
 * Says who a visitor is: a name of at most 256 characters; null lets nobody in. It may speak with the visitor by `send` and
 * `receive`, and has `handshakeTimeoutMs` for it. What it throws ends the link with `auth`.
 */
export interface IdentifyHook {
  (visitor: Visitor): string | null | Promise<string | null>
  /** Whether it wants a first frame: then `firstFrameTimeoutMs` is 10 s unless it is set. Default false. */
  readonly awaitsFirstFrame?: boolean
}

/**
 * By the first frame that is no heartbeat; it stays in the connection's frames.
 *
 * @param parse what in the frame is the name; null for none. Default: all of it, as text, without white space around it.
 */
export function byFirstFrame(parse: (frame: Frame) => string | null = trimmed): IdentifyHook {
  const read = hookOption('parse', parse) ?? trimmed
  return Object.assign(({ firstFrame }: Visitor) => (firstFrame === null ? null : read(firstFrame)), {
    awaitsFirstFrame: true,
  })
}

/**
 * By the certificate that the peer has shown over TLS. Nobody is let in by one that no authority of ours has issued.
 *
 * @param read what in the certificate is the name; null for none. Default: the common name of its subject.
 */
export function byCertificate(
  read: (certificate: PeerCertificate) => string | null = commonName,
): IdentifyHook {
  const nameIn = hookOption('read', read) ?? commonName
  return ({ tls }) => {
    const certificate = tls?.certificate ?? null
    return certificate?.authorised === true ? nameIn(certificate) : null
  }
}

/**
 * By a header of the request that became a WebSocket. It is the peer's word: `authorise` has to check it, unless a proxy
 * in front has written it.
 */
export function byHeader(name: string): IdentifyHook {
  const key = nameOption('name', name).toLowerCase()
  return ({ upgrade }) => ownValue(upgrade?.headers ?? {}, key)
}

/** By the remote address, without its port: for networks in which each has one of its own. */
export const byAddress: IdentifyHook = ({ peer }) => (peer === null ? null : addressOf(peer))

function trimmed({ text }: Frame): string | null {
  return text.trim() || null
}

function commonName({ subject }: PeerCertificate): string | null {
  const name = ownValue(subject, 'CN')
  return typeof name === 'string' ? name : null
}

function ownValue<Value>(of: Readonly<Record<string, Value>>, name: string): Value | null {
  return Object.hasOwn(of, name) ? (of[name] ?? null) : null
}
