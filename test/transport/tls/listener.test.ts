import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { supervise } from '../../../src/index.ts'
import { type TlsListenOptions, tls } from '../../../src/transport/tls.ts'
import { YESTERDAY } from '../support/certificates.ts'
import { own, TlsScene, trusted, unknown } from '../support/tls-scene.ts'

let scene: TlsScene

beforeEach(() => {
  scene = new TlsScene()
})

afterEach(() => scene.end())

const subjectOf = (socket: ReturnType<TlsScene['client']>): unknown => socket.getPeerCertificate().subject?.CN

describe('What a TLS listener takes', () => {
  test('It shows where it will listen: on this machine alone unless told otherwise', () => {
    expect(tls.listen({ port: 0 }, { credentials: own })).toMatchObject({
      name: 'tls',
      endpoint: 'tls://127.0.0.1:0',
      cut: 'whole',
    })
    expect(tls.listen('tls://[::]:7373', { credentials: own }).endpoint).toBe('tls://[::]:7373')
  })

  const listen = (options: Partial<TlsListenOptions>) =>
    tls.listen({ port: 0 }, { credentials: own, ...options })
  const misspelt: Partial<TlsListenOptions> & { cert: string } = { cert: own.cert }
  test.each<[string, () => unknown]>([
    ['target', () => tls.listen('tcp://x:1', { credentials: own })],
    ['port', () => tls.listen({ port: -1 }, { credentials: own })],
    ['target', () => tls.listen(JSON.parse('null'), { credentials: own })],
    ['options', () => tls.listen({ port: 0 }, JSON.parse('{}').forgotten)],
    ['options', () => listen({}).reload(JSON.parse('{}').forgotten)],
    ['credentials', () => tls.listen({ port: 0 }, JSON.parse('{}'))],
    ['alpnProtocols', () => listen({ alpnProtocols: JSON.parse('"h2"') })],
    ['cert', () => listen(misspelt)],
    ['cert', () => listen({ credentials: { ...own, cert: 'no certificate' } })],
    ['key', () => listen({ credentials: { ...own, key: 'no key' } })],
    ['sni', () => listen({ sni: { 'example.com': { ...own, key: 'no key' } } })],
    ['sni', () => listen({ sni: { 'no host': own } })],
    ['requestCert', () => listen({ requestCert: JSON.parse('1'), ca: trusted.ca })],
    ['ca', () => listen({ requestCert: true })],
    ['ca', () => listen({ ca: trusted.ca })],
    ['ca', () => listen({ requestCert: true, ca: 'no certificate' })],
    ['alpnProtocols', () => listen({ alpnProtocols: [''] })],
    ['minVersion', () => listen({ minVersion: JSON.parse('"SSLv3"') })],
    ['handshakeTimeoutMs', () => listen({ handshakeTimeoutMs: 0 })],
    ['handshakeTimeoutMs', () => listen({ handshakeTimeoutMs: 2 ** 31 })],
    ['backlog', () => listen({ backlog: 0 })],
  ])('A bad %s is refused by name (%#)', (option, use) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })
})

describe('A client that is no TLS client', () => {
  test.each([
    ['speaks another protocol', 'HEARTBEAT, and more of it'],
    ['speaks HTTP', 'GET / HTTP/1.1\r\n\r\n'],
  ])('and %s is turned away with tls, handshake, and its connection ended', async (_what, bytes) => {
    const { gate, port } = await scene.listen()
    const client = await scene.plainClient(port)
    const peer = `127.0.0.1:${client.localPort}`
    client.write(bytes)
    await scene.until(() => client.closed)
    expect(gate.log).toEqual(['listening', 'turned away tls'])
    expect(gate.turned).toMatchObject([{ peer, cause: { kind: 'tls', of: 'handshake' } }])
    expect(gate.accepts).toEqual([])
  })

  test('and closes is turned away with tls, handshake; who it was is known', async () => {
    const { gate, port } = await scene.listen()
    const client = await scene.plainClient(port)
    const peer = `127.0.0.1:${client.localPort}`
    client.end()
    await scene.until(() => gate.turned.length > 0)
    expect(gate.turned).toMatchObject([{ peer, cause: { kind: 'tls', by: 'peer', of: 'handshake' } }])
  })

  test('and resets is turned away with reset', async () => {
    const { gate, port } = await scene.listen()
    const client = await scene.plainClient(port)
    client.resetAndDestroy()
    await scene.until(() => gate.turned.length > 0)
    expect(gate.log).toEqual(['listening', 'turned away reset'])
  })

  test('and says nothing, or a little at a time, is turned away when its time is over', async () => {
    const { gate, port } = await scene.listen({ handshakeTimeoutMs: 60 })
    const clients = [await scene.plainClient(port), await scene.plainClient(port)]
    // A long record is announced, of which every byte comes by itself.
    clients[1]?.write(Buffer.from([0x16, 0x03, 0x01, 0x3e, 0x80]))
    const trickle = (): void => {
      if (clients[1]?.destroyed === false) clients[1].write('\x01', () => setImmediate(trickle))
    }
    trickle()
    await scene.until(() => clients.every(({ closed }) => closed))
    expect(gate.turned.map(({ cause }) => cause)).toEqual([
      { kind: 'timeout', by: 'peer', of: 'handshake' },
      { kind: 'timeout', by: 'peer', of: 'handshake' },
    ])
  })
})

describe('Handshakes that are not done', () => {
  test('take no place of a connection', async () => {
    const supervisor = supervise({ name: 'test' })
    const listener = tls.listen({ port: 0 }, { credentials: own })
    const gateway = supervisor.listen('gateway', listener, { maxConnections: 1 })
    const port = Number(new URL(await gateway.ready).port)
    for (let count = 0; count < 5; count += 1) await scene.plainClient(port)
    const accepted = new Promise((resolve) => gateway.accepted$.subscribe(resolve))
    scene.client(port)
    expect(await accepted).toMatchObject({ peer: expect.stringMatching(/^127\.0\.0\.1:/) })
    expect(gateway.size).toBe(1)
    await supervisor.stop({ now: true })
  })

  test('end with their listener, untold; connections live on', async () => {
    const { gate, port } = await scene.listen()
    const client = scene.client(port)
    await scene.until(() => gate.accepts.length === 1 && client.authorized)
    const halfway = await scene.plainClient(port)
    gate.close()
    await scene.until(() => halfway.closed && gate.log.includes('closed'))
    gate.first.send('still here')
    await scene.until(() => client.bytesRead > 0)
    expect(gate.log).toEqual(['listening', 'closed'])
  })
})

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('A listener that wants certificates, by %s', (maxVersion) => {
  const mutual = { requestCert: true, ca: trusted.ca }

  test('accepts a client whose authority it knows', async () => {
    const { gate, port } = await scene.listen(mutual)
    scene.client(port, { maxVersion, ...(await trusted.issue({ client: true })) })
    await scene.until(() => gate.accepts.length > 0)
    expect(gate.log).toEqual(['listening'])
  })

  const past = { from: new Date(YESTERDAY.getTime() - 3_600_000), to: YESTERDAY }
  test.each([
    ['no certificate', async () => ({}), 'peer did not return a certificate'],
    ['one of an unknown authority', () => unknown.issue({ client: true }), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['one that has expired', () => trusted.issue({ client: true, ...past }), 'CERT_HAS_EXPIRED'],
    ['one that is for servers', () => trusted.issue(), 'INVALID_PURPOSE'],
  ])('turns away a client with %s, with tls, certificate', async (_what, issue, detail) => {
    const { gate, port } = await scene.listen(mutual)
    const client = scene.client(port, { maxVersion, ...(await issue()) })
    await scene.until(() => client.closed && gate.turned.length > 0)
    expect(gate.turned).toEqual([
      {
        peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        cause: { kind: 'tls', by: 'peer', of: 'certificate', detail },
      },
    ])
    expect(gate.accepts).toEqual([])
  })
})

describe('A listener with a choice', () => {
  test('shows each client the certificate of the name it asks for', async () => {
    const [one, wild] = await Promise.all([
      trusted.issue({ hosts: ['example.com'] }),
      trusted.issue({ hosts: ['*.example.org'] }),
    ])
    const { port } = await scene.listen({ sni: { 'example.com': one, '*.example.org': wild } })
    for (const [servername, subject] of [
      ['example.com', 'example.com'],
      ['www.example.org', '*.example.org'],
      ['elsewhere.net', 'localhost'],
    ]) {
      const client = scene.client(port, { servername, rejectUnauthorized: false })
      await scene.until(() => subjectOf(client) !== undefined)
      expect(subjectOf(client)).toBe(subject)
    }
  })

  test('turns away a client of another name that shows no certificate, too', async () => {
    const sni = { 'example.com': await trusted.issue({ hosts: ['example.com'] }) }
    const { gate, port } = await scene.listen({ sni, requestCert: true, ca: trusted.ca })
    const client = scene.client(port, { servername: 'example.com' })
    await scene.until(() => client.closed && gate.turned.length > 0)
    expect(gate.turned).toMatchObject([{ cause: { kind: 'tls', of: 'certificate' } }])
  })

  test('of protocols takes the one it prefers', async () => {
    const { port } = await scene.listen({ alpnProtocols: ['b', 'a'] })
    const client = scene.client(port, { ALPNProtocols: ['a', 'b'] })
    await scene.until(() => client.authorized)
    expect(client.alpnProtocol).toBe('b')
  })

  test('of versions takes none that is too old', async () => {
    const { gate, port } = await scene.listen({ minVersion: 'TLSv1.3' })
    const client = scene.client(port, { maxVersion: 'TLSv1.2' })
    await scene.until(() => client.closed && gate.turned.length > 0)
    expect(gate.turned).toMatchObject([{ cause: { kind: 'tls', of: 'handshake' } }])
  })
})

describe('Certificates that are exchanged', () => {
  test('are shown from then on, and open connections live on', async () => {
    const { gate, listener, port } = await scene.listen()
    const before = scene.client(port)
    await scene.until(() => subjectOf(before) !== undefined && gate.accepts.length === 1)
    listener.reload({ credentials: await trusted.issue({ hosts: ['127.0.0.1'] }) })
    const after = scene.client(port)
    await scene.until(() => subjectOf(after) !== undefined && gate.accepts.length === 2)
    expect([subjectOf(before), subjectOf(after)]).toEqual(['localhost', '127.0.0.1'])
    before.write('still here\n')
    await scene.until(() => gate.first.texts.includes('still here'))
    expect(gate.first.isReleased).toBe(false)
  })

  test('are used by what listens later', async () => {
    const { gate, listener } = await scene.listen()
    gate.close()
    listener.reload({ credentials: await trusted.issue({ hosts: ['127.0.0.1'] }) })
    const { port } = await scene.listenWith(listener)
    const client = scene.client(port)
    await scene.until(() => subjectOf(client) !== undefined)
    expect(subjectOf(client)).toBe('127.0.0.1')
  })

  test('may be those of other names, or of authorities; the rest stays', async () => {
    const { gate, listener, port } = await scene.listen({ requestCert: true, ca: trusted.ca })
    listener.reload({ ca: [unknown.ca] })
    listener.reload({ sni: { 'example.com': await trusted.issue({ hosts: ['example.com'] }) } })
    const known = scene.client(port, {
      servername: 'example.com',
      ...(await unknown.issue({ client: true })),
    })
    await scene.until(() => gate.accepts.length === 1 && known.authorized)
    expect(subjectOf(known)).toBe('example.com')
    const former = scene.client(port, await trusted.issue({ client: true }))
    await scene.until(() => former.closed && gate.turned.length === 1)
    expect(gate.turned).toMatchObject([{ cause: { kind: 'tls', of: 'certificate' } }])
  })

  test('are refused by name where they are none, and nothing is exchanged', async () => {
    const { listener, port } = await scene.listen()
    for (const [option, anew] of [
      ['key', { credentials: { ...own, key: 'no key' } }],
      ['sni', { credentials: await trusted.issue({ hosts: ['127.0.0.1'] }), sni: { '*': own } }],
      ['ca', { ca: trusted.ca }],
      ['cert', JSON.parse('{"cert":""}')],
    ] as const) {
      expect(() => listener.reload(anew)).toThrow(expect.objectContaining({ name: 'OptionError', option }))
    }
    const client = scene.client(port)
    await scene.until(() => subjectOf(client) !== undefined)
    expect(subjectOf(client)).toBe('localhost')
  })
})
