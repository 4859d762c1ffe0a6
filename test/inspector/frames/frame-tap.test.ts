import { describe, expect, test } from 'vitest'
import type { ConnectOptions } from '../../../src/index.ts'
import { FrameTap, MOST_FRAMES } from '../../../src/inspector/frames/frame-tap.ts'
import { rotation } from '../../../src/machines/rotation.ts'
import { peerServer, pong, testWorld } from '../../support/world.ts'

const HEARTBEAT = { protocol: { beat: 'ping', pong: 'pong' }, everyMs: 100, timeoutMs: 100 } as const

async function looked(
  options: ConnectOptions = {},
  answer: (frame: string) => string | undefined = (frame) => pong(frame) ?? `re: ${frame}`,
) {
  const world = testWorld()
  const peers = peerServer(world.network, answer)
  const prices = world.supervisor.connect('prices', world.toPeer(), { heartbeat: HEARTBEAT, ...options })
  const received: string[] = []
  prices.frames$.subscribe(({ text }) => received.push(text))
  await world.clock.advance(10)
  let passed = 0
  const tap = new FrameTap('prices', world.supervisor, 'all', () => {
    passed += 1
  })
  const told = (): string[] =>
    (tap.take()?.frames ?? []).map(({ way, isBeat, text }) => `${way} ${isBeat ? 'beat ' : ''}${text}`)
  return { ...world, peers, prices, tap, received, told, passed: () => passed }
}

describe('Looking at what goes over a connection', () => {
  test('shows frames and heartbeats, both ways, in their order; and the connection goes on as it did', async () => {
    const { clock, prices, tap, received, told, passed } = await looked()
    const { traffic } = prices.session
    void prices.send('hello')
    await clock.advance(100)
    const seen = told()
    expect(seen.filter((one) => !one.includes('beat'))).toEqual(['out hello', 'in re: hello'])
    expect(seen.filter((one) => one.includes('beat')).slice(0, 2)).toEqual(['out beat ping', 'in beat pong'])
    expect([received, passed()]).toEqual([['re: hello'], seen.length])
    expect([tap.take(), prices.phase]).toEqual([null, 'alive'])
    tap.leave()
    void prices.send('unseen')
    await clock.advance(200)
    expect([tap.take(), received, prices.misses]).toEqual([null, ['re: hello', 're: unseen'], 0])
    expect(prices.session.traffic).toBe(traffic)
  })

  test('leaves all as it was: nobody stands between any more', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const prices = world.supervisor.connect('prices', world.toPeer(), { heartbeat: HEARTBEAT })
    await world.clock.advance(10)
    const { traffic } = prices.session
    const { sorter, link } = traffic
    const tap = new FrameTap('prices', world.supervisor, 'all', () => {})
    expect(traffic.sorter === sorter || traffic.link === link).toBe(false)
    tap.leave()
    tap.leave()
    expect([traffic.sorter === sorter, traffic.link === link]).toEqual([true, true])
  })

  test('goes on over the next link, and over one that takes its place', async () => {
    const { clock, peers, prices, tap, told } = await looked({ rotation: rotation() })
    peers[0]?.link?.close()
    await clock.advance(20_000)
    tap.refresh()
    told()
    void prices.send('second')
    await clock.advance(20)
    expect(told()).toEqual(expect.arrayContaining(['out second', 'in re: second']))
    const rotating = prices.rotate()
    await clock.advance(1_000)
    await rotating
    tap.refresh()
    told()
    void prices.send('third')
    await clock.advance(20)
    expect(told()).toEqual(expect.arrayContaining(['out third', 'in re: third']))
  })

  test('is bounded: what is beyond is counted, and not looked at', async () => {
    const { clock, prices, tap } = await looked({ heartbeat: 'none' }, () => undefined)
    for (let nth = 0; nth < MOST_FRAMES + 50; nth += 1) void prices.send(String(nth))
    await clock.advance(10)
    const taken = tap.take()
    expect([taken?.frames.length, taken?.left, taken?.frames.at(-1)?.text]).toEqual([200, 50, '199'])
    expect(tap.take()).toBeNull()
  })

  test('of one that is not there shows nothing until it comes', async () => {
    const world = testWorld()
    peerServer(world.network, () => 'hello')
    const tap = new FrameTap('late', world.supervisor, 'all', () => {})
    tap.refresh()
    const late = world.supervisor.connect('late', world.toPeer())
    await world.clock.advance(10)
    tap.refresh()
    void late.send('x')
    await world.clock.advance(10)
    expect(tap.take()?.frames.map(({ text }) => text)).toEqual(['x', 'hello'])
  })

  test('does not make it a reader: what nobody reads is held, as before', async () => {
    const world = testWorld()
    peerServer(world.network, () => 'hello')
    const prices = world.supervisor.connect('prices', world.toPeer(), { holdFrames: 2 })
    await world.clock.advance(10)
    const tap = new FrameTap('prices', world.supervisor, 'all', () => {})
    for (let nth = 0; nth < 5; nth += 1) void prices.send('x')
    await world.clock.advance(10)
    expect(prices.held).toBe(2)
    tap.leave()
  })
})
