/** Certificates and keys, checked at the door: a bad one is named before anything listens or dials. */
import { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { checkKnown } from '../endpoint.ts'
import { OptionError } from '../transport.ts'

/** PEM, as text or bytes. */
export type Pem = string | Uint8Array

/** What one end shows of itself: a certificate (its chain behind it) and its private key, or both in one PKCS#12 file. */
export type Credentials =
  | {
      readonly cert: Pem
      readonly key: Pem
      /** Of the key, where it is encrypted. */
      readonly passphrase?: string
    }
  | {
      readonly pfx: Uint8Array
      readonly passphrase?: string
    }

/** Certificates of authorities, PEM, one or more in each. */
export type Authorities = Pem | readonly Pem[]

/** A version of the protocol; older ones than these are not spoken. */
export type TlsVersion = 'TLSv1.2' | 'TLSv1.3'

/** What both ends of TLS are made of. */
export interface SecureOptions {
  readonly credentials?: Credentials
  readonly ca?: Authorities
  readonly minVersion?: TlsVersion
}

/**
 * For `createSecureContext`, and whatever else of Node's takes the same.
 * @throws OptionError naming `ca`, `cert`, `key`, `pfx`, `passphrase` or `minVersion`.
 */
export function secureContextOptions({ credentials, ca, minVersion }: SecureOptions): SecureContextOptions {
  checkVersion(minVersion)
  checkAuthorities(ca)
  if (credentials !== undefined) checkCredentials(credentials)
  return {
    ...(credentials === undefined ? {} : nodeCredentials(credentials)),
    ...(ca === undefined ? {} : { ca: listOf(ca).map(bytesOf) }),
    ...(minVersion === undefined ? {} : { minVersion }),
  }
}

/** @throws OptionError as {@link secureContextOptions} does. */
export function secureContext(options: SecureOptions): SecureContext {
  return createSecureContext(secureContextOptions(options))
}

function checkCredentials(credentials: Credentials): void {
  if (typeof credentials !== 'object' || credentials === null) {
    throw new OptionError('credentials', `expected { cert, key } or { pfx }, got ${String(credentials)}`)
  }
  if ('pfx' in credentials) {
    checkKnown(credentials, ['pfx', 'passphrase'])
    attempt('pfx', nodeCredentials(credentials))
    return
  }
  checkKnown(credentials, ['cert', 'key', 'passphrase'])
  for (const name of ['cert', 'key'] as const) checkPem(name, credentials[name])
  const { cert, ...key } = nodeCredentials(credentials)
  attempt('cert', { cert })
  attempt('key', key)
  attempt('key', { cert, ...key })
}

/** Node takes anything for an authority and ignores what is none. */
function checkAuthorities(ca: Authorities | undefined): void {
  if (ca === undefined) return
  if (listOf(ca).length === 0) throw new OptionError('ca', 'expected at least one certificate')
  for (const pem of listOf(ca)) {
    checkPem('ca', pem)
    try {
      new X509Certificate(bytesOf(pem))
    } catch (error) {
      throw new OptionError('ca', messageOf(error))
    }
  }
}

function checkPem(option: string, pem: unknown): void {
  if (typeof pem === 'string' || pem instanceof Uint8Array) return
  throw new OptionError(option, `expected PEM as text or bytes, got ${typeof pem}`)
}

function checkVersion(version: string | undefined): void {
  if (version === undefined || version === 'TLSv1.2' || version === 'TLSv1.3') return
  throw new OptionError('minVersion', `expected TLSv1.2 or TLSv1.3, got ${JSON.stringify(version)}`)
}

function attempt(option: string, options: SecureContextOptions): void {
  try {
    createSecureContext(options)
  } catch (error) {
    const message = messageOf(error)
    throw new OptionError(/passphrase|decrypt|mac verify/i.test(message) ? 'passphrase' : option, message)
  }
}

function nodeCredentials(credentials: Credentials): SecureContextOptions {
  const { passphrase } = credentials
  const secret = passphrase === undefined ? {} : { passphrase }
  return 'pfx' in credentials
    ? { pfx: bytesOf(credentials.pfx), ...secret }
    : { cert: bytesOf(credentials.cert), key: bytesOf(credentials.key), ...secret }
}

function listOf(ca: Authorities): readonly Pem[] {
  return typeof ca === 'string' || ca instanceof Uint8Array ? [ca] : ca
}

/** Node's own types know no bytes but a Buffer's. */
function bytesOf(pem: Pem): Buffer {
  return typeof pem === 'string' ? Buffer.from(pem) : Buffer.from(pem.buffer, pem.byteOffset, pem.byteLength)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
