import { expect, test } from 'vitest'
import type { FeedEvent } from '../../src/index.ts'
import { supervise } from '../../src/index.ts'
import { tapFeed } from '../../src/supervisor/tap.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { peerServer, testWorld } from '../support/world.ts'
import { FakeTransport } from './fakes.ts'

class Reader {
  readonly events: FeedEvent[] = []
  isWanted = true
  next(event: FeedEvent): void {
    this.events.push(event)
  }
  get kinds(): string[] {
    return this.events.map((event) => (event.kind === 'phase' ? event.to : event.kind))
  }
}

test('Whoever taps a feed is told what its subscribers are, while it wants to know, and no more afterwards', async () => {
  const world = testWorld({ latencyMs: 0 })
  peerServer(world.network)
  const reader = new Reader()
  const end = tapFeed(world.supervisor, reader)
  world.supervisor.connect('a', world.toPeer())
  await world.clock.advance(10)
  expect(reader.events).toEqual(world.events)
  expect(reader.kinds).toEqual(['added', 'connecting', 'alive'])
  reader.isWanted = false
  world.supervisor.connect('b', world.toPeer())
  await world.clock.advance(10)
  reader.isWanted = true
  world.supervisor.connect('c', world.toPeer())
  await world.clock.advance(10)
  expect(reader.events).toEqual(world.events.filter((event) => !('id' in event) || event.id !== 'b'))
  end()
  void world.supervisor.stop()
  await world.clock.advance(5_000)
  expect(reader.kinds).toHaveLength(6)
})

test('While nobody wants to know, no event is built; two who tap one feed are asked each for itself', async () => {
  const clock = virtualClock()
  const fleet = supervise({ clock })
  const [one, other] = [new Reader(), new Reader()]
  one.isWanted = other.isWanted = false
  const ends = [tapFeed(fleet, one), tapFeed(fleet, other)]
  const { feed } = fleet.branch
  expect(feed.live).toBe(false)
  other.isWanted = true
  expect(feed.live).toBe(true)
  fleet.connect('a', new FakeTransport())
  expect(one.events).toEqual([])
  expect(other.kinds).toEqual(['added', 'connecting'])
  for (const end of ends) end()
  expect(feed.live).toBe(false)
  void fleet.stop({ now: true })
  await clock.advance(5_000)
})

test('Of two who tap one feed both are told, and one that ends takes nothing from the other', async () => {
  const clock = virtualClock()
  const fleet = supervise({ clock })
  const [one, other] = [new Reader(), new Reader()]
  const [endOne, endOther] = [tapFeed(fleet, one), tapFeed(fleet, other)]
  fleet.connect('a', new FakeTransport())
  expect([one.kinds, other.kinds]).toEqual([
    ['added', 'connecting'],
    ['added', 'connecting'],
  ])
  endOne()
  fleet.connect('b', new FakeTransport())
  expect([one.events.length, other.events.length]).toEqual([2, 4])
  endOther()
  void fleet.stop({ now: true })
  await clock.advance(5_000)
  expect([one.events.length, other.events.length]).toEqual([2, 4])
})

test('Of a nested supervisor its own part is told, and what concerns the whole process', async () => {
  const clock = virtualClock()
  const site = supervise({ clock, name: 'site' })
  const edge = site.supervise('edge')
  const reader = new Reader()
  tapFeed(edge, reader)
  site.connect('a', new FakeTransport())
  edge.connect('a', new FakeTransport())
  site.branch.feed.emit({ kind: 'stall', lostMs: 200 })
  // Of itself, and of one whose name only begins like its own.
  for (const id of ['edge', 'edges']) site.branch.feed.emit({ kind: 'draining', id, withinMs: 100 })
  expect(reader.events.map((event) => ('id' in event ? event.id : event.kind))).toEqual([
    'edge/a',
    'edge/a',
    'stall',
    'edge',
  ])
  void site.stop({ now: true })
  await clock.advance(5_000)
})
