import type { LookupFunction } from 'node:net'
import * as nodeTls from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { raw } from '../../src/transport/framing.ts'
import { type TlsOptions, type TlsTarget, tls } from '../../src/transport/tls.ts'
import { ConnectionError } from '../../src/transport/transport.ts'
import { freePort } from '../support/free-port.ts'
import { transportContract } from './contract.ts'
import { STREAM } from './support/bench.ts'
import { selfSigned, TOMORROW, YESTERDAY } from './support/certificates.ts'
import { tlsBench } from './support/tls-bench.ts'
import { own, TlsScene, trusted, unknown } from './support/tls-scene.ts'

transportContract('TLS', tlsBench, { ...STREAM, end: 'closed' })

let scene: TlsScene

beforeEach(() => {
  scene = new TlsScene()
})

afterEach(() => scene.end())

describe('What TLS takes', () => {
  test.each<[TlsTarget, string]>([
    [{ host: 'localhost', port: 7373 }, 'tls://localhost:7373'],
    ['tls://[::1]:7373', 'tls://[::1]:7373'],
    [() => 'tls://localhost:7373', 'tls://(asked at each dial)'],
  ])('The target %j shows as %s', (target, endpoint) => {
    expect(tls(target, { codec: raw() })).toMatchObject({ name: 'tls', endpoint, cut: raw().cut })
  })

  const there = 'tls://localhost:1'
  const misspelt: { ca?: never; serverName: string } = { serverName: 'x' }
  test.each<[string, () => unknown]>([
    ['target', () => tls('tcp://localhost:1')],
    ['port', () => tls({ host: 'x', port: 0 })],
    ['serverName', () => tls(there, misspelt)],
    ['ca', () => tls(there, { ca: 'no certificate' })],
    ['cert', () => tls(there, { credentials: { ...own, cert: 'no certificate' } })],
    ['key', () => tls(there, { credentials: { ...own, key: 'no key' } })],
    ['alpnProtocols', () => tls(there, { alpnProtocols: [''] })],
    ['alpnProtocols', () => tls(there, { alpnProtocols: JSON.parse('"h2"') })],
    ['rejectUnauthorized', () => tls(there, { rejectUnauthorized: JSON.parse('0') })],
    ['minVersion', () => tls(there, { minVersion: JSON.parse('"TLSv1"') })],
    ['servername', () => tls(there, { servername: '' })],
    ['localAddress', () => tls(there, { localAddress: 'localhost' })],
  ])('A bad %s is refused by name: %s', (option, use) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })
})

describe('The certificate of a server', () => {
  const past = { from: new Date(YESTERDAY.getTime() - 3_600_000), to: YESTERDAY }
  const future = { from: TOMORROW, to: new Date(TOMORROW.getTime() + 3_600_000) }

  test.each([
    ['for another host', () => trusted.issue({ hosts: ['example.com'] }), "the cert's list"],
    ['that has expired', () => trusted.issue(past), 'expired'],
    ['that is not valid yet', () => trusted.issue(future), 'not yet valid'],
    ['of an unknown authority', () => unknown.issue(), 'unable to verify'],
    ['that vouches for itself', () => selfSigned(), 'self-signed'],
    ['that is for clients', () => trusted.issue({ client: true }), 'purpose'],
  ])('%s ends the dial with tls, certificate', async (_what, issue, detail) => {
    const near = await scene.dialled(await scene.server(await issue()))
    expect(near.log).toEqual(['ended tls', 'released'])
    expect(near.cause).toMatchObject({ kind: 'tls', by: 'peer', of: 'certificate' })
    expect(near.cause).toMatchObject({ detail: expect.stringContaining(detail) })
  })

  test('of whatever kind will do for who does not ask', async () => {
    const endpoint = await scene.server(await unknown.issue({ hosts: ['example.com'] }))
    const near = scene.dial(endpoint, { rejectUnauthorized: false })
    await scene.until(() => near.isOpen)
    expect(near.log).toEqual(['opened'])
  })

  test('must be for the server’s name where one is given, and is asked for by that name', async () => {
    const asked: unknown[] = []
    const credentials = await trusted.issue({ hosts: ['example.com'] })
    const endpoint = await scene.server(credentials, (socket) => asked.push(socket.servername))
    const near = scene.dial(endpoint, { ca: trusted.ca, servername: 'example.com' })
    await scene.until(() => near.isOpen && asked.length > 0)
    const byAddress = await scene.server(own, (socket) => asked.push(socket.servername))
    const other = scene.dial(byAddress)
    await scene.until(() => other.isOpen && asked.length > 1)
    expect(asked).toEqual(['example.com', false])
  })

  test('is for the host that was dialled, whatever address that has', async () => {
    const asked: unknown[] = []
    const endpoint = await scene.server(own, (socket) => asked.push(socket.servername))
    const near = scene.dial(endpoint.replace('127.0.0.1', 'localhost'))
    await scene.until(() => near.isOpen && asked.length > 0)
    expect(asked).toEqual(['localhost'])
  })
})

describe.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'A server that wants to see a certificate, by %s',
  (maxVersion) => {
    const wanting = { ...own, ca: trusted.ca, requestCert: true, maxVersion }

    test('has one shown, and asked for anew at each dial', async () => {
      const [first, second] = await Promise.all(
        ['device-1', 'device-2'].map((host) => trusted.issue({ hosts: [host], client: true })),
      )
      const names: unknown[] = []
      const endpoint = await scene.server(wanting, (socket) =>
        names.push(socket.getPeerCertificate().subject.CN),
      )
      const shown = [first, second]
      const options: TlsOptions = { ca: trusted.ca, credentials: async () => shown.shift() ?? own }
      for (const count of [1, 2]) {
        scene.dial(endpoint, options)
        await scene.until(() => names.length === count)
      }
      expect(names).toEqual(['device-1', 'device-2'])
    })

    test('ends a link that shows none with tls, certificate', async () => {
      const near = await scene.dialled(await scene.server(wanting))
      expect(near.cause).toMatchObject({ kind: 'tls', by: 'peer', of: 'certificate' })
      // In TLS 1.3 a client is through before the server has looked.
      expect(near.story).toEqual([...(maxVersion === 'TLSv1.3' ? ['opened'] : []), 'ended tls', 'released'])
    })

    test('and leaves without a word when it is not the right one ends the link with tls, handshake', async () => {
      const credentials = await unknown.issue({ client: true })
      const near = await scene.dialled(await scene.server(wanting), { ca: trusted.ca, credentials })
      expect(near.cause).toMatchObject({ kind: 'tls', by: 'peer', of: 'handshake' })
      expect(near.story).toEqual([...(maxVersion === 'TLSv1.3' ? ['opened'] : []), 'ended tls', 'released'])
    })

    test('and says goodbye when it has seen the right one ends the link with closed', async () => {
      const credentials = await trusted.issue({ client: true })
      const endpoint = await scene.server(wanting, (socket) => socket.end())
      const near = await scene.dialled(endpoint, { ca: trusted.ca, credentials })
      expect(near.cause).toEqual({ kind: 'closed', by: 'peer', code: null, planned: false })
    })
  },
)

describe('A handshake', () => {
  test.each<[string, () => Promise<string>, TlsOptions]>([
    [
      'has no version in common',
      () => scene.server({ ...own, maxVersion: 'TLSv1.2' }),
      { minVersion: 'TLSv1.3' },
    ],
    [
      'has no cipher in common',
      () => scene.server({ ...own, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }),
      {},
    ],
    [
      'has no protocol in common',
      () => scene.server({ ...own, ALPNProtocols: ['a'] }),
      { alpnProtocols: ['b'] },
    ],
    [
      'meets a plain server that speaks',
      () => scene.plainServer((socket) => socket.write('welcome\r\n')),
      {},
    ],
    [
      'meets a plain server that closes',
      () => scene.plainServer((socket) => socket.once('data', () => socket.end())),
      {},
    ],
  ])('that %s ends the dial with tls, handshake', async (_what, serve, options) => {
    const near = await scene.dialled(await serve(), { ca: trusted.ca, ...options })
    expect(near.log).toEqual(['ended tls', 'released'])
    expect(near.cause).toMatchObject({ kind: 'tls', by: 'peer', of: 'handshake' })
  })

  test('that meets a plain server that resets ends with reset: that may be anyone’s on the way', async () => {
    const endpoint = await scene.plainServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect((await scene.dialled(endpoint)).log).toEqual(['ended reset', 'released'])
  })

  test('that nobody answers can be called off', async () => {
    let came = false
    const endpoint = await scene.plainServer((socket) =>
      socket.once('data', () => {
        came = true
        scene.happened()
      }),
    )
    const near = scene.dial(endpoint)
    await scene.until(() => came)
    near.do('destroy', () => near.link.destroy())
    await scene.until(() => near.isReleased)
    expect([near.log, near.breaches]).toEqual([['released'], []])
  })

  test('agrees on the protocol that both prefer', async () => {
    const protocols: unknown[] = []
    const endpoint = await scene.server({ ...own, ALPNProtocols: ['b', 'a'] }, (socket) =>
      protocols.push(socket.alpnProtocol),
    )
    scene.dial(endpoint, { ca: trusted.ca, alpnProtocols: ['a', 'b'] })
    await scene.until(() => protocols.length > 0)
    expect(protocols).toEqual(['b'])
  })
})

describe('An open TLS link', () => {
  test('ends with protocol when what comes is no TLS', async () => {
    const endpoint = await scene.plainServer((below) => {
      const secureContext = nodeTls.createSecureContext(own)
      const socket = new nodeTls.TLSSocket(below, { isServer: true, secureContext })
      socket.on('error', () => {})
      socket.once('data', () => below.write('this is no record of TLS'))
    })
    const near = scene.dial(endpoint)
    await scene.until(() => near.isOpen)
    near.send('say something')
    await scene.until(() => near.isReleased)
    expect(near.story.filter((line) => line !== 'drained')).toEqual(['opened', 'ended protocol', 'released'])
  })

  test('ends with closed when the peer ends it, with no code and no plan to come back', async () => {
    const endpoint = await scene.server(own, (socket) => socket.end())
    const near = await scene.dialled(endpoint)
    expect(near.cause).toEqual({ kind: 'closed', by: 'peer', code: null, planned: false })
  })

  test('ends with closed when the peer leaves without TLS’s goodbye: Node does not tell which it was', async () => {
    const endpoint = await scene.server(own, (socket) => socket.destroy())
    expect((await scene.dialled(endpoint)).cause).toMatchObject({ kind: 'closed', code: null })
  })
})

describe('A TLS dial', () => {
  test('that nobody listens to is refused', async () => {
    const near = await scene.dialled(`tls://127.0.0.1:${await freePort()}`)
    expect(near.log).toEqual(['ended refused', 'released'])
  })

  test('of a name that does not exist is a dns failure', async () => {
    const lookup: LookupFunction = (_name, _options, answer) =>
      answer(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
    const near = await scene.dialled('tls://no-such-host.invalid:1', { lookup })
    expect(near.log).toEqual(['ended dns', 'released'])
  })

  test('from an address that is not here is unreachable', async () => {
    const near = await scene.dialled('tls://127.0.0.1:1', { localAddress: '192.0.2.1' })
    expect(near.log).toEqual(['ended unreachable', 'released'])
  })

  test.each<[string, TlsOptions['credentials']]>([
    [
      'auth',
      () => Promise.reject(new ConnectionError('vault', { kind: 'auth', by: 'us', detail: 'sealed' })),
    ],
    ['crash', () => ({ ...own, key: 'half a file' })],
  ])('whose credentials cannot be had ends with %s', async (kind, credentials = own) => {
    const near = await scene.dialled(await scene.server(own), { ca: trusted.ca, credentials })
    expect([near.log, near.breaches]).toEqual([[`ended ${kind}`, 'released'], []])
  })

  test('asks for target and credentials anew each time', async () => {
    const asked: string[] = []
    const endpoint = await scene.server(own)
    const transport = tls(
      () => {
        asked.push('target')
        return endpoint
      },
      {
        ca: trusted.ca,
        credentials() {
          asked.push('credentials')
          return own
        },
      },
    )
    expect(asked).toEqual([])
    for (let count = 1; count <= 2; count += 1) {
      const near = scene.dialWith(transport)
      await scene.until(() => near.isOpen)
      expect(asked).toHaveLength(2 * count)
    }
  })

  test('counts the bytes of the wire as flushed', async () => {
    const received: string[] = []
    const endpoint = await scene.server(own, (socket) =>
      socket.on('data', (data) => {
        received.push(data.toString())
        scene.happened()
      }),
    )
    const near = scene.dial(endpoint)
    await scene.until(() => near.isOpen)
    const before = near.link.flushed
    near.send('hello')
    await scene.until(() => received.join('') === 'hello\n')
    expect(near.link.flushed).toBeGreaterThan(before + 'hello\n'.length)
    expect(near.link.peer).toBe(endpoint.replace('tls://', ''))
  })
})
