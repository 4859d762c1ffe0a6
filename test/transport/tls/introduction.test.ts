import { once } from 'node:events'
import {
  type ConnectionOptions,
  connect as connectTls,
  createServer,
  type TLSSocket,
  type TlsOptions,
} from 'node:tls'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { TlsSocketIntroduction } from '../../../src/transport/tls/introduction.ts'
import { type Authority, authority, type Credentials, selfSigned } from '../support/certificates.ts'
import { portOf } from '../support/socket-bench.ts'

let trusted: Authority
let server: Credentials
let device: Credentials

beforeAll(async () => {
  trusted = await authority()
  server = await trusted.issue()
  device = await trusted.issue({ hosts: ['device-7', '10.0.0.7'], client: true })
})

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp()
})

/** The server's end of a TLS connection, and the client's. */
async function pair(ours: TlsOptions, theirs: ConnectionOptions): Promise<[TLSSocket, TLSSocket]> {
  const listening = createServer({ ...server, ...ours })
  listening.listen(0, '127.0.0.1')
  cleanUps.push(() => listening.close())
  await once(listening, 'listening')
  const accepted = once(listening, 'secureConnection')
  const client = connectTls({ port: portOf(listening.address()), ca: trusted.ca, ...theirs })
  cleanUps.push(() => client.destroy())
  const [near]: TLSSocket[] = await accepted
  if (near === undefined) throw new Error('nobody came')
  near.on('error', () => {})
  cleanUps.push(() => near.destroy())
  return [near, client]
}

const asking = () => ({ requestCert: true, rejectUnauthorized: false, ca: trusted.ca })

describe('What TLS tells of a client', () => {
  test('is the certificate that it has shown, and whether one of ours has issued it', async () => {
    const [near] = await pair(asking(), device)
    const { certificate } = new TlsSocketIntroduction(near)
    expect(certificate).toEqual({
      subject: { CN: 'device-7' },
      names: ['DNS:device-7', 'IP Address:10.0.0.7'],
      fingerprint: expect.stringMatching(/^([\dA-F]{2}:){31}[\dA-F]{2}$/),
      serialNumber: expect.stringMatching(/^[\dA-F]+$/),
      authorised: true,
    })
    expect(near.getPeerCertificate().fingerprint256).toBe(certificate?.fingerprint)
  })

  test('is not to be believed where nobody we know has issued it', async () => {
    const [near] = await pair(asking(), await selfSigned({ hosts: ['device-7'], client: true }))
    expect(new TlsSocketIntroduction(near).certificate).toMatchObject({
      subject: { CN: 'device-7' },
      authorised: false,
    })
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is nothing where it has shown nothing (%s)',
    async (version) => {
      const [unasked] = await pair({ minVersion: version, maxVersion: version }, {})
      const [asked] = await pair({ ...asking(), minVersion: version, maxVersion: version }, {})
      for (const near of [unasked, asked]) {
        expect(new TlsSocketIntroduction(near)).toMatchObject({
          certificate: null,
          servername: null,
          protocol: null,
        })
      }
    },
  )

  test('is the name that it asked for, and the protocol that was agreed on', async () => {
    const [near] = await pair(
      { ALPNProtocols: ['beats'] },
      { servername: 'localhost', ALPNProtocols: ['beats'] },
    )
    const { servername, protocol } = new TlsSocketIntroduction(near)
    expect([servername, protocol]).toEqual(['localhost', 'beats'])
  })

  test('is told in full where names have commas and quotes in them, and no name is made up of another', async () => {
    const sly = await trusted.issue({ hosts: ['a, DNS:admin.example', 'b"c', 'plain.example'], client: true })
    const [near] = await pair(asking(), sly)
    expect(new TlsSocketIntroduction(near).certificate?.names).toEqual([
      'DNS:a, DNS:admin.example',
      'DNS:b"c',
      'DNS:plain.example',
    ])
  })
})
