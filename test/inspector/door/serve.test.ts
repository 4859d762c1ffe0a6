import { once } from 'node:events'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { MOST_ASKED_BYTES, MOST_PAGES, type Served, serve } from '../../../src/inspector/door/serve.ts'
import { type DoorOptions, doorPlan } from '../../../src/inspector/options.ts'
import type { Connection } from '../../../src/supervisor/handle.ts'
import { ask, feedOf, HTML, pageFile, statusOfUpgrade } from '../support/scene.ts'

interface Scene extends Served {
  readonly arrived: Connection[]
}

async function served(door: DoorOptions = {}, page?: URL): Promise<Scene> {
  const arrived: Connection[] = []
  const options = { holds: false, page: page ?? (await pageFile()) }
  const server = await serve(doorPlan(door), options, (connection) => arrived.push(connection))
  onTestFinished(() => server.close())
  return { ...server, arrived }
}

async function open(url: string): Promise<WebSocket> {
  const ws = new WebSocket(feedOf(url))
  onTestFinished(() => ws.terminate())
  await once(ws, 'open')
  return ws
}

describe('The page', () => {
  test('is opened by its address alone, and nobody keeps, frames or guesses it', async () => {
    const { url } = await served()
    const { status, headers, body } = await ask(url)
    expect([status, body]).toEqual([200, HTML])
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    })
    expect(headers['content-security-policy']).toContain(`connect-src 'self' ws://${new URL(url).host} `)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('can be asked about by HEAD, and by nothing that changes anything', async () => {
    const { url } = await served()
    const { status, headers, body } = await ask(url, { method: 'HEAD' })
    expect([status, headers['content-length'], body]).toEqual([200, String(HTML.length), ''])
    const refused = await ask(url, { method: 'POST' })
    expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD'])
  })

  test('that was not built is said to be so', async () => {
    const { url } = await served({}, new URL('nowhere.html', await pageFile()))
    const { status, body } = await ask(url)
    expect([status, body]).toEqual([503, expect.stringContaining('npm run build')])
  })
})

describe('The page, any other path and the feed', () => {
  const foreign = { origin: 'http://evil.example' }
  const rebound = { host: 'rebound.example' }
  const paths = ['/', '/data.json', '/feed']

  test.each(paths)('%s: 401 without the token, and with a wrong one', async (path) => {
    const { url } = await served()
    const { origin } = new URL(url)
    const none = await ask(`${origin}${path}`)
    expect([none.status, none.headers['cache-control'], none.headers['content-type']]).toEqual([
      401,
      'no-store',
      'text/plain; charset=utf-8',
    ])
    expect((await ask(`${origin}${path}?token=wrong-wrong-wrong`)).status).toBe(401)
    const ws = origin.replace('http', 'ws')
    expect(await statusOfUpgrade(`${ws}${path}`)).toBe(401)
    expect(await statusOfUpgrade(`${ws}${path}?token=wrong-wrong-wrong`)).toBe(401)
  })

  test.each(paths)(
    '%s: 403 for pages of other sites and names that lead here, even with the token',
    async (path) => {
      const { url } = await served()
      const there = url.replace('/?', `${path}?`)
      for (const headers of [foreign, rebound]) {
        expect((await ask(there, { headers })).status).toBe(403)
        expect(await statusOfUpgrade(there.replace('http', 'ws'), headers)).toBe(403)
      }
    },
  )

  test('nothing else is there: 404 for requests and upgrades alike', async () => {
    const { url } = await served()
    const elsewhere = url.replace('/?', '/data.json?')
    expect((await ask(elsewhere)).status).toBe(404)
    expect(await statusOfUpgrade(elsewhere.replace('http', 'ws'))).toBe(404)
    // The feed is no page, and the page no feed.
    expect((await ask(url.replace('/?', '/feed?'))).status).toBe(404)
    expect(await statusOfUpgrade(url.replace('http', 'ws'))).toBe(404)
  })

  test('a page of ours is let in, by its own address or one that was named', async () => {
    const { url } = await served({ origins: ['https://ops.example.com'] })
    expect(await statusOfUpgrade(feedOf(url), { origin: new URL(url).origin })).toBe(101)
    expect(await statusOfUpgrade(feedOf(url), { origin: 'https://ops.example.com' })).toBe(101)
  })
})

describe('The feed', () => {
  test('answers a ping in words, which is no frame of the page', async () => {
    const { url, arrived } = await served()
    const ws = await open(url)
    const [page] = arrived
    const heard = page === undefined ? null : page[Symbol.asyncIterator]()
    ws.send('ping')
    const [answer] = await once(ws, 'message')
    ws.send('something')
    const first = await heard?.next()
    expect([String(answer), page?.counts.frames, String(first?.value)]).toEqual(['pong', 1, 'something'])
  })

  test('takes no message of a page beyond its limit, and tells longer ones', async () => {
    const { url, arrived } = await served()
    const ws = await open(url)
    const long = 'x'.repeat(2_000_000)
    const telling = once(ws, 'message')
    await arrived[0]?.send(long)
    const [told] = await telling
    expect(String(told)).toHaveLength(long.length)
    ws.on('error', () => {})
    ws.send('x'.repeat(MOST_ASKED_BYTES + 1))
    const [code] = await once(ws, 'close')
    expect(code).toBe(1009)
  })

  test('has room for so many pages, and answers further ones 503', async () => {
    const { url } = await served()
    const pages = await Promise.all(Array.from({ length: MOST_PAGES }, () => open(url)))
    expect(pages).toHaveLength(MOST_PAGES)
    expect(await statusOfUpgrade(feedOf(url))).toBe(503)
  })
})

describe('Its address', () => {
  test('has the real port and the token in it', async () => {
    const { url, port } = await served({ token: 'a-token-of-a-test' })
    expect(url).toBe(`http://127.0.0.1:${port}/?token=a-token-of-a-test`)
  })

  test('leads to this machine where all of its addresses are listened on', async () => {
    const { url, port } = await served({ host: '0.0.0.0', token: 'a-token-of-a-test' })
    expect(url).toBe(`http://127.0.0.1:${port}/?token=a-token-of-a-test`)
    expect((await ask(url)).status).toBe(200)
  })

  test.runIf(hasIPv6())('may be of IPv6', async () => {
    const { url, port } = await served({ host: '::1' })
    expect(url.startsWith(`http://[::1]:${port}/?token=`)).toBe(true)
    expect((await ask(url)).status).toBe(200)
    expect(await statusOfUpgrade(feedOf(url))).toBe(101)
  })

  test('that is taken is said to be so, at once', async () => {
    const { port } = await served()
    await expect(served({ port })).rejects.toMatchObject({
      name: 'ConnectionError',
      message: expect.stringMatching(`^cannot show the inspector on 127.0.0.1:${port}: .*EADDRINUSE`),
      cause: { kind: 'exhausted', by: 'us' },
    })
  })
})

test('Closed, nothing is left: pages, sockets that say nothing, and the port', async () => {
  const { url, port, close } = await served()
  const ws = await open(url)
  const mute = connect(port, '127.0.0.1')
  await once(mute, 'connect')
  const left = once(ws, 'close')
  const muted = once(mute, 'close')
  mute.on('error', () => {})
  await Promise.all([close(), close()])
  const [code] = await left
  await muted
  expect(code).toBe(1001)
  await expect(ask(url)).rejects.toThrow('ECONNREFUSED')
})

function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
}
