/** WebSocket endpoints from outside, against peers that know the package `ws` alone. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cli, cli, type Line } from '../../support/cli.ts'
import { peer, type TestProcess } from '../../support/process.ts'
import { type CertificateFiles, certificateFiles } from './certificates.ts'
import { stranger } from './stranger.ts'

let files: CertificateFiles
beforeAll(async () => {
  files = await certificateFiles()
})
afterAll(() => files.remove())

/** Dead by 200 + 3 × 200 ms of silence. */
const PACE = '--json --every 200ms --timeout 200ms --misses 3 --backoff 20ms..50ms'.split(' ')
const BOUND_MS = 800
/** What a busy machine may add: the signal's way, a tick, a late timer. */
const SLACK_MS = 1_000

async function server(...settings: readonly string[]): Promise<{ feed: TestProcess; endpoint: string }> {
  const feed = stranger('ws-peer', 'serve', ...settings)
  return { feed, endpoint: `ws://127.0.0.1:${await feed.line()}/prices` }
}

/** Nothing was missed, unless it was told that a busy machine had let the peer answer so late that it was suspect. */
function expectAnswers(watch: Cli, { misses, suspicions }: Line): void {
  const suspects = watch.events.filter(({ to }) => to === 'suspect').length
  expect(suspicions).toBe(suspects)
  if (suspects === 0) expect(misses).toBe(0)
}

const isPing = (line: string): boolean => line === 'ping'

describe('a WebSocket peer that is watched', () => {
  test('is pinged by the protocol, has its round trips measured, and hears a goodbye', async () => {
    const { feed, endpoint } = await server()
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE)
    await watch.event({ kind: 'phase', id: endpoint, to: 'alive' })
    expect(await watch.event({ kind: 'frame' })).toMatchObject({ id: endpoint, text: 'hello' })
    for (let pings = 0; pings < 3; pings += 1) await feed.line(isPing)
    watch.signal('SIGTERM')
    await feed.line((line) => line === 'closed 1000')
    const summary = await watch.event({ kind: 'summary' })
    expect(summary).toMatchObject({ frames: 1, rttMs: { p50: expect.any(Number), p99: expect.any(Number) } })
    expectAnswers(watch, summary)
    expect(await watch.ended).toEqual({ status: 0, signal: null })
    expect(feed.lines.filter((line) => line.startsWith('message'))).toEqual([])
    expect(watch.stderr).toBe('')
  })

  test('is suspect, then dead within the bound, once it is frozen', async () => {
    const { feed, endpoint } = await server()
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE)
    await watch.event({ kind: 'frame' })
    const frozenAt = Date.now()
    feed.signal('SIGSTOP')
    await watch.event({ kind: 'phase', from: 'alive', to: 'suspect' })
    const dead = await watch.event({ kind: 'phase', from: 'suspect', to: 'dead' })
    expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
    expect(dead.at - frozenAt).toBeLessThanOrEqual(BOUND_MS + SLACK_MS)
  })

  test('is asked by text where a text was typed, and its answers are hidden', async () => {
    const { feed, endpoint } = await server()
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE, '--ping', 'ping', '--pong', 'pong')
    for (let pings = 0; pings < 3; pings += 1) await feed.line((line) => line === 'message ping')
    watch.signal('SIGTERM')
    const summary = await watch.event({ kind: 'summary' })
    expect(summary).toMatchObject({ frames: 1, rttMs: { p50: expect.any(Number) } })
    expectAnswers(watch, summary)
    await watch.ended
    expect(feed.lines.filter(isPing)).toEqual([])
  })

  test('is only listened to with --ping none, and dead by its silence within the same bound', async () => {
    const { feed, endpoint } = await server()
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE, '--ping', 'none')
    const { at } = await watch.event({ kind: 'frame' })
    const dead = await watch.event({ kind: 'phase', from: 'suspect', to: 'dead' })
    expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
    expect(dead.at - at).toBeLessThanOrEqual(BOUND_MS + SLACK_MS)
    expect(feed.lines.filter((line) => /^(ping|message)/.test(line))).toEqual([])
  })

  test('sees path, query, headers and subprotocols as they were typed', async () => {
    const { feed, endpoint } = await server()
    await using _ = feed
    const asked = ['--header', 'Authorization: Bearer a:b', '--header', 'X-Shard: 7', '--subprotocol', 'v2']
    await using watch = cli('watch', `${endpoint}?token=x`, ...PACE, ...asked, '--subprotocol', 'v1')
    await watch.event({ kind: 'frame', id: endpoint })
    const request = await feed.line((line) => line.startsWith('request'))
    const [, url, ...headers] = request.split(' ')
    expect(url).toBe('/prices?token=x')
    expect(JSON.parse(headers.join(' '))).toMatchObject({
      authorization: 'Bearer a:b',
      'x-shard': '7',
      'sec-websocket-protocol': 'v2,v1',
    })
  })

  test.each([
    ['401', { kind: 'auth', by: 'peer' }],
    ['403', { kind: 'auth', by: 'peer' }],
  ])('is failed at once, with status 1, when it answers the upgrade by %s', async (status, cause) => {
    const { feed, endpoint } = await server(status)
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE)
    expect((await watch.event({ kind: 'phase', to: 'failed' })).cause).toMatchObject(cause)
    expect(await watch.ended).toEqual({ status: 1, signal: null })
  })

  test('is dialled again when it answers the upgrade by 503, and a line of text says why', async () => {
    const { feed, endpoint } = await server('503')
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE.slice(1))
    await watch.line((line) => / dead {7}refused \(.*503.*\); the link is let go$/.test(line))
    await watch.line((line) => line.includes(' retry '))
  })

  test('is dead with the code of its goodbye, and dialled again', async () => {
    const { feed, endpoint } = await server()
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE)
    await watch.event({ kind: 'frame' })
    feed.write('close 1012\n')
    const dead = await watch.event({ kind: 'phase', to: 'dead' })
    expect(dead.cause).toEqual({ kind: 'closed', by: 'peer', code: 1012, planned: true })
    await watch.event({ kind: 'frame', text: 'hello' })
  })

  test('is dead by protocol when a message is longer than --max-frame', async () => {
    const { feed, endpoint } = await server()
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE, '--max-frame', '4')
    const dead = await watch.event({ kind: 'phase', to: 'dead' })
    expect(dead.cause).toMatchObject({ kind: 'protocol', by: 'peer' })
    await feed.line((line) => line === 'closed 1009')
  })

  test('may be watched beside a stream, each with its own heartbeat', async () => {
    const { feed, endpoint } = await server()
    await using _ = feed
    await using stream = await peer('pong')
    await using watch = cli('watch', endpoint, stream.endpoint, ...PACE, '--codec', 'raw')
    await watch.event({ kind: 'frame', id: stream.endpoint, text: 'hello\n' })
    await feed.line(isPing)
    watch.signal('SIGTERM')
    await watch.ended
    expect(watch.events.filter(({ kind }) => kind === 'summary')).toHaveLength(2)
    expect(feed.lines.filter((line) => line.startsWith('message'))).toEqual([])
  })
})

async function serving(
  endpoint = 'ws://127.0.0.1:0/devices',
  ...options: readonly string[]
): Promise<{ serve: Cli; endpoint: string }> {
  const serve = cli('serve', endpoint, ...PACE.slice(0, 7), ...options)
  const listening = await serve.event({ kind: 'listening' })
  return { serve, endpoint: String(listening.endpoint) }
}

describe('serve over WebSocket', () => {
  test('says where it listens, answers pings of the protocol and of text, and shows business', async () => {
    const { serve, endpoint } = await serving()
    await using _ = serve
    expect(endpoint).toMatch(/^ws:\/\/127\.0\.0\.1:[1-9]\d*\/devices$/)
    await using device = stranger('ws-peer', 'dial', endpoint)
    await device.line((line) => line === 'open ')
    device.write('ping\n')
    await device.line((line) => line === 'pong')
    device.write('send ping\n')
    await device.line((line) => line === 'message pong')
    device.write('send 42 hello\n')
    expect(await serve.event({ kind: 'frame' })).toMatchObject({
      id: `${endpoint}#1`,
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      text: '42 hello',
    })
    device.write('bytes 00ff\n')
    expect(await serve.event({ kind: 'frame' })).toMatchObject({ base64: 'AP8=' })
  })

  test('pings its peers, measures their answers, and finds a frozen one', async () => {
    const { serve, endpoint } = await serving()
    await using _ = serve
    await using device = stranger('ws-peer', 'dial', endpoint)
    await device.line(isPing)
    await device.line(isPing)
    device.signal('SIGSTOP')
    const dead = await serve.event({ kind: 'phase', from: 'suspect', to: 'dead' })
    expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
    expect(await serve.event({ kind: 'summary' })).toMatchObject({ rttMs: { p50: expect.any(Number) } })
  })

  test('says goodbye when it stops', async () => {
    const { serve, endpoint } = await serving()
    await using _ = serve
    await using device = stranger('ws-peer', 'dial', endpoint)
    await serve.event({ kind: 'phase', to: 'alive' })
    serve.signal('SIGTERM')
    await device.line((line) => line === 'closed 1001')
    expect(await serve.ended).toEqual({ status: 0, signal: null })
  })

  test('sends no pings of its own where --idle is the rule, so that the idle are closed', async () => {
    const serve = cli('serve', 'ws://127.0.0.1:0', '--json', '--idle', '400ms')
    await using _ = serve
    const { endpoint = '' } = await serve.event({ kind: 'listening' })
    await using device = stranger('ws-peer', 'dial', endpoint)
    const dead = await serve.event({ kind: 'phase', to: 'dead' })
    expect(dead.cause).toEqual({ kind: 'timeout', by: 'us', of: 'idle' })
    await device.line((line) => line === 'closed 1001')
    expect(device.lines.filter(isPing)).toEqual([])
  })

  test('speaks the subprotocol it was told to, with those who offer it', async () => {
    const { serve, endpoint } = await serving(undefined, '--subprotocol', 'v2', '--subprotocol', 'v1')
    await using _ = serve
    await using device = stranger('ws-peer', 'dial', endpoint, '-', 'v0', 'v1')
    expect(await device.line()).toBe('open v1')
  })

  test('turns those away who ask for another path, and says so', async () => {
    const { serve, endpoint } = await serving()
    await using _ = serve
    await using device = stranger('ws-peer', 'dial', `${endpoint}/else`)
    await device.line((line) => /^failed .*404/.test(line))
    expect(await serve.event({ kind: 'rejected' })).toMatchObject({ endpoint, why: expect.any(String) })
  })
})

describe('over TLS', () => {
  test('a peer is served, and lives on while those who come after SIGHUP see another certificate', async () => {
    const [cert, key] = [join(files.folder, 'now.pem'), join(files.folder, 'now-key.pem')]
    copyFileSync(files.cert, cert)
    copyFileSync(files.key, key)
    const { serve, endpoint } = await serving('wss://127.0.0.1:0/devices', '--cert', cert, '--key', key)
    await using _ = serve
    expect(endpoint).toMatch(/^wss:\/\/127\.0\.0\.1:[1-9]\d*\/devices$/)
    await using first = stranger('ws-peer', 'dial', endpoint, files.ca)
    await first.line((line) => line === 'open ')
    copyFileSync(files.elsewhereCert, cert)
    copyFileSync(files.elsewhereKey, key)
    serve.signal('SIGHUP')
    await serve.event({ kind: 'note' })
    await using second = stranger('ws-peer', 'dial', endpoint, files.ca)
    await second.line((line) => /^failed Hostname\/IP does not match/.test(line))
    first.write('send ping\n')
    await first.line((line) => line === 'message pong')
  })

  test('one of ours watches one of ours, and fails where the certificate is of nobody it trusts', async () => {
    const own = ['--cert', files.cert, '--key', files.key]
    const { serve, endpoint } = await serving('wss://127.0.0.1:0', ...own)
    await using _ = serve
    await using watch = cli('watch', endpoint, ...PACE, '--ca', files.ca)
    await watch.event({ kind: 'phase', to: 'alive' })
    await using wary = cli('watch', endpoint, ...PACE)
    expect((await wary.event({ kind: 'phase', to: 'failed' })).cause).toMatchObject({
      kind: 'tls',
      of: 'certificate',
    })
    expect(await wary.ended).toEqual({ status: 1, signal: null })
  })
})
