/** The built program against a peer that falls silent, or whose feed has stopped, and while it does not run itself. */
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { premise } from '../../network/support/premise.ts'
import { type Cli, cli } from '../../support/cli.ts'

let server: Server | undefined
let socket: Socket | undefined
afterEach(async () => {
  socket?.destroy()
  await new Promise((resolve) => server?.close(resolve))
})

/** Answers the first `answers` lines by pong, says hello before, and nothing else. */
async function answering(answers: number): Promise<string> {
  const listening = createServer((accepted) => {
    let left = answers
    socket = accepted
    accepted.write('hello\n')
    accepted.on('error', () => {})
    accepted.setEncoding('utf8').on('data', (text: string) => {
      for (const _ of text.matchAll(/ping\n/g)) if (left-- > 0) accepted.write('pong\n')
    })
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('not bound')
  return `tcp://127.0.0.1:${address.port}`
}

async function stopped(watch: Cli) {
  watch.signal('SIGINT')
  expect(await watch.ended).toEqual({ status: 0, signal: null })
  expect(watch.stderr).toBe('')
}

describe('a peer that answered quickly and falls silent', () => {
  const BOUND_MS = 50 + 3 * 500

  test.each([
    // 50 ms, and then as late as is beyond doubt after what was learned; on a busy machine a probe later.
    ['phi', 350, BOUND_MS],
    ['adaptive', 350, BOUND_MS],
    ['fixed', BOUND_MS, BOUND_MS + 1_500],
  ])('is found by %s, the detector', async (detector, leastMs, mostMs) => {
    const endpoint = await answering(15)
    await using watch = cli(
      ...['watch', endpoint, '--json', '--every', '50ms', '--timeout', '500ms', '--detector', detector],
    )
    await watch.event({ kind: 'phase', from: 'alive', to: 'suspect' })
    const dead = await watch.event({ kind: 'phase', to: 'dead', event: 'peer.lost' })
    expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
    expect(dead.detectionMs).toBeGreaterThanOrEqual(leastMs)
    await stopped(watch)
    // More than one where a busy machine let it wait for an answer before.
    const suspicions = watch.events.filter(({ to }) => to === 'suspect').length
    const summary = await watch.event({ kind: 'summary' })
    expect(summary).toMatchObject({
      suspicions,
      verdicts: 1,
      detectionMs: { p50: expect.any(Number), p99: expect.any(Number) },
      rttMs: { p99: expect.any(Number) },
    })
    // Whoever has learned to wait for late answers waits for them.
    if (Number(dead.detectionMs) >= mostMs)
      premise(Number(summary.rttMs?.p99) < 100, 'the peer answers quickly')
    expect(dead.detectionMs).toBeLessThan(mostMs)
  })

  test('is found within the time of a preset, what was typed beside it in its place', async () => {
    const endpoint = await answering(3)
    await using watch = cli('watch', endpoint, '--json', ...'--preset lan --every 100ms'.split(' '))
    const dead = await watch.event({ kind: 'phase', to: 'dead', event: 'peer.lost' })
    // On a busy machine a probe later, as well.
    expect(dead.detectionMs).toBeGreaterThanOrEqual(100 + 500 + 1_500)
    expect(dead.detectionMs).toBeLessThan(1_000 + 500 + 1_500)
  })
})

describe('a feed that stops while pings are answered', () => {
  const PACE = '--json --every 50ms --timeout 2s --stale 300ms --backoff 10ms..10ms'.split(' ')

  test('is told, and told again when data comes', async () => {
    const endpoint = await answering(1_000)
    await using watch = cli('watch', endpoint, ...PACE)
    const stale = await watch.event({ kind: 'stale', id: endpoint })
    expect(stale.silentMs).toBeGreaterThanOrEqual(300)
    socket?.write('data\n')
    await watch.event({ kind: 'fresh', id: endpoint })
    await stopped(watch)
    expect(watch.events.filter(({ to }) => to === 'suspect')).toEqual([])
  })

  test('is dialled again where that was asked for', async () => {
    const endpoint = await answering(1_000)
    await using watch = cli('watch', endpoint, ...PACE, '--when-stale', 'end')
    await watch.event({ kind: 'stale' })
    const dead = await watch.event({ kind: 'phase', to: 'dead' })
    expect(dead.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'stale' })
    await watch.event({ kind: 'phase', from: 'backoff', to: 'connecting' })
    await watch.event({ kind: 'frame', text: 'hello' })
    await stopped(watch)
  })
})

test('A healthy peer outlives a stop of this program that a silent one would not, and the stall is told', async () => {
  const endpoint = await answering(1_000)
  await using watch = cli('watch', endpoint, '--json', '--every', '500ms', '--timeout', '500ms')
  await watch.event({ kind: 'frame', text: 'hello' })
  watch.signal('SIGSTOP')
  // No ping came for so long: it is stopped.
  await new Promise((resolve) => socket?.setTimeout(2_200).once('timeout', resolve))
  watch.signal('SIGCONT')
  await watch.line((line) => Number(JSON.parse(line).lostMs) >= 2_000)
  socket?.write('data\n')
  await watch.event({ kind: 'frame', text: 'data' })
  await stopped(watch)
  expect(watch.events.filter(({ event }) => event === 'peer.lost')).toEqual([])
})

test('Of several connections the last line is the total, without an id; of one it would say nothing new', async () => {
  const endpoint = await answering(1_000)
  await using pair = cli('watch', endpoint, endpoint, '--json')
  await pair.anyEvent({ kind: 'frame', id: endpoint })
  await pair.anyEvent({ kind: 'frame', id: `${endpoint}#2` })
  await stopped(pair)
  expect(pair.events.at(-1)).toMatchObject({ kind: 'total', connections: 2, frames: 2, verdicts: 0 })
  expect(pair.events.at(-1)).not.toHaveProperty('id')

  await using single = cli('watch', endpoint, '--json')
  await single.event({ kind: 'frame' })
  await stopped(single)
  expect(single.events.filter(({ kind }) => kind === 'total')).toEqual([])
})
