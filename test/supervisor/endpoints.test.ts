import { expect, test } from 'vitest'
import { connectPlan } from '../../src/machines/options.ts'
import { type DialOptions, dialsOf } from '../../src/supervisor/budget.ts'
import { Endpoints } from '../../src/supervisor/endpoints.ts'
import type { FeedBody } from '../../src/supervisor/feed.ts'
import { virtualClock } from '../../src/testing/index.ts'
import type { Cause } from '../../src/transport/transport.ts'
import { FakeTransport } from './fakes.ts'

const RESET: Cause = { kind: 'reset', by: 'network', detail: '' }
const REFUSED: Cause = { kind: 'refused', by: 'peer', detail: '' }

function scene(random = () => 0.5, options: DialOptions = {}) {
  const clock = virtualClock()
  const told: FeedBody[] = []
  const endpoints = new Endpoints(clock, random, dialsOf(options), (body) => told.push(body))
  const dialled: [string, number][] = []
  /** One that waits for `key`. */
  const waiter = (name: string, key: string | null) => {
    const place = endpoints.join(key, connectPlan({}, new FakeTransport()), {
      dial: () => dialled.push([name, clock.now()]),
      probe() {},
    })
    place.waits(1)
    return place
  }
  /** A dial of `key` fails. */
  const fails = (key: string | null) => {
    const place = endpoints.join(key, connectPlan({}, new FakeTransport()), { dial() {}, probe() {} })
    place.dialling()
    place.ended(REFUSED)
    return place
  }
  /** So many links, all open, and all reset now. */
  const loses = (count: number) => {
    const links = Array.from({ length: count }, () => ({ accepted: false, silentMs: null, probe() {} }))
    for (const link of links) endpoints.saw(link, 'connecting', 'alive', null)
    for (const link of links) endpoints.saw(link, 'alive', 'dead', RESET)
  }
  return { clock, endpoints, dialled, told, waiter, fails, loses }
}

test('What one connection learns of an endpoint holds for all that dial it, and for nobody else', () => {
  const { dialled, waiter, fails } = scene()
  fails('tcp://a:1')
  const all = ['tcp://a:1', 'tcp://a:1', 'tcp://c:1', 'tcp://c:1'].map((key) => waiter(key, key))
  for (const one of all) one.ready()
  expect(dialled.map(([key]) => key)).toEqual(['tcp://c:1', 'tcp://c:1'])
})

test('Those whose endpoints may differ from dial to dial learn nothing from each other', () => {
  const { dialled, waiter, fails } = scene()
  fails(null)
  waiter('a', null)
  waiter('b', null).ready()
  expect(dialled.map(([name]) => name)).toEqual(['b'])
})

test('An endpoint is known for as long as somebody may dial it', () => {
  const { dialled, waiter, fails } = scene()
  const [last] = [fails('a'), waiter('w', 'a')]
  const held = waiter('x', 'a')
  held.ready()
  expect(dialled).toEqual([])
  for (const place of [last, held]) place.gone()
  waiter('y', 'a').ready()
  expect(dialled).toEqual([])
})

test('An endpoint that nobody dials any more is forgotten', () => {
  const { dialled, waiter, fails } = scene()
  fails('a').gone()
  waiter('a', 'a')
  waiter('b', 'a').ready()
  expect(dialled.map(([name]) => name)).toEqual(['b'])
})

test.each([
  [0, 1_000],
  [0.5, 1_500],
  [0.999, 1_999],
])('A draw of %f makes the next canary come after %i ms', async (draw, ms) => {
  const { clock, dialled, waiter, fails } = scene(() => draw)
  fails('a')
  waiter('a', 'a')
  waiter('b', 'a')
  await clock.advance(2_000)
  expect(dialled[0]?.[1]).toBeCloseTo(ms, 0)
})

test('When most links are lost at once, one canary dials for all endpoints, until a peer has answered it', async () => {
  const { clock, dialled, told, waiter, fails, loses } = scene()
  loses(10)
  for (const name of ['a', 'b', 'c']) waiter(name, name).ready()
  await clock.advance(100)
  expect(dialled.map(([name]) => name)).toEqual(['a'])
  // Answers from one endpoint say nothing of another, but that we are there.
  fails('d')
  expect(dialled.map(([name]) => name)).toEqual(['a', 'b', 'c'])
  expect(told).toEqual([
    { kind: 'doubt', lost: 6, of: 10, withinMs: 1_000 },
    { kind: 'assured', afterMs: 100 },
  ])
})

test('Without doubt, they are held by what is known of their own endpoint alone', () => {
  const { dialled, endpoints, told, waiter, fails, loses } = scene(undefined, { doubt: false })
  loses(10)
  for (const name of ['a', 'b']) waiter(name, name).ready()
  expect([dialled.length, told]).toEqual([2, []])
  // A peer that answers assures nobody then, and the end of the tree ends no doubt.
  fails('a')
  endpoints.end()
  expect(told).toEqual([])
})

test('When the tree has ended, no timer is left of a doubt', () => {
  const { clock, endpoints, waiter, loses } = scene()
  loses(10)
  for (const name of ['a', 'b']) waiter(name, name).ready()
  expect(clock.pending).toBeGreaterThan(0)
  endpoints.end()
  expect(clock.pending).toBe(0)
})
