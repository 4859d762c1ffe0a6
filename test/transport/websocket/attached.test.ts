import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { describe, expect } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Authorise } from '../../../src/transport/websocket/authorise.ts'
import { freePort } from '../../support/free-port.ts'
import { test } from '../support/websocket-scene.ts'

async function statusOf(endpoint: string): Promise<number> {
  const [response] = await once(get(endpoint.replace('ws:', 'http:')), 'response')
  response.resume()
  await once(response, 'end')
  return response.statusCode
}

describe('On a server of somebody’s', () => {
  test('that listens already, it listens at once', async ({ scene }) => {
    const { server, endpoint } = await scene.http()
    const gate = scene.gate({ server, path: '/feed' })
    await scene.until(() => gate.endpoint !== '')
    expect(gate.endpoint).toBe(`${endpoint}/feed`)
    const near = scene.dial(`${endpoint}/feed`)
    await scene.until(() => near.isOpen && gate.accepts.length > 0)
  })

  test('that listens later, it listens then', async ({ scene }) => {
    const { server } = await scene.http(() => {}, false)
    const gate = scene.gate({ server })
    await scene.settle()
    expect(gate.log).toEqual([])
    const endpoint = await scene.listening(server)
    await scene.until(() => gate.log.length > 0)
    expect([gate.log, gate.endpoint]).toEqual([['listening'], endpoint])
  })

  test('that cannot listen, it fails, and the server’s owner hears of it all the same', async ({ scene }) => {
    const { server: taken } = await scene.http()
    const { server } = await scene.http(() => {}, false)
    const heard: Error[] = []
    server.on('error', (error) => heard.push(error))
    const gate = scene.gate({ server })
    const address = taken.address()
    server.listen(address)
    await scene.until(() => gate.log.includes('closed'))
    expect([gate.log, heard.length]).toEqual([['failed exhausted', 'closed'], 1])
  })

  test('whatever else it serves goes on, upgrades of others included', async ({ scene }) => {
    const { server, endpoint } = await scene.http((_request, response) => response.writeHead(204).end())
    const others = new WebSocketServer({ noServer: true })
    server.on('upgrade', (request, socket, head) => {
      if (request.url === '/theirs')
        others.handleUpgrade(request, socket, head, (peer) => peer.send('theirs'))
    })
    const gate = scene.gate({ server, path: '/ours' })
    const theirs = scene.plainClient(`${endpoint}/theirs`)
    const ours = scene.plainClient(`${endpoint}/ours`)
    await scene.until(() => theirs.log.includes('text theirs') && ours.log.includes('open'))
    expect([await statusOf(endpoint), gate.accepts.length, gate.log]).toEqual([204, 1, ['listening']])
  })

  test('two of ours share it, each with its path; what is for neither is answered 404, once', async ({
    scene,
  }) => {
    const { server, endpoint } = await scene.http()
    const gates = ['/a', '/b'].map((path) => scene.gate({ server, path }))
    const [a, b, none] = ['/a', '/b', '/c'].map((path) => scene.plainClient(`${endpoint}${path}`))
    await scene.until(
      () => a?.log.length === 1 && b?.log.length === 1 && (none?.log.includes('close 1006') ?? false),
    )
    expect([a?.log, b?.log, none?.log[0]]).toEqual([['open'], ['open'], 'answered 404'])
    expect(gates.map(({ accepts, log }) => [accepts.length, log])).toEqual([
      [1, ['listening', 'turned away protocol']],
      [1, ['listening']],
    ])
  })

  test('whoever of ours names the path gets the peer, not the one for any path before it', async ({
    scene,
  }) => {
    const { server, endpoint } = await scene.http()
    const [any, feed] = [
      scene.gate({ server }),
      scene.gate({ server, path: '/feed' }, { authorise: async () => true }),
    ]
    const [one, two] = ['/feed', '/else'].map((path) => scene.dial(`${endpoint}${path}`))
    await scene.until(() => (one?.isOpen ?? false) && (two?.isOpen ?? false))
    await scene.settle()
    expect([any.accepts.length, feed.accepts.length]).toEqual([1, 1])
    feed.close()
    const late = scene.dial(`${endpoint}/feed`)
    await scene.until(() => late.isOpen)
    expect([any.accepts.length, feed.accepts.length]).toEqual([2, 1])
  })

  test.for([undefined, '/feed'])(
    'a second one of ours for the same path (%s) fails, until the first has closed',
    async (path, { scene }) => {
      const { server, endpoint } = await scene.http()
      const where = path === undefined ? { server } : { server, path }
      const [first, second] = [scene.gate(where), scene.gate(where)]
      await scene.until(() => second.log.includes('closed'))
      expect([first.log, second.log]).toEqual([['listening'], ['failed exhausted', 'closed']])
      first.close()
      const third = scene.gate(where)
      await scene.until(() => third.endpoint !== '')
      const near = scene.dial(`${endpoint}${path ?? ''}`)
      await scene.until(() => near.isOpen && third.accepts.length === 1)
    },
  )

  test.for<[string, Authorise]>([
    ['at once', () => true],
    ['after a while', async () => true],
  ])(
    'a peer that somebody else has let in as well is a bug of ours alone, told %s',
    async ([, authorise], { scene }) => {
      const { server, endpoint } = await scene.http()
      const others = new WebSocketServer({ noServer: true })
      server.on('upgrade', (request, socket, head) =>
        others.handleUpgrade(request, socket, head, (peer) =>
          peer.on('message', (data) => peer.send(String(data))),
        ),
      )
      const gate = scene.gate({ server }, { authorise })
      const { peer, log } = scene.plainClient(endpoint)
      await scene.until(() => (gate.accepts[0]?.isReleased ?? false) && log.includes('open'))
      peer.send('theirs')
      await scene.until(() => log.includes('text theirs'))
      expect(gate.first.log).toEqual(['ended crash', 'released'])
    },
  )

  test('it leaves when it closes: the server stays, and so do the links', async ({ scene }) => {
    const { server, endpoint } = await scene.http((_request, response) => response.writeHead(204).end())
    const listeners = ['upgrade', 'listening', 'error'].map((event) => server.listenerCount(event))
    const gate = scene.gate({ server })
    const near = scene.dial(endpoint)
    await scene.until(() => near.isOpen && gate.accepts.length > 0)
    gate.close()
    gate.close()
    await scene.until(() => gate.log.includes('closed'))
    near.send('still here')
    await scene.until(() => gate.first.texts.length > 0)
    expect(gate.log).toEqual(['listening', 'closed'])
    expect(await statusOf(endpoint)).toBe(204)
    expect(['upgrade', 'listening', 'error'].map((event) => server.listenerCount(event))).toEqual(listeners)
  })

  test('closed before the server listens, it is never heard listening', async ({ scene }) => {
    const server = scene.keep(createServer())
    const gate = scene.gate({ server })
    gate.close()
    server.listen(await freePort(), '127.0.0.1')
    await once(server, 'listening')
    await scene.settle()
    expect(gate.log).toEqual(['closed'])
  })
})
