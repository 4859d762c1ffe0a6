/** Certificates for tests, made when they are needed: an authority, and the certificates it issues. All PEM. */
import 'reflect-metadata'
import { KeyObject, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

/** As `node:tls` takes them, and whatever else takes PEM. */
export interface Credentials {
  readonly cert: string
  readonly key: string
}

export interface Wanted {
  /** Names and IP addresses it is for. Default: this machine's loopback ones. */
  readonly hosts?: readonly string[]
  /** Valid from then on; default: since an hour ago. */
  readonly from?: Date
  /** Valid until then; default: for an hour. */
  readonly to?: Date
  /** For a client that shows who it is, rather than for a server. Default false. */
  readonly client?: boolean
}

export interface Authority {
  /** Its own certificate: who trusts this trusts all that it issues. */
  readonly ca: string
  issue(wanted?: Wanted): Promise<Credentials>
}

/** Elliptic curves, since their keys are made in no time. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const LOOPBACK = ['localhost', '127.0.0.1', '::1']
const HOUR_MS = 3_600_000

export const YESTERDAY = hoursFromNow(-24)
export const TOMORROW = hoursFromNow(24)

x509.cryptoProvider.set(webcrypto)

/** A new authority, which nobody trusts yet. */
export async function authority(name = 'Authority of a test'): Promise<Authority> {
  const keys = await newKeys()
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity({}),
    extensions: [
      new x509.BasicConstraintsExtension(true, 2, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return {
    ca: pemOf(own),
    async issue(wanted = {}) {
      const { publicKey, privateKey } = await newKeys()
      const certificate = await x509.X509CertificateGenerator.create({
        subject: subjectOf(wanted),
        issuer: own.subject,
        publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        ...validity(wanted),
        extensions: [...extensionsOf(wanted), await x509.AuthorityKeyIdentifierExtension.create(own)],
      })
      return { cert: pemOf(certificate), key: keyPemOf(privateKey) }
    },
  }
}

/** A certificate that vouches for itself. */
export async function selfSigned(wanted: Wanted = {}): Promise<Credentials> {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: subjectOf(wanted),
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity(wanted),
    extensions: extensionsOf(wanted),
  })
  return { cert: pemOf(certificate), key: keyPemOf(keys.privateKey) }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

function subjectOf({ hosts = LOOPBACK }: Wanted): string {
  return `CN=${hosts[0] ?? 'nobody'}`
}

function validity({ from = hoursFromNow(-1), to = hoursFromNow(1) }: Wanted): {
  notBefore: Date
  notAfter: Date
} {
  return { notBefore: from, notAfter: to }
}

function extensionsOf({ hosts = LOOPBACK, client = false }: Wanted): x509.Extension[] {
  const names = hosts.map((host): x509.JsonGeneralName => ({ type: isIP(host) ? 'ip' : 'dns', value: host }))
  const usage = client ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth
  return [
    new x509.BasicConstraintsExtension(false),
    new x509.ExtendedKeyUsageExtension([usage]),
    new x509.SubjectAlternativeNameExtension(names),
  ]
}

/** Ends in a newline, as files do, so that several can be put behind one another. */
function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`
}

function keyPemOf(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
}

function hoursFromNow(hours: number): Date {
  return new Date(Date.now() + hours * HOUR_MS)
}
