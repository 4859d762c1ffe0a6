import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/clock/clock.ts'
import { Relay } from '../../../src/testing/loopback/relay.ts'
import { Road } from '../../../src/testing/loopback/road.ts'
import { type End, echo, meanwhile, opened, Target } from './support/sockets.ts'

interface Scene extends AsyncDisposable {
  readonly out: Road
  readonly back: Road
  readonly relay: Relay
  readonly target: Target
  readonly near: End
  /** Resolves when it is gone. */
  readonly gone: Promise<void>
  readonly dial: () => void
}

async function scene(answer?: (end: End) => void): Promise<Scene> {
  const target = await Target.open(answer)
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
  server.listen({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const address = server.address()
  const accepted = once(server, 'connection')
  const near = await opened(typeof address === 'object' && address !== null ? address.port : 0)
  const [socket] = await accepted
  const [out, back] = [new Road('us', 'server'), new Road('server', 'us')]
  let isGone = (): void => {}
  const gone = new Promise<void>((resolve) => {
    isGone = resolve
  })
  const relay = new Relay(
    { out, back, nearReads: new Set(), farReads: new Set() },
    socket,
    { clock: systemClock, random: () => 0, windowBytes: 65_536 },
    () => isGone(),
  )
  return {
    out,
    back,
    relay,
    target,
    near,
    gone,
    dial: () => relay.dial({ host: '127.0.0.1', port: target.port }),
    async [Symbol.asyncDispose]() {
      relay.reset()
      await gone
      await near[Symbol.asyncDispose]()
      await target[Symbol.asyncDispose]()
      server.close()
    },
  }
}

describe('A connection through the proxy', () => {
  test('carries bytes both ways, and ends as it was ended, with nothing left', async () => {
    await using it = await scene(echo)
    it.dial()
    it.near.socket.write('hello')
    await it.near.until(({ text }) => text === 'hello')
    it.near.socket.end('bye')
    await it.near.until(({ socket }) => socket.closed)
    await it.gone
    expect([it.near.text, it.near.fate]).toEqual(['hellobye', 'end'])
    expect([it.out.waiting.size, it.back.waiting.size]).toEqual([0, 0])
  })

  test('carries megabytes whole, and holds back whoever is too quick', async () => {
    await using it = await scene(echo)
    it.dial()
    const sent = 'x'.repeat(4_000_000)
    it.near.socket.end(sent)
    await it.near.until(({ fate }) => fate !== null)
    expect(it.near.text.length).toBe(sent.length)
  })

  test('goes one way on when the other has ended', async () => {
    await using it = await scene()
    it.dial()
    const far = await it.target.next()
    far.socket.end('last words')
    await it.near.until(({ fate }) => fate === 'end')
    it.near.socket.write('still here')
    await far.until(({ text }) => text === 'still here')
    expect(it.near.text).toBe('last words')
  })

  test('A reset at one end is one at the other', async () => {
    await using it = await scene()
    it.dial()
    const far = await it.target.next()
    far.socket.resetAndDestroy()
    await it.near.until(({ fate }) => fate !== null)
    await it.gone
    expect(it.near.fate).toBe('ECONNRESET')
  })

  test('A reset on the way is one at both ends', async () => {
    await using it = await scene()
    it.dial()
    const far = await it.target.next()
    it.near.socket.write('a')
    await far.until(({ text }) => text === 'a')
    it.relay.reset()
    await Promise.all([it.near, far].map((end) => end.until(({ fate }) => fate !== null)))
    expect([it.near.fate, far.fate]).toEqual(['ECONNRESET', 'ECONNRESET'])
  })
})

test('Until it is dialled on, it is accepted and nothing more; then what was said arrives', async () => {
  await using it = await scene(echo)
  it.near.socket.write('anybody?')
  await meanwhile()
  expect([it.target.ends.length, it.near.text]).toEqual([0, ''])
  it.dial()
  it.dial()
  await it.near.until(({ text }) => text === 'anybody?')
  expect(it.target.ends).toHaveLength(1)
})

test('Where nobody listens behind the proxy, who was accepted is reset', async () => {
  await using it = await scene()
  const { port } = it.target
  it.target.server.close()
  it.relay.dial({ host: '127.0.0.1', port })
  await it.near.until(({ fate }) => fate !== null)
  expect(it.near.fate).toBe('ECONNRESET')
})

test('Who leaves behind a cut leaves the other end half-open, until the cure', async () => {
  await using it = await scene(echo)
  it.dial()
  const far = await it.target.next()
  it.near.socket.write('a')
  await it.near.until(({ text }) => text === 'a')
  for (const road of [it.out, it.back]) road.cuts += 1
  it.near.socket.destroy()
  await meanwhile()
  expect([far.fate, far.socket.closed]).toEqual([null, false])
  for (const road of [it.out, it.back]) {
    road.cuts -= 1
    road.changed()
  }
  await far.until(({ fate }) => fate !== null)
  await it.gone
})

test('Its directions are found by their roads', async () => {
  await using it = await scene()
  expect([it.relay.laneOn(it.out)?.road, it.relay.laneOn(it.back)?.road]).toEqual([it.out, it.back])
  expect(it.relay.laneOn(new Road('a', 'b'))).toBeUndefined()
})
