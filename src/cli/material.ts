/** `--ca`, `--cert` and `--key`: PEM files, read and looked at before anything starts. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Given } from './given.ts'
import { UsageError } from './usage.ts'
import { quoted } from './values.ts'

/** What was read; only what was asked for is there. */
export interface Material {
  /** Authorities to trust. */
  readonly ca?: string
  /** What this end shows of itself. */
  readonly credentials?: { readonly cert: string; readonly key: string }
}

/**
 * Node takes files that hold no authority for authorities, and says nothing: so each is looked at here.
 * @throws UsageError naming the option, and the file, that cannot be used.
 */
export function materialOf(given: Given): Material {
  const ca = given.maybe('--ca', certificates)
  const cert = given.maybe('--cert', certificates)
  const key = given.maybe('--key', privateKey)
  const trusted = ca === undefined ? {} : { ca: ca.pem }
  if (cert === undefined && key === undefined) return trusted
  if (cert === undefined) throw new UsageError('--key', 'needs --cert, the certificate that it is for')
  if (key === undefined) throw new UsageError('--cert', 'needs --key, its private key')
  if (!cert.first.checkPrivateKey(key.key)) {
    throw new UsageError('--key', `${quoted(key.file)} is not the key of ${quoted(cert.file)}`)
  }
  return { ...trusted, credentials: { cert: cert.pem, key: key.pem } }
}

interface PemFile {
  readonly file: string
  readonly pem: string
}

/** One certificate, or several: the first is the one that a key belongs to. */
function certificates(option: string, file: string): PemFile & { readonly first: X509Certificate } {
  return read(option, file, 'certificate', (pem) => ({ file, pem, first: new X509Certificate(pem) }))
}

function privateKey(option: string, file: string): PemFile & { readonly key: KeyObject } {
  return read(option, file, 'private key without a passphrase', (pem) => ({
    file,
    pem,
    key: createPrivateKey(pem),
  }))
}

function read<T>(option: string, file: string, what: string, make: (pem: string) => T): T {
  const pem = textOf(option, file)
  try {
    return make(pem)
  } catch {
    throw new UsageError(option, `${quoted(file)} holds no ${what} in PEM`)
  }
}

function textOf(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(option, `cannot read ${quoted(file)} (${why})`)
  }
}
