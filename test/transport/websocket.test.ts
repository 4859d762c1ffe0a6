import { lookup as systemLookup } from 'node:dns'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { describe, expect } from 'vitest'
import { ConnectionError } from '../../src/transport/transport.ts'
import {
  type WebSocketHeaders,
  type WebSocketLookup,
  type WebSocketTarget,
  websocket,
} from '../../src/transport/websocket.ts'
import { transportContract } from './contract.ts'
import { authority } from './support/certificates.ts'
import { secureWebSocketBench, WEBSOCKET, websocketBench } from './support/websocket-bench.ts'
import { type Scene, test } from './support/websocket-scene.ts'

transportContract('WebSocket', websocketBench, WEBSOCKET)
transportContract('WebSocket that compresses', () => websocketBench(true), WEBSOCKET)
transportContract('WebSocket over TLS', secureWebSocketBench, WEBSOCKET)

const there = 'ws://localhost:1'

describe('What WebSocket takes', () => {
  test.for<[WebSocketTarget, string]>([
    ['ws://localhost:7373/feed?token=secret', 'ws://localhost:7373/feed'],
    [new URL('wss://example.com'), 'wss://example.com/'],
    [() => 'ws://localhost', 'ws://(asked at each dial)'],
  ])('The target %s shows as %s', ([target, endpoint]) => {
    expect(websocket(target)).toMatchObject({ name: 'websocket', endpoint, cut: 'whole', pings: true })
  })

  test.for<[string, () => unknown]>([
    ['target', () => websocket('http://localhost')],
    ['target', () => websocket('ws://localhost/#x')],
    ['maxFrameBytes', () => websocket(there, { maxFrameBytes: 0 })],
    ['protocols', () => websocket(there, { protocols: 'two words' })],
    ['options', () => websocket(there, JSON.parse('null'))],
    ['options', () => websocket(there, JSON.parse('1'))],
    ['port', () => websocket('ws://localhost:0')],
    ['headers', () => websocket(there, { headers: { 'no name': 'x' } })],
    ['headers', () => websocket(there, { headers: { Upgrade: 'h2' } })],
    ['headers', () => websocket(there, JSON.parse('{"headers":5}'))],
    ['perMessageDeflate', () => websocket(there, JSON.parse('{"perMessageDeflate":{}}'))],
    ['tls', () => websocket('wss://localhost:1', JSON.parse('{"tls":true}'))],
    ['tls', () => websocket(there, { tls: { rejectUnauthorized: false } })],
    ['rejectUnauthorized', () => websocket(there, { tls: JSON.parse('{"rejectUnauthorized":0}') })],
    ['agent', () => websocket(there, { agent: { destroy: () => {} } })],
    ['localAddress', () => websocket(there, { localAddress: 'localhost' })],
    ['ca', () => websocket(there, { tls: { ca: 'none' } })],
    ['cert', () => websocket(there, { tls: { credentials: { cert: 'none', key: 'none' } } })],
    ['cert', () => websocket(there, { tls: Object.assign({ ca: '' }, { cert: 'none' }) })],
    ['followRedirects', () => websocket(there, Object.assign({ protocols: [] }, { followRedirects: true }))],
  ])('A bad %s is refused by name: %s', ([option, use]) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })

  test('What one learns of an endpoint is another’s only if both go there the same way', () => {
    const agents = [
      new HttpsProxyAgent('http://127.0.0.1:1'),
      new HttpsProxyAgent('http://127.0.0.1:1'),
    ] as const
    const lookup: WebSocketLookup = () => {}
    const names = [
      websocket(there),
      websocket(there, { agent: agents[0] }),
      websocket(there, { agent: agents[1] }),
      websocket(there, { lookup }),
    ].map(({ sharedAs }) => sharedAs)
    expect(names[0]).toBe(websocket(there).endpoint)
    expect(new Set(names).size).toBe(4)
    expect(websocket(there, { agent: agents[0] }).sharedAs).toBe(names[1])
  })

  test('A payload that is too long is refused before anything is dialled', () => {
    const transport = websocket(there, { maxFrameBytes: 4 })
    expect(transport.encode('four')).toBe('four')
    expect(() => transport.encode('fives')).toThrow(expect.objectContaining({ option: 'payload' }))
  })
})

describe('A WebSocket dial', () => {
  test('asks a target function anew for every dial', async ({ scene }) => {
    const gate = await scene.openGate()
    const answers = ['ws://127.0.0.1:1', gate.endpoint]
    const target = async () => answers.shift() ?? ''
    const [first, second] = [scene.dial(target), scene.dial(target)]
    await scene.until(() => first.isReleased && second.isOpen)
    expect([first.log, second.log]).toEqual([['ended refused', 'released'], ['opened']])
  })

  test('sends its headers, asked anew for every dial', async ({ scene }) => {
    const seen: (string | undefined)[] = []
    const gate = await scene.openGate({ authorise: ({ headers }) => seen.push(headers.authorization) > 0 })
    let token = 0
    const headers = async (): Promise<WebSocketHeaders> => {
      token += 1
      return { Authorization: `Bearer ${token}` }
    }
    for (const _ of ['once', 'and again']) {
      const near = scene.dial(gate.endpoint, { headers })
      await scene.until(() => near.isOpen)
    }
    const fixed = scene.dial(gate.endpoint, { headers: { authorization: 'Bearer fixed' } })
    await scene.until(() => fixed.isOpen)
    expect(seen).toEqual(['Bearer 1', 'Bearer 2', 'Bearer fixed'])
  })

  test.for<[string, WebSocketHeaders]>([
    ['Headers', new Headers({ authorization: 'Bearer 1' })],
    ['a Map', new Map([['authorization', 'Bearer 1']])],
    ['pairs', [['authorization', 'Bearer 1']]],
  ])('sends headers given as %s, or by a function', async ([, headers], { scene }) => {
    const seen: (string | undefined)[] = []
    const gate = await scene.openGate({
      authorise: (request) => seen.push(request.headers.authorization) > 0,
    })
    const dials = [headers, async () => headers].map((given) => scene.dial(gate.endpoint, { headers: given }))
    await scene.until(() => dials.every(({ isOpen }) => isOpen))
    expect(seen).toEqual(['Bearer 1', 'Bearer 1'])
  })

  test('asks for the host it is told to', async ({ scene }) => {
    const seen: (string | undefined)[] = []
    const gate = await scene.openGate({ authorise: (request) => seen.push(request.headers.host) > 0 })
    const near = scene.dial(gate.endpoint, { headers: { Host: 'elsewhere.test' } })
    await scene.until(() => near.isOpen)
    expect(seen).toEqual(['elsewhere.test'])
  })

  const failing: [string, string, () => Promise<never>][] = [
    [
      'a ConnectionError',
      'auth',
      () => Promise.reject(new ConnectionError('token', { kind: 'auth', by: 'us', detail: 'no' })),
    ],
    ['a system error', 'dns', () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))],
    ['a bug', 'crash', () => Promise.reject(new TypeError('a bug'))],
  ]
  test.for(failing)(
    'whose target function rejects with %s ends with %s',
    async ([, kind, fail], { scene }) => {
      const near = scene.dial(fail)
      await scene.until(() => near.isReleased)
      expect(near.log).toEqual([`ended ${kind}`, 'released'])
    },
  )
  test.for(failing)(
    'whose headers function rejects with %s ends with %s',
    async ([, kind, fail], { scene }) => {
      const near = scene.dial(there, { headers: fail })
      await scene.until(() => near.isReleased)
      expect(near.log).toEqual([`ended ${kind}`, 'released'])
    },
  )

  test.for<[string, Parameters<Scene['dial']>]>([
    ['target', [() => 'nonsense']],
    ['target', [() => 'ws://localhost:0']],
    ['headers', [there, { headers: () => ({ 'no name': 'x' }) }]],
    ['headers', [there, { headers: async () => JSON.parse('5') }]],
    ['headers', [there, { headers: () => JSON.parse('{}').forgotten }]],
    ['credentials', ['wss://localhost:1', { tls: { credentials: () => ({ cert: 'none', key: 'none' }) } }]],
  ])('whose %s function answers nonsense ends with crash', async ([, args], { scene }) => {
    const near = scene.dial(...args)
    await scene.until(() => near.isReleased)
    expect(near.log).toEqual(['ended crash', 'released'])
    expect(near.cause).toMatchObject({ error: { name: 'OptionError' } })
  })

  test('called off while its target is asked for connects to nothing', async ({ scene }) => {
    const gate = await scene.openGate()
    let answer = (_endpoint: string): void => {}
    const near = scene.dial(
      () =>
        new Promise<string>((resolve) => {
          answer = resolve
        }),
    )
    near.link.destroy()
    await scene.until(() => near.isReleased)
    answer(gate.endpoint)
    await scene.settle()
    expect([near.log, gate.accepts]).toEqual([['released'], []])
  })

  test('called off while the upgrade is under way leaves nothing behind', async ({ scene }) => {
    let request: Socket | null = null
    const { server, endpoint } = await scene.http()
    server.on('upgrade', ({ socket }) => {
      request = scene.hold(socket.resume())
      scene.happened()
    })
    const near = scene.dial(endpoint)
    await scene.until(() => request !== null)
    near.do('destroy', () => near.link.destroy())
    await scene.until(() => near.isReleased)
    expect(near.log).toEqual(['released'])
  })

  test('agrees on a subprotocol; one that was not offered is refused', async ({ scene }) => {
    const gate = await scene.openGate({ protocols: 'v2' })
    const near = scene.dial(gate.endpoint, { protocols: ['v3', 'v2'] })
    await scene.until(() => near.isOpen)
    const other = await scene.plainServer(() => {}, { handleProtocols: () => 'v9' })
    const refused = scene.dial(other, { protocols: 'v1' })
    await scene.until(() => refused.isReleased)
    expect(refused.log).toEqual(['ended protocol', 'released'])
  })

  test('resolves its name as it is told, and tries all addresses', async ({ scene }) => {
    const gate = await scene.openGate()
    const asked: string[] = []
    const near = scene.dial(gate.endpoint.replace('127.0.0.1', 'somewhere.test'), {
      lookup: (hostname, _options, answer) => {
        asked.push(hostname)
        // Nobody listens on the first.
        answer(null, [
          { address: '::1', family: 6 },
          { address: '127.0.0.1', family: 4 },
        ])
      },
    })
    await scene.until(() => near.isOpen)
    expect(asked).toEqual(['somewhere.test'])
  })

  test('takes a lookup that is Node’s own', async ({ scene }) => {
    const gate = await scene.openGate()
    const near = scene.dial(gate.endpoint.replace('127.0.0.1', 'localhost'), {
      lookup: (hostname, options, answer) =>
        systemLookup(hostname, { ...options, all: true }, (error, addresses) =>
          answer(error, addresses ?? []),
        ),
    })
    await scene.until(() => near.isOpen)
  })

  test.runIf(process.platform === 'linux')(
    'leaves from the local address it is told to',
    async ({ scene }) => {
      const gate = await scene.openGate()
      const near = scene.dial(gate.endpoint, { localAddress: '127.0.0.2' })
      await scene.until(() => near.isOpen && gate.accepts.length > 0)
      expect(gate.first.link.peer).toMatch(/^127\.0\.0\.2:\d+$/)
    },
  )
})

/** A proxy that opens tunnels, and notes where to. */
async function openProxy(scene: Scene, status = 200): Promise<{ endpoint: string; asked: string[] }> {
  const asked: string[] = []
  const server = scene.keep(createServer())
  server.on('connect', ({ url = '', socket }) => {
    asked.push(url)
    socket.on('error', () => {})
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    const [host, port] = url.split(':')
    const far = scene.hold(connect({ host: host ?? '', port: Number(port) }))
    far.on('error', () => socket.destroy())
    far.on('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(far).pipe(socket)
    })
  })
  return { endpoint: (await scene.listening(server)).replace('ws:', 'http:'), asked }
}

describe('Through an HTTP proxy', () => {
  test('a dial opens, and both ends talk', async ({ scene }) => {
    const gate = await scene.openGate()
    const { endpoint, asked } = await openProxy(scene)
    const near = scene.dial(gate.endpoint, { agent: new HttpsProxyAgent(endpoint) })
    await scene.until(() => near.isOpen && gate.accepts.length > 0)
    near.send('there')
    gate.first.send('and back')
    await scene.until(() => near.texts.length > 0 && gate.first.texts.length > 0)
    expect([gate.first.texts, near.texts, asked]).toEqual([
      ['there'],
      ['and back'],
      [new URL(gate.endpoint).host],
    ])
  })

  test('a dial by wss checks the server’s certificate, not the proxy’s', async ({ scene }) => {
    const { ca, issue } = await authority()
    const gate = scene.gate('wss://127.0.0.1:0', { tls: { credentials: await issue() } })
    await scene.until(() => gate.endpoint !== '')
    const agent = new HttpsProxyAgent((await openProxy(scene)).endpoint)
    const trusting = scene.dial(gate.endpoint, { agent, tls: { ca } })
    const wary = scene.dial(gate.endpoint, { agent })
    await scene.until(() => trusting.isOpen && wary.isReleased)
    expect(wary.cause).toMatchObject({ kind: 'tls', of: 'certificate' })
  })

  test.for([
    [407, 'protocol'],
    [403, 'auth'],
    [502, 'refused'],
  ] as const)('that answers %i itself, a dial ends with %s', async ([status, kind], { scene }) => {
    const { endpoint } = await openProxy(scene, status)
    const near = scene.dial(there, { agent: new HttpsProxyAgent(endpoint) })
    await scene.until(() => near.isReleased)
    expect(near.log).toEqual([`ended ${kind}`, 'released'])
  })

  test('that nobody listens to, a dial is refused', async ({ scene }) => {
    const near = scene.dial(there, { agent: new HttpsProxyAgent('http://127.0.0.1:1') })
    await scene.until(() => near.isReleased)
    expect(near.log).toEqual(['ended refused', 'released'])
  })
})
