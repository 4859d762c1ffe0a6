import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, describe, expect, test } from 'vitest'
import { breaker } from '../../src/breaker/index.ts'
import { pingPong, supervise } from '../../src/index.ts'
import { channels, diagnostics } from '../../src/monitoring/diagnostics.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { Service } from '../pool/support/service.ts'
import { FakeTransport } from '../supervisor/fakes.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 }

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** What comes on a channel from now on, until `end`. */
function heard(name: string): { messages: { [key: string]: unknown }[]; end: () => void } {
  const messages: { [key: string]: unknown }[] = []
  const listener = (message: unknown, on: string | symbol): void => {
    expect(on).toBe(name)
    messages.push(Object(message))
  }
  subscribe(name, listener)
  const end = (): void => void unsubscribe(name, listener)
  ends.push(end)
  return { messages, end }
}

describe('The feed on its channel', () => {
  test('says what the feed says, with the supervisor beside it, until it is closed', async () => {
    const world = testWorld({ latencyMs: 0 })
    peerServer(world.network, pong)
    const published = diagnostics(world.supervisor)
    const { messages } = heard(channels.feed)
    world.supervisor.connect('a', world.toPeer(), { heartbeat })
    await world.clock.advance(2_000)
    world.network.freeze('peer')
    await world.clock.advance(5_000)
    expect(messages.map(({ event }) => event)).toEqual(world.events)
    expect(world.phases('a')).toContain('dead')
    expect(messages.every(({ supervisor }) => supervisor === world.supervisor)).toBe(true)
    published.close()
    const { length } = messages
    void world.supervisor.stop({ now: true })
    await world.clock.advance(5_000)
    expect(messages).toHaveLength(length)
  })

  test('is off while nobody is subscribed: no event is built, before the first and after the last', async () => {
    const clock = virtualClock()
    const fleet = supervise({ clock })
    using _ = diagnostics(fleet)
    const { feed } = fleet.branch
    expect(feed.live).toBe(false)
    const { messages, end } = heard(channels.feed)
    expect(feed.live).toBe(true)
    fleet.connect('a', new FakeTransport())
    expect(messages).toHaveLength(2)
    end()
    expect(feed.live).toBe(false)
    fleet.connect('b', new FakeTransport())
    expect(messages).toHaveLength(2)
    const stopped = fleet.stop({ now: true })
    await clock.advance(5_000)
    await stopped
  })
})

test('Events of a pool and phases of a breaker come on channels of theirs', async () => {
  const service = new Service('a', 'b')
  using published = diagnostics(service.supervisor)
  const inPool = heard(channels.pool)
  const ofBreakers = heard(channels.breaker)
  const prices = service.pool({ endpoints: ['a', 'b'] })
  using guard = breaker({ clock: service.clock, failures: 1, id: 'guard' })
  published.add(prices)
  published.add(guard)
  await service.clock.advance(10)
  await guard.call(() => Promise.reject(new Error('no'))).catch(() => {})
  const { length } = inPool.messages
  expect(inPool.messages.map(({ event }) => event)).toEqual(service.events.slice(-length))
  expect(inPool.messages.every(({ pool }) => pool === prices)).toBe(true)
  expect(ofBreakers.messages).toMatchObject([
    { breaker: guard, change: { phase: 'closed' } },
    { breaker: guard, change: { phase: 'open', by: 'failures' } },
  ])
  published.close()
  guard.stop()
  expect(ofBreakers.messages).toHaveLength(2)
  await service.end()
  expect(inPool.messages).toHaveLength(length)
})
