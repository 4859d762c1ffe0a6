import { X509Certificate } from 'node:crypto'
import * as https from 'node:https'
import { connect } from 'node:net'
import * as tls from 'node:tls'
import { describe, expect } from 'vitest'
import { WebSocketServer } from 'ws'
import { websocketServer } from '../../../src/transport/websocket-server.ts'
import { authority, selfSigned, YESTERDAY } from '../support/certificates.ts'
import { type Scene, test } from '../support/websocket-scene.ts'

const ours = await authority()
const theirs = await authority('Another authority')
const credentials = await ours.issue()
const WSS = 'wss://127.0.0.1:0'

/** A plain `wss` server of somebody's. */
function plain(scene: Scene, options: tls.TlsOptions): Promise<string> {
  const server = scene.keep(https.createServer(options))
  new WebSocketServer({ server }).on('connection', (peer) => peer.on('error', () => {}))
  return scene.listening(server, 'wss')
}

describe('A dial by wss', () => {
  test('to a server it trusts opens', async ({ scene }) => {
    const near = scene.dial(await plain(scene, credentials), { tls: { ca: ours.ca } })
    await scene.until(() => near.isOpen)
    expect(near.log).toEqual(['opened'])
  })

  test.for([
    ['for another host', 'certificate', () => ours.issue({ hosts: ['elsewhere.test'] })],
    [
      'that has expired',
      'certificate',
      () => ours.issue({ from: YESTERDAY, to: new Date(Date.now() - 60_000) }),
    ],
    ['of an authority nobody knows', 'certificate', () => theirs.issue()],
    ['that vouches for itself', 'certificate', () => selfSigned()],
  ] as const)('to a server with a certificate %s ends with tls: %s', async ([, of, issue], { scene }) => {
    const near = scene.dial(await plain(scene, await issue()), { tls: { ca: ours.ca } })
    await scene.until(() => near.isReleased)
    expect([near.log, near.cause]).toEqual([
      ['ended tls', 'released'],
      expect.objectContaining({ kind: 'tls', by: 'peer', of }),
    ])
  })

  test.for(['TLSv1.2', 'TLSv1.3'] as const)(
    'to a server that wants a certificate of ours ends with tls where there is none, in %s',
    async (version, { scene }) => {
      const endpoint = await plain(scene, {
        ...credentials,
        ca: ours.ca,
        requestCert: true,
        minVersion: version,
        maxVersion: version,
      })
      const near = scene.dial(endpoint, { tls: { ca: ours.ca } })
      await scene.until(() => near.isReleased)
      expect(near.cause).toMatchObject({ kind: 'tls', by: 'peer', of: 'certificate' })
    },
  )

  test('to a server that wants a certificate of ours opens with one, asked for anew for each dial', async ({
    scene,
  }) => {
    const endpoint = await plain(scene, { ...credentials, ca: ours.ca, requestCert: true })
    const client = await ours.issue({ client: true })
    let asked = 0
    const options = {
      tls: {
        ca: ours.ca,
        credentials: async () => {
          asked += 1
          return client
        },
      },
    }
    const [one, two] = [scene.dial(endpoint, options), scene.dial(endpoint, options)]
    await scene.until(() => one.isOpen && two.isOpen)
    expect(asked).toBe(2)
  })

  test('to a port in the clear ends with tls: handshake', async ({ scene }) => {
    const gate = await scene.openGate()
    const near = scene.dial(gate.endpoint.replace('ws:', 'wss:'), { tls: { ca: ours.ca } })
    await scene.until(() => near.isReleased && gate.log.length === 2)
    expect(near.cause).toMatchObject({ kind: 'tls', by: 'peer', of: 'handshake' })
    expect(gate.log).toEqual(['listening', 'turned away protocol'])
  })

  test('trusts anybody where it is told to', async ({ scene }) => {
    const near = scene.dial(await plain(scene, await selfSigned()), { tls: { rejectUnauthorized: false } })
    await scene.until(() => near.isOpen)
    expect(near.log).toEqual(['opened'])
  })

  test('asks for the name it is told, and expects it', async ({ scene }) => {
    const asked: string[] = []
    const elsewhere = await ours.issue({ hosts: ['elsewhere.test'] })
    const endpoint = await plain(scene, {
      ...elsewhere,
      SNICallback: (name, answer) => {
        asked.push(name)
        answer(null)
      },
    })
    const near = scene.dial(endpoint, { tls: { ca: ours.ca, servername: 'elsewhere.test' } })
    await scene.until(() => near.isOpen)
    expect(asked).toEqual(['elsewhere.test'])
  })
})

describe('A wss port of its own', () => {
  test('says so, and takes in who trusts it', async ({ scene }) => {
    const gate = scene.gate(`${WSS}/feed`, { tls: { credentials } })
    await scene.until(() => gate.endpoint !== '')
    const near = scene.dial(gate.endpoint, { tls: { ca: ours.ca } })
    await scene.until(() => near.isOpen && gate.accepts.length > 0)
    expect(gate.endpoint).toMatch(/^wss:\/\/127\.0\.0\.1:\d+\/feed$/)
    near.send('hello')
    await scene.until(() => gate.first.texts.length > 0)
    expect([gate.first.texts, gate.first.link.peer]).toEqual([
      ['hello'],
      expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    ])
  })

  test('turns away a peer that does not trust it, and says why', async ({ scene }) => {
    const gate = scene.gate(WSS, { tls: { credentials } })
    await scene.until(() => gate.endpoint !== '')
    const near = scene.dial(gate.endpoint, { tls: { ca: theirs.ca } })
    await scene.until(() => near.isReleased)
    expect(near.cause).toMatchObject({ kind: 'tls', of: 'certificate' })
    await scene.settle()
    expect(gate.accepts).toEqual([])
  })

  test('turns away a peer without the certificate it wants, and one in the clear', async ({ scene }) => {
    const gate = scene.gate(WSS, { tls: { credentials, ca: ours.ca, requestCert: true } })
    await scene.until(() => gate.endpoint !== '')
    const bare = scene.dial(gate.endpoint, { tls: { ca: ours.ca } })
    await scene.until(() => bare.isReleased && gate.log.length === 2)
    const clear = scene.dial(gate.endpoint.replace('wss:', 'ws:'))
    await scene.until(() => clear.isReleased && gate.log.length === 3)
    expect(bare.cause).toMatchObject({ kind: 'tls', of: 'certificate' })
    expect(clear.cause?.kind).toMatch(/^(protocol|reset)$/)
    expect(gate.log).toEqual(['listening', 'turned away tls', 'turned away tls'])
  })

  test.for(['TLSv1.2', 'TLSv1.3'] as const)(
    'turns away a peer whose certificate is of another authority, and tells of it once, in %s',
    async (version, { scene }) => {
      const gate = scene.gate(WSS, { tls: { credentials, ca: ours.ca, requestCert: true } })
      await scene.until(() => gate.endpoint !== '')
      const socket = scene.hold(
        tls.connect({
          port: Number(new URL(gate.endpoint).port),
          host: '127.0.0.1',
          ca: ours.ca,
          ...(await theirs.issue({ client: true })),
          minVersion: version,
          maxVersion: version,
        }),
      )
      let isGone = false
      socket.on('error', () => {})
      socket.resume().on('close', () => {
        isGone = true
        scene.happened()
      })
      await scene.until(() => isGone && gate.log.length > 1)
      await scene.settle()
      expect(gate.log).toEqual(['listening', 'turned away tls'])
    },
  )

  test('turns away a peer that says nothing', async ({ scene }) => {
    const gate = scene.gate(WSS, { tls: { credentials }, handshakeTimeoutMs: 40 })
    await scene.until(() => gate.endpoint !== '')
    let isGone = false
    scene
      .hold(connect({ port: Number(new URL(gate.endpoint).port), host: '127.0.0.1' }))
      .on('error', () => {})
      .resume()
      .on('close', () => {
        isGone = true
      })
    await scene.until(() => isGone && gate.log.length === 2)
    expect(gate.log).toEqual(['listening', 'turned away timeout'])
  })

  test('lets go of who is in the middle of its handshake when it closes', async ({ scene }) => {
    const gate = scene.gate(WSS, { tls: { credentials } })
    await scene.until(() => gate.endpoint !== '')
    let isGone = false
    const peer = scene.hold(connect({ port: Number(new URL(gate.endpoint).port), host: '127.0.0.1' }))
    // Who is let go with words of theirs unread is reset.
    peer.on('error', () => {})
    peer.resume().on('close', () => {
      isGone = true
    })
    peer.write(Buffer.from('160301', 'hex'))
    await scene.settle()
    gate.close()
    await scene.until(() => isGone)
    expect(gate.log).toEqual(['listening', 'closed'])
  })

  test('shows new certificates once they are exchanged; open links live on', async ({ scene }) => {
    const listener = websocketServer(WSS, { tls: { credentials } })
    const gate = scene.gateOn(() => listener)
    await scene.until(() => gate.endpoint !== '')
    const before = scene.dial(gate.endpoint, { tls: { ca: ours.ca } })
    await scene.until(() => before.isOpen && gate.accepts.length === 1)
    const renewed = await theirs.issue()
    listener.reload({ credentials: renewed })
    const after = scene.dial(gate.endpoint, { tls: { ca: theirs.ca } })
    await scene.until(() => after.isOpen && gate.accepts.length === 2)
    before.send('still here')
    await scene.until(() => gate.first.texts.length > 0)
    const { port } = new URL(gate.endpoint)
    const socket = scene.hold(tls.connect({ port: Number(port), host: '127.0.0.1', ca: theirs.ca }))
    let serial = ''
    socket.once('secureConnect', () => {
      serial = socket.getPeerCertificate().serialNumber
      scene.happened()
    })
    await scene.until(() => serial !== '')
    expect(serial).toBe(new X509Certificate(renewed.cert).serialNumber)
  })
})

test.for<[string, () => unknown]>([
  ['cert', () => websocketServer(WSS, { tls: { credentials: { ...credentials, cert: 'none' } } })],
  ['requestcert', () => websocketServer(WSS, { tls: Object.assign({ credentials }, { requestcert: true }) })],
  ['ca', () => websocketServer(WSS, { tls: { credentials, requestCert: true } })],
  ['tls', () => websocketServer(WSS)],
  ['tls', () => websocketServer('ws://127.0.0.1:0', { tls: { credentials } })],
  ['tls', () => websocketServer({ port: 0 }).reload({ credentials })],
  ['options', () => websocketServer(WSS, { tls: { credentials } }).reload(JSON.parse('null'))],
  [
    'cert',
    () =>
      websocketServer(WSS, { tls: { credentials } }).reload({ credentials: { ...credentials, cert: '' } }),
  ],
  [
    'requestCert',
    () =>
      websocketServer(WSS, { tls: { credentials } }).reload(
        Object.assign({ credentials }, { requestCert: true }),
      ),
  ],
])('A bad %s is refused by name: %s', ([option, use]) => {
  expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
})
