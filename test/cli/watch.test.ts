/** `pulsetree watch` from outside: the built program, and peers in processes of their own that only know sockets. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ceilingMs } from '../../src/machines/backoff.ts'
import { type Cli, cli } from '../support/cli.ts'
import { lastingPeer, peer } from '../support/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-watch-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Dead by 300 + 3 × 200 ms of silence. */
const PACE = '--json --every 300ms --timeout 200ms --misses 3 --backoff 50ms..200ms --stable 300ms'.split(' ')
const BOUND_MS = 900
/** What a busy machine may add: the signal's way, a tick, a late timer. */
const SLACK_MS = 1_000

/** Phases of one id, in order, as `from>to`. */
function edges(watch: Cli, id: string): string[] {
  return watch.events
    .filter((event) => event.kind === 'phase' && event.id === id)
    .map(({ from, to }) => `${from}>${to}`)
}

async function stopped(watch: Cli): Promise<number | null> {
  watch.signal('SIGINT')
  return (await watch.ended).status
}

describe('a peer that answers', () => {
  test('is alive; its frames are shown without heartbeats; a stop ends in order with a summary', async () => {
    await using feed = await peer('pong')
    await using watch = cli('watch', feed.endpoint, ...PACE)
    await watch.event({ kind: 'phase', id: feed.endpoint, from: null, to: 'connecting' })
    await watch.event({ kind: 'phase', to: 'alive', event: 'link.opened' })
    expect(await watch.event({ kind: 'frame' })).toMatchObject({ v: 1, id: feed.endpoint, text: 'hello' })
    watch.signal('SIGTERM')
    const dead = await watch.event({ kind: 'phase', from: 'alive', to: 'dead', event: 'stop' })
    expect(dead.cause).toEqual({ kind: 'cancelled', by: 'us' })
    await watch.event({ kind: 'phase', from: 'dead', to: 'stopped' })
    expect(await watch.event({ kind: 'summary' })).toMatchObject({ frames: 1, misses: 0, reconnects: 0 })
    expect(await watch.ended).toEqual({ status: 0, signal: null })
    expect(watch.stderr).toBe('')
  })

  test('has its round trips measured', async () => {
    await using feed = await peer('say')
    await using watch = cli('watch', feed.endpoint, '--json', '--every', '50ms')
    expect(await feed.line()).toMatch(/^"ping\\n/)
    feed.write('pong\nlater\n')
    await watch.event({ kind: 'frame', text: 'later' })
    expect(await stopped(watch)).toBe(0)
    expect(await watch.event({ kind: 'summary' })).toMatchObject({
      rttMs: { p50: expect.any(Number), p99: expect.any(Number) },
    })
  })

  test('is watched for as long as was asked', async () => {
    await using feed = await peer('pong')
    await using watch = cli('watch', feed.endpoint, '--json', '--for', '50ms')
    await watch.event({ kind: 'summary', id: feed.endpoint })
    expect(await watch.ended).toEqual({ status: 0, signal: null })
  })

  test('may be watched twice: the second time has an id of its own', async () => {
    await using feed = await peer('pong')
    await using watch = cli('watch', feed.endpoint, feed.endpoint, ...PACE)
    await watch.anyEvent({ kind: 'frame', id: feed.endpoint })
    await watch.anyEvent({ kind: 'frame', id: `${feed.endpoint}#2` })
    expect(await stopped(watch)).toBe(0)
  })
})

describe('a peer that is frozen', () => {
  test('is suspect, then dead within the bound, dialled again, and alive once it is thawed', async () => {
    await using feed = await peer('pong')
    await using watch = cli('watch', feed.endpoint, ...PACE)
    await watch.event({ kind: 'frame' })
    const frozenAt = Date.now()
    feed.signal('SIGSTOP')
    await watch.event({ kind: 'phase', from: 'alive', to: 'suspect', event: 'peer.silent' })
    const dead = await watch.event({ kind: 'phase', from: 'suspect', to: 'dead', event: 'peer.lost' })
    expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
    expect(dead.at - frozenAt).toBeLessThanOrEqual(BOUND_MS + SLACK_MS)
    await watch.event({ kind: 'phase', from: 'dead', to: 'backoff' })
    await watch.event({ kind: 'retry', attempt: 1 })
    await watch.event({ kind: 'phase', from: 'backoff', to: 'connecting' })
    // Its kernel accepts: such a link proves nothing, and the back-off goes on growing.
    await watch.event({ kind: 'retry', attempt: 2 })
    feed.signal('SIGCONT')
    await watch.event({ kind: 'frame', text: 'hello' })
    expect(await stopped(watch)).toBe(0)
    expect(new Set(edges(watch, feed.endpoint))).toContain('suspect>dead')
  })

  test('is dead within the same bound when we only listen', async () => {
    await using feed = await peer('pong')
    await using watch = cli('watch', feed.endpoint, ...PACE, '--ping', 'none')
    const { at } = await watch.event({ kind: 'frame' })
    const dead = await watch.event({ kind: 'phase', from: 'suspect', to: 'dead' })
    expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
    expect(dead.at - at).toBeLessThanOrEqual(BOUND_MS + SLACK_MS)
  })
})

describe('a peer that is killed', () => {
  test('is dead at once, refused while nobody is there, and alive when it is back', async () => {
    await using feed = await lastingPeer()
    await using watch = cli('watch', feed.endpoint, ...PACE)
    await watch.event({ kind: 'frame' })
    feed.signal('SIGKILL')
    const dead = await watch.event({ kind: 'phase', to: 'dead' })
    expect(dead.cause).toMatchObject({ kind: expect.stringMatching(/^(eof|reset)$/) })
    const refused = await watch.event({ kind: 'phase', from: 'connecting', to: 'dead' })
    expect(refused.cause).toMatchObject({ kind: 'refused', by: 'peer' })
    await using _again = await peer('pong', feed.port)
    await watch.event({ kind: 'frame', text: 'hello' })
    expect(await stopped(watch)).toBe(0)
  })
})

describe('nobody there', () => {
  test.each(['none', 'full', 'equal', 'decorrelated'] as const)(
    'is dialled again within the envelope of the jitter %s, until attempts are used up: status 1',
    async (jitter) => {
      await using watch = cli(
        'watch',
        'tcp://127.0.0.1:1',
        ...['--json', '--backoff', '20ms..80ms', '--jitter', jitter, '--attempts', '6'],
      )
      expect(await watch.ended).toEqual({ status: 1, signal: null })
      const delays = watch.events.filter(({ kind }) => kind === 'retry')
      expect(delays.map((retry) => retry.attempt)).toEqual([1, 2, 3, 4, 5])
      for (const { attempt = 0, delayMs } of delays) {
        const highest = ceilingMs(
          { firstMs: 20, maxMs: 80, factor: 2, jitter, attempts: 6, stableMs: 0 },
          attempt,
        )
        expect(delayMs).toBeLessThanOrEqual(highest)
        expect(delayMs).toBeGreaterThanOrEqual(
          { none: highest, full: 0, equal: highest / 2, decorrelated: 20 }[jitter],
        )
      }
      expect(edges(watch, 'tcp://127.0.0.1:1').at(-1)).toBe('dead>failed')
    },
  )

  test('is no failure of the run while another endpoint lives', async () => {
    await using feed = await peer('pong')
    await using watch = cli('watch', 'tcp://127.0.0.1:1', feed.endpoint, ...PACE, '--attempts', '1')
    await watch.anyEvent({ kind: 'summary', id: 'tcp://127.0.0.1:1' })
    await watch.anyEvent({ kind: 'frame', id: feed.endpoint })
    expect(await stopped(watch)).toBe(0)
  })
})

describe('heartbeats and frames', () => {
  test("a peer's own heartbeat is answered and hidden; bytes that are no text are shown as base64", async () => {
    await using device = await peer('say')
    await using watch = cli(
      'watch',
      device.endpoint,
      ...PACE,
      '--ping',
      'none',
      '--answer',
      'PING=PONG',
      '--answer',
      'beat=',
    )
    await watch.event({ kind: 'phase', to: 'alive' })
    device.write('PING\nbeat\n42 hello\n\\xff\n')
    expect(await device.line()).toBe('"PONG\\n"')
    expect(await watch.event({ kind: 'frame' })).toMatchObject({ text: '42 hello' })
    expect(await watch.event({ kind: 'frame' })).toMatchObject({ base64: '/w==' })
    expect(await stopped(watch)).toBe(0)
    expect(watch.events.filter(({ kind }) => kind === 'frame')).toHaveLength(2)
  })

  test('a frame that is too long ends the link with protocol', async () => {
    await using feed = await peer('pong')
    await using watch = cli('watch', feed.endpoint, ...PACE, '--max-frame', '4')
    const dead = await watch.event({ kind: 'phase', to: 'dead' })
    expect(dead.cause).toMatchObject({ kind: 'protocol', by: 'peer' })
  })
})

test('A recording holds the very lines that were printed', async () => {
  await using feed = await peer('pong')
  const file = join(folder, 'feed.jsonl')
  await using watch = cli('watch', feed.endpoint, ...PACE, '--record', file)
  await watch.event({ kind: 'frame' })
  expect(await stopped(watch)).toBe(0)
  expect(readFileSync(file, 'utf8')).toBe(`${watch.lines.join('\n')}\n`)
})

test('In text, each line says when, who and what, in plain words and without colours', async () => {
  await using feed = await peer('pong')
  await using watch = cli('watch', feed.endpoint, ...PACE.slice(1))
  await watch.line((line) => line.endsWith('frame      hello'))
  feed.signal('SIGKILL')
  await watch.line((line) => / dead {7}.*; the link is let go$/.test(line))
  await watch.line((line) => / retry {6}dials again in \d+ ms \(attempt 1\)$/.test(line))
  expect(await stopped(watch)).toBe(0)
  for (const line of watch.lines)
    expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d\d\d tcp:\/\/127\.0\.0\.1:\d+ [a-z]+ +[ -~]+$/)
})
