import { describe, expect, test } from 'vitest'
import { Lane } from '../../../src/testing/loopback/lane.ts'
import { type Limit, Line, Road } from '../../../src/testing/loopback/road.ts'
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.ts'
import { type End, meanwhile, opened, Target } from './support/sockets.ts'

interface Scene extends AsyncDisposable {
  readonly clock: VirtualClock
  readonly road: Road
  readonly readLimits: Set<Limit>
  readonly lane: Lane
  /** What is paused when too much is held. */
  readonly source: End
  /** What arrived. */
  readonly arrived: End
  say(text: string): 'reset' | 'taken'
}

/** A lane by itself: what is said on it arrives over a real socket, by a clock that is moved. */
async function scene(windowBytes = 65_536): Promise<Scene> {
  const target = await Target.open()
  const sink = await opened(target.port)
  const arrived = await target.next()
  const source = await opened(target.port)
  const clock = virtualClock()
  const road = new Road('us', 'server')
  const readLimits = new Set<Limit>()
  const lane = new Lane(road, new Line(readLimits), source.socket, { clock, random: () => 0, windowBytes })
  lane.leadTo(sink.socket)
  return {
    clock,
    road,
    readLimits,
    lane,
    source,
    arrived,
    say: (text) => lane.take(Buffer.from(text)),
    async [Symbol.asyncDispose]() {
      for (const one of [sink, source, target]) await one[Symbol.asyncDispose]()
    },
  }
}

describe('What is taken', () => {
  test('goes on at once, in order, and then the end', async () => {
    await using it = await scene()
    it.say('a')
    it.say('b')
    it.lane.end('fin')
    await it.arrived.until(({ fate }) => fate !== null)
    expect([it.arrived.text, it.arrived.fate]).toEqual(['ab', 'end'])
  })

  test('is late by the delay of the road, and nothing overtakes it when that is gone', async () => {
    await using it = await scene()
    const delay = { ms: 100, jitterMs: 0 }
    it.road.delays.add(delay)
    it.say('a')
    await it.clock.advance(60)
    it.road.delays.delete(delay)
    it.road.changed()
    it.say('b')
    await it.clock.advance(39)
    expect(it.clock.pending).toBe(1)
    await it.clock.advance(1)
    expect(it.clock.pending).toBe(0)
    await it.arrived.until(({ text }) => text === 'ab')
  })

  test('is held while the road or this connection is cut, an end and a reset as well', async () => {
    await using it = await scene()
    it.road.cuts += 1
    it.lane.cuts += 1
    it.lane.end('rst')
    it.road.cuts -= 1
    it.road.changed()
    await it.clock.advance(10_000)
    await meanwhile()
    expect(it.arrived.fate).toBeNull()
    it.lane.cuts -= 1
    it.road.changed()
    await it.arrived.until(({ fate }) => fate !== null)
    expect(it.arrived.fate).toBe('ECONNRESET')
  })

  test('trickles on a narrow road: a piece a fiftieth of a second, after its time', async () => {
    await using it = await scene()
    const limit = { bytesPerSecond: 100 }
    it.road.limits.add(limit)
    it.say('abcdef')
    const seen: string[] = []
    for (let step = 0; step < 3; step += 1) {
      await it.clock.advance(20)
      await it.arrived.until(({ text }) => text.length === 2 * (step + 1))
      seen.push(it.arrived.text)
    }
    expect(seen).toEqual(['ab', 'abcd', 'abcdef'])
  })

  test('comes at once when a narrow road is wide again', async () => {
    await using it = await scene()
    const limit = { bytesPerSecond: 1 }
    it.road.limits.add(limit)
    it.say('abcdef')
    await it.clock.advance(999)
    expect(it.arrived.text).toBe('')
    it.road.limits.delete(limit)
    it.road.changed()
    await it.arrived.until(({ text }) => text === 'abcdef')
  })

  test('waits for a process that reads nothing, and the sender is held back beyond the window', async () => {
    await using it = await scene(4)
    const limit = { bytesPerSecond: 0 }
    it.readLimits.add(limit)
    it.say('abc')
    expect(it.source.socket.isPaused()).toBe(false)
    it.say('d')
    expect([it.source.socket.isPaused(), it.clock.pending]).toEqual([true, 0])
    it.readLimits.delete(limit)
    it.road.changed()
    await it.arrived.until(({ text }) => text === 'abcd')
    expect(it.source.socket.isPaused()).toBe(false)
  })
})

describe('A verdict', () => {
  test('of delay makes one piece late, and what follows with it', async () => {
    await using it = await scene()
    const judgement = { share: 1, verdict: { kind: 'delay', ms: 50 } } as const
    it.road.judgements.add(judgement)
    it.say('a')
    it.road.judgements.delete(judgement)
    it.say('b')
    await it.clock.advance(49)
    expect([it.arrived.text, it.clock.pending]).toEqual(['', 1])
    await it.clock.advance(1)
    await it.arrived.until(({ text }) => text === 'ab')
  })

  test('of reset is told to whoever took it', async () => {
    await using it = await scene()
    it.road.judgements.add({ share: 1, verdict: { kind: 'reset' } })
    expect(it.say('a')).toBe('reset')
  })

  test('of cut holds this connection until whoever said so is gone', async () => {
    await using it = await scene()
    const judgement = { share: 1, verdict: { kind: 'cut' } } as const
    it.road.judgements.add(judgement)
    it.say('a')
    it.road.changed()
    await it.clock.advance(1_000)
    expect(it.arrived.text).toBe('')
    it.road.judgements.delete(judgement)
    it.road.changed()
    await it.arrived.until(({ text }) => text === 'a')
  })
})

test('Closed, it forgets what it holds and waits for nothing', async () => {
  await using it = await scene()
  it.road.delays.add({ ms: 100, jitterMs: 0 })
  it.say('a')
  it.lane.close()
  expect([it.clock.pending, it.road.waiting.size]).toEqual([0, 0])
  expect(it.say('b')).toBe('taken')
  it.lane.end('fin')
  await it.clock.advance(1_000)
  expect(it.arrived.text).toBe('')
})
