import { describe, expect, test } from 'vitest'
import { supervise } from '../../../src/index.ts'
import { MOST_EVENTS, Tap } from '../../../src/inspector/look/tap.ts'
import { Model } from '../../../src/inspector/model/model.ts'
import type { FramePlan } from '../../../src/inspector/options.ts'
import type { OfferedHardship, ServerMessage } from '../../../src/inspector/wire.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { FakeListener, FakeTransport } from '../../supervisor/fakes.ts'
import { Watcher } from '../support/watcher.ts'

const QUIET = { heartbeat: 'none' } as const
/** By then a connection has no deadline left. */
const SETTLED_MS = 60_000

function scene(frames: FramePlan | null = null) {
  const clock = virtualClock()
  const supervisor = supervise({ name: 'fleet', clock })
  const hardships: OfferedHardship[] = []
  const tap = new Tap(supervisor, {
    frames,
    permits: () => ({ acts: ['stop'], hardships: [...hardships], frames: frames !== null }),
  })
  const join = (): Watcher => {
    const watcher = new Watcher()
    tap.join(watcher.viewer)
    return watcher
  }
  let nth = 0
  /** So many events. */
  const happen = (events: number): void => {
    for (let done = 0; done < events; done += 1) {
      nth += 1
      supervisor.branch.feed.emit({ kind: 'stall', lostMs: nth })
    }
  }
  return { clock, supervisor, tap, join, happen, hardships, isLive: () => supervisor.branch.feed.live }
}

/** The tree as a page has it that was told all of this. */
function treeBy(got: readonly ServerMessage[]): unknown {
  let model = new Model()
  for (const message of got) {
    if (message.t === 'hello' || message.t === 'nodes') {
      model = new Model(new Map(message.nodes.map((node) => [node.id, node])))
    } else if (message.t === 'batch') for (const event of message.events) model.apply(event)
  }
  return [...model.nodes.values()].map(({ id, phase }) => [id, phase])
}

describe('Nobody looking', () => {
  test('there is no subscription and no timer, whatever happens', async () => {
    const { clock, supervisor, tap, isLive } = scene()
    supervisor.connect('prices', new FakeTransport(), QUIET)
    tap.note('unheard')
    await clock.advance(SETTLED_MS)
    expect([isLive(), clock.pending, tap.size]).toEqual([false, 0, 0])
  })

  test('all is gone with the last page, in the middle of whatever there is to say', async () => {
    const { clock, supervisor, tap, join, isLive, happen } = scene('all')
    supervisor.connect('prices', new FakeTransport(), QUIET)
    await clock.advance(SETTLED_MS)
    const [one, other] = [join(), join()]
    tap.watching.watch(one.viewer, ['prices'])
    tap.frames.want(one.viewer, 'prices')
    happen(3)
    expect([isLive(), tap.size]).toEqual([true, 2])
    tap.leave(one.viewer)
    expect(isLive()).toBe(true)
    tap.leave(other.viewer)
    const lengths = [one.got.length, other.got.length]
    expect([isLive(), clock.pending, tap.size]).toEqual([false, 0, 0])
    await clock.advance(1_000)
    expect([one.got.length, other.got.length]).toEqual(lengths)
  })
})

describe('A page that comes', () => {
  test('gets the tree, then what happens after it, and nothing twice', async () => {
    const { clock, supervisor, join } = scene()
    supervisor.connect('before', new FakeTransport(), QUIET)
    await clock.advance(10)
    const first = join()
    supervisor.connect('between', new FakeTransport(), QUIET)
    const second = join()
    supervisor.connect('after', new FakeTransport(), QUIET)
    await clock.advance(200)
    expect(first.got[0]).toMatchObject({
      t: 'hello',
      v: 1,
      name: 'fleet',
      pid: process.pid,
      permits: { acts: ['stop'], hardships: [], frames: false },
      nodes: [{ id: 'fleet' }, { id: 'before', phase: 'alive' }],
    })
    const added = (watcher: Watcher): string[] =>
      watcher
        .of('batch')
        .flatMap(({ events }) => events.flatMap((event) => (event.kind === 'added' ? [event.id] : [])))
    expect(added(first)).toEqual(['between', 'after'])
    expect(added(second)).toEqual(['after'])
    const tree = [['fleet', 'running'], ...['before', 'between', 'after'].map((id) => [id, 'alive'])]
    expect([treeBy(first.got), treeBy(second.got)]).toEqual([tree, tree])
  })

  test('where the tree has ended gets it as it was at the end, and that nothing will come', async () => {
    const { clock, supervisor, join } = scene()
    supervisor.connect('prices', new FakeTransport(), QUIET)
    const there = join()
    void supervisor.stop()
    await clock.advance(10_000)
    const late = join()
    expect(late.got.map(({ t }) => t)).toEqual(['hello', 'ended'])
    expect(treeBy(late.got)).toEqual([
      ['fleet', 'stopped'],
      ['prices', 'stopped'],
    ])
    expect(there.got.at(-1)?.t).toBe('ended')
    expect(there.of('ended')).toHaveLength(1)
    expect(treeBy(there.got)).toEqual(treeBy(late.got))
    expect(clock.pending).toBe(0)
  })
})

describe('What happens is told in batches', () => {
  test('ten a second at most, each event once and in order, and none where nothing happens', async () => {
    const { clock, join, happen } = scene()
    const watcher = join()
    for (let ms = 0; ms < 1_000; ms += 5) {
      happen(2)
      await clock.advance(5)
    }
    await clock.advance(500)
    const batches = watcher.of('batch')
    expect(batches.length).toBeLessThanOrEqual(11)
    const told = batches.flatMap(({ events }) =>
      events.map((event) => (event.kind === 'stall' ? event.lostMs : 0)),
    )
    expect(told).toEqual(Array.from({ length: 400 }, (_, index) => index + 1))
    const { length } = watcher.got
    await clock.advance(5_000)
    expect([watcher.got.length, clock.pending]).toEqual([length, 0])
  })

  test('the words of the host program among them', async () => {
    const { clock, tap, join } = scene()
    const watcher = join()
    tap.note('<b>a word</b>\u202e')
    await clock.advance(100)
    expect(watcher.of('batch')[0]?.events).toEqual([
      { v: 1, at: expect.any(Number), kind: 'note', text: '<b>a word</b>\u202e' },
    ])
  })

  test('hardships that come and go with the tree are told when they do', async () => {
    const { clock, join, happen, hardships } = scene()
    const watcher = join()
    happen(1)
    await clock.advance(100)
    expect(watcher.of('permits')).toEqual([])
    hardships.push({ name: 'freeze', label: 'Freeze', ids: ['prices'] })
    happen(1)
    await clock.advance(100)
    happen(1)
    await clock.advance(100)
    expect(watcher.of('permits').map(({ permits }) => permits.hardships)).toEqual([hardships])
  })

  test('frames of whoever is looked at are told along, over every link it gets', async () => {
    const { clock, supervisor, tap, join } = scene('all')
    const watcher = join()
    tap.frames.want(watcher.viewer, 'prices')
    const prices = supervisor.connect('prices', new FakeTransport(), QUIET)
    await clock.advance(50)
    void prices.send('hello').catch(() => {})
    await clock.advance(100)
    expect(watcher.of('frames').flatMap(({ frames }) => frames.map(({ text }) => text))).toEqual(['hello'])
  })
})

describe('Too much to be told', () => {
  test('so many events at once: the tree takes their place, and says how many they were', async () => {
    const { clock, supervisor, join, happen } = scene()
    const watcher = join()
    happen(MOST_EVENTS + 5)
    supervisor.connect('prices', new FakeTransport(), QUIET)
    await clock.advance(2_000)
    expect(watcher.of('batch')).toEqual([])
    const [nodes] = watcher.of('nodes')
    expect(nodes?.skipped).toBeGreaterThanOrEqual(MOST_EVENTS + 6)
    expect(treeBy(watcher.got)).toEqual([
      ['fleet', 'running'],
      ['prices', 'alive'],
    ])
    happen(1)
    await clock.advance(SETTLED_MS)
    expect(watcher.of('batch')).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('to a page that does not read: it waits for nothing, and gets the tree once it has read on', async () => {
    const { clock, supervisor, join, happen } = scene()
    const slow = join()
    const quick = join()
    await clock.advance(200)
    slow.reads = false
    for (let round = 0; round < 400; round += 1) {
      happen(100)
      await clock.advance(100)
    }
    const waiting = slow.got.slice(1).map((message) => JSON.stringify(message).length)
    expect(waiting.reduce((sum, length) => sum + length, 0)).toBeLessThan(1_200_000)
    expect(slow.of('nodes')).toEqual([])
    supervisor.connect('prices', new FakeTransport(), QUIET)
    await clock.advance(200)
    slow.read()
    await clock.advance(SETTLED_MS)
    const told = slow.of('batch').reduce((sum, { events }) => sum + events.length, 0)
    const skipped = slow.of('nodes').reduce((sum, message) => sum + message.skipped, 0)
    const all = quick.of('batch').reduce((sum, { events }) => sum + events.length, 0)
    expect(slow.of('nodes')).toHaveLength(1)
    expect([told + skipped, quick.of('nodes')]).toEqual([all, []])
    expect(treeBy(slow.got)).toEqual(treeBy(quick.got))
    expect(clock.pending).toBe(0)
  })

  test('to a page that does not read until the end: it gets the tree, and that it has ended', async () => {
    const { clock, supervisor, join, happen } = scene()
    const slow = join()
    slow.reads = false
    for (let round = 0; round < 300; round += 1) {
      happen(100)
      await clock.advance(100)
    }
    void supervisor.stop()
    await clock.advance(10_000)
    expect(slow.of('ended')).toEqual([])
    slow.read()
    await clock.advance(2_000)
    expect(slow.got.slice(-2).map(({ t }) => t)).toEqual(['nodes', 'ended'])
    expect(treeBy(slow.got)).toEqual([['fleet', 'stopped']])
    expect(clock.pending).toBe(0)
  })
})

test('A part of a tree can be looked at as well', async () => {
  const clock = virtualClock()
  const fleet = supervise({ name: 'fleet', clock })
  const edge = fleet.supervise('edge')
  const tap = new Tap(edge, { frames: null, permits: () => ({ acts: [], hardships: [], frames: false }) })
  const watcher = new Watcher()
  tap.join(watcher.viewer)
  const listener = new FakeListener()
  edge.listen('door', listener)
  fleet.connect('elsewhere', new FakeTransport(), QUIET)
  await clock.advance(100)
  const ids = watcher
    .of('batch')
    .flatMap(({ events }) => events.flatMap((event) => ('id' in event ? [event.id] : [])))
  expect([...new Set(ids)]).toEqual(['edge/door'])
})
