/** `pulsetree serve` from outside: the built program, and peers in processes of their own that only know sockets. */
import { describe, expect, test } from 'vitest'
import { type Cli, cli, cliResult, type Line } from '../support/cli.ts'
import { type Peer, peer } from '../support/process.ts'

const ANY_PORT = 'tcp://127.0.0.1:0'

/** Starts it; answers with the endpoint of its first line. */
async function serving(
  ...options: readonly string[]
): Promise<{ serve: Cli; endpoint: string; port: number }> {
  const serve = cli('serve', ANY_PORT, '--json', ...options)
  const first: Line = JSON.parse(await serve.line())
  expect(first).toEqual({ v: 1, at: expect.any(Number), kind: 'listening', endpoint: expect.any(String) })
  const endpoint = String(first.endpoint)
  return { serve, endpoint, port: Number(new URL(endpoint).port) }
}

test('A heartbeat is answered and hidden, business is shown, and a stop closes in order', async () => {
  const { serve, endpoint, port } = await serving()
  await using _ = serve
  await using device = await peer('dial', port)
  const accepted = await serve.event({ kind: 'phase', from: null, to: 'connecting' })
  expect(accepted).toMatchObject({ id: `${endpoint}#1`, peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/) })
  device.write('ping\n')
  expect(await device.line()).toBe('"pong\\n"')
  device.write('42 hello\n')
  expect(await serve.event({ kind: 'frame' })).toMatchObject({ ...whoOf(accepted), text: '42 hello' })
  serve.signal('SIGTERM')
  expect(await device.line()).toBe('closed')
  expect(await serve.event({ kind: 'summary' })).toMatchObject({ ...whoOf(accepted), frames: 1, beats: 1 })
  expect(await serve.ended).toEqual({ status: 0, signal: null })
  expect(serve.stderr).toBe('')
})

test('Beats are sent unasked at their interval, and nobody dies for not answering', async () => {
  const { serve, port } = await serving('--beat', 'heartbeat', '--every', '50ms')
  await using _ = serve
  await using device = await peer('dial', port)
  // Two that come together are one piece.
  for (let beats = 0; beats < 10; ) {
    const piece = String(JSON.parse(await device.line()))
    expect(piece).toMatch(/^(heartbeat\n)+$/)
    beats += piece.split('\n').length - 1
  }
  serve.signal('SIGINT')
  await serve.ended
  expect(serve.events.filter(({ kind }) => kind === 'phase').map((event) => event.to)).toEqual([
    'connecting',
    'alive',
    'dead',
    'stopped',
  ])
})

test('A device that falls silent is suspect, then dead, and gone', async () => {
  const { serve, port } = await serving('--answer', 'HEARTBEAT=', '--every', '200ms', '--timeout', '100ms')
  await using _ = serve
  await using device = await heardAgain(serve, port)
  const dead = await serve.event({ kind: 'phase', from: 'suspect', to: 'dead', event: 'peer.lost' })
  expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
  expect(await device.line()).toBe('closed')
  expect(await serve.event({ kind: 'phase', to: 'stopped' })).toMatchObject({ cause: { kind: 'silent' } })
})

/** A device that was suspect, and is heard in time; on a busy machine that may take more than one. */
async function heardAgain(serve: Cli, port: number): Promise<Peer> {
  for (;;) {
    const device = await peer('dial', port)
    device.write('HEARTBEAT\n')
    await serve.event({ kind: 'phase', from: 'alive', to: 'suspect', event: 'peer.silent' })
    device.write('HEARTBEAT\n')
    const { to, event } = await serve.event({ kind: 'phase', from: 'suspect' })
    if (to === 'alive') {
      expect(event).toBe('peer.heard')
      return device
    }
    await device[Symbol.asyncDispose]()
  }
}

describe('connections end by their own rule', () => {
  test('a short one by its age, whatever still comes', async () => {
    const { serve, port } = await serving('--codec', 'raw', '--max-age', '400ms')
    await using _ = serve
    await using device = await peer('dial', port)
    // Its age counts from then on, or a moment later.
    const { at } = await serve.event({ kind: 'phase', from: null, to: 'connecting' })
    const saying = setInterval(() => device.write('Hello'), 50)
    const dead = await serve.event({ kind: 'phase', to: 'dead' })
    clearInterval(saying)
    expect(dead.cause).toEqual({ kind: 'timeout', by: 'us', of: 'age' })
    expect(dead.at - at).toBeGreaterThanOrEqual(399)
    expect(await device.line()).toBe('closed')
  })

  test('a long one by its silence, which each piece of data puts off', async () => {
    const { serve, port } = await serving('--codec', 'raw', '--idle', '400ms')
    await using _ = serve
    await using device = await peer('dial', port)
    await serve.event({ kind: 'phase', to: 'alive' })
    const at = Date.now()
    device.write("0 Hello I'm MyHeartbeat Client.")
    await serve.event({ kind: 'frame', text: "0 Hello I'm MyHeartbeat Client." })
    const dead = await serve.event({ kind: 'phase', to: 'dead' })
    expect(dead.cause).toEqual({ kind: 'timeout', by: 'us', of: 'idle' })
    expect(dead.at - at).toBeGreaterThanOrEqual(399)
    expect(await device.line()).toBe('closed')
  })
})

test('More connections than allowed are turned away, and the others live on', async () => {
  const { serve, endpoint, port } = await serving('--max-connections', '1')
  await using _ = serve
  await using first = await peer('dial', port)
  await serve.event({ kind: 'phase', to: 'alive' })
  await using second = await peer('dial', port)
  expect(await serve.event({ kind: 'rejected' })).toMatchObject({
    endpoint,
    peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    why: expect.stringContaining('1'),
  })
  expect(await second.line()).toBe('closed')
  first.write('still here\n')
  await serve.event({ kind: 'frame', text: 'still here' })
})

test('A port that is taken is one line on stderr, and status 1', async () => {
  const { serve, endpoint } = await serving()
  await using _ = serve
  const { status, stderr } = await cliResult('serve', endpoint)
  expect(status).toBe(1)
  expect(stderr).toMatch(
    /^pulsetree: cannot listen on tcp:\/\/127\.0\.0\.1:\d+ \(listen EADDRINUSE[^\n]*\)\n$/,
  )
})

test('It serves for as long as was asked', async () => {
  expect(await cliResult('serve', ANY_PORT, '--for', '50ms')).toMatchObject({ status: 0, stderr: '' })
})

function whoOf({ id, peer: address }: Line): object {
  return { id, peer: address }
}
