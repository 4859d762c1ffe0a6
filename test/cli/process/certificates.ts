/** Certificates of a test file, as the files that a command line names. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authority } from '../../transport/support/certificates.ts'

export interface CertificateFiles {
  readonly folder: string
  /** An authority, and another one that did not issue any of the others. */
  readonly ca: string
  readonly otherCa: string
  /** For this machine's loopback names. */
  readonly cert: string
  readonly key: string
  /** For `elsewhere.test` alone. */
  readonly elsewhereCert: string
  readonly elsewhereKey: string
  readonly clientCert: string
  readonly clientKey: string
  remove(): void
}

export async function certificateFiles(): Promise<CertificateFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'pulsetree-tls-'))
  const file = (name: string, pem: string): string => {
    writeFileSync(join(folder, name), pem)
    return join(folder, name)
  }
  const own = await authority()
  const [server, elsewhere, client, other] = await Promise.all([
    own.issue(),
    own.issue({ hosts: ['elsewhere.test'] }),
    own.issue({ hosts: ['device-7'], client: true }),
    authority('Another authority'),
  ])
  return {
    folder,
    ca: file('ca.pem', own.ca),
    otherCa: file('other-ca.pem', other.ca),
    cert: file('cert.pem', server.cert),
    key: file('key.pem', server.key),
    elsewhereCert: file('elsewhere.pem', elsewhere.cert),
    elsewhereKey: file('elsewhere-key.pem', elsewhere.key),
    clientCert: file('client.pem', client.cert),
    clientKey: file('client-key.pem', client.key),
    remove: () => rmSync(folder, { recursive: true }),
  }
}
