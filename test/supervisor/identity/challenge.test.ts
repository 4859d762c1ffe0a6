import { expect, test } from 'vitest'
import type { Connection } from '../../../src/index.ts'
import { pingPong } from '../../../src/index.ts'
import { challenge } from '../../../src/supervisor/identity/challenge.ts'
import { pong } from '../../support/world.ts'
import { connectionsOf, gateway } from './support/gateway.ts'

const heartbeat = { protocol: pingPong, everyMs: 10_000, timeoutMs: 500, misses: 2 }

/** Two links of one identity, and what becomes of a challenge to both. */
async function scene(asks = true) {
  const world = await gateway({ maxPerIdentity: 2 }, { heartbeat })
  const peers = [await world.comes('device-7', 'a'), await world.comes('device-7', 'b')]
  await world.clock.advance(100)
  const left = new AbortController()
  const whom: { links: readonly Connection[] } = { links: connectionsOf(world.table, 'device-7') }
  let answer: boolean | null = null
  const begin = (): void => {
    void challenge(whom, 2, () => asks, world.clock, left.signal).then((proven) => {
      answer = proven
    })
  }
  return { ...world, peers, whom, left, begin, answer: () => answer }
}

test('Those who all answer have proven that they are there', async () => {
  const { begin, peers, clock, answer } = await scene()
  for (const peer of peers) peer.answer = pong
  begin()
  await clock.advance(120)
  expect([answer(), peers.map(({ got }) => got)]).toEqual([true, [['ping'], ['ping']]])
})

test('As long as one does not answer, nothing is proven', async () => {
  const { begin, peers, clock, answer } = await scene()
  const [first, second] = peers
  if (first !== undefined) first.answer = pong
  begin()
  await clock.advance(400)
  expect(answer()).toBeNull()
  second?.send('here')
  await clock.advance(60)
  expect(answer()).toBe(true)
})

test('A sign of life within a millisecond of the question may have left before it came, and proves nothing', async () => {
  const { begin, peers, clock, answer } = await scene()
  begin()
  for (const peer of peers) peer.send('business')
  await clock.advance(400)
  expect(answer()).toBeNull()
  for (const peer of peers) peer.send('here')
  await clock.advance(60)
  expect(answer()).toBe(true)
})

test('It is over as soon as one of them is gone', async () => {
  const { begin, clock, answer, whom } = await scene()
  begin()
  await clock.advance(60)
  whom.links = whom.links.slice(1)
  await clock.advance(60)
  expect(answer()).toBe(false)
})

test('It is over, and leaves no timer, when the newcomer has left', async () => {
  const { begin, clock, answer, left } = await scene()
  begin()
  await clock.advance(60)
  const { pending } = clock
  left.abort()
  await clock.advance(0)
  expect([answer(), clock.pending]).toEqual([false, pending - 1])
})

test('It is over before it has begun, when the newcomer has left by then', async () => {
  const { begin, clock, answer, left } = await scene()
  const { pending } = clock
  left.abort()
  begin()
  await clock.advance(0)
  expect([answer(), clock.pending]).toEqual([false, pending])
})

test('Those who cannot be asked have proven it, unless they are suspect', async () => {
  const world = await scene(false)
  world.begin()
  await world.clock.advance(0)
  expect(world.answer()).toBe(true)
  const other = await scene(false)
  for (const host of ['a', 'b']) other.network.freeze(host)
  await other.clock.advance(10_600)
  other.begin()
  await other.clock.advance(60)
  expect([other.whom.links.map(({ phase }) => phase), other.answer()]).toEqual([['suspect', 'suspect'], null])
})
