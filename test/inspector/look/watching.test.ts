import { expect, test } from 'vitest'
import { Watching } from '../../../src/inspector/look/watching.ts'
import { FakeTransport } from '../../supervisor/fakes.ts'
import { testWorld } from '../../support/world.ts'
import { Watcher } from '../support/watcher.ts'

/** By then a connection has no deadline left. */
const SETTLED_MS = 60_000

async function scene() {
  const world = testWorld({ name: 'fleet' })
  for (const id of ['a', 'b', 'c']) world.supervisor.connect(id, new FakeTransport(), { heartbeat: 'none' })
  await world.clock.advance(SETTLED_MS)
  return { ...world, watching: new Watching(world.supervisor), watcher: new Watcher() }
}

test('Those that are watched are told of ten times a second, from at once on until somebody looks away', async () => {
  const { watching, watcher, clock } = await scene()
  watching.watch(watcher.viewer, ['c', 'a', 'nobody', 'fleet'])
  await clock.advance(1_000)
  const all = watcher.of('vitals')
  expect(all.length).toBeGreaterThanOrEqual(10)
  expect(all.length).toBeLessThanOrEqual(11)
  for (const { of } of all) expect(of.map(({ id }) => id)).toEqual(['c', 'a'])
  watching.watch(watcher.viewer, ['b'])
  await clock.advance(100)
  expect(
    watcher
      .of('vitals')
      .at(-1)
      ?.of.map(({ id }) => id),
  ).toEqual(['b'])
  watching.watch(watcher.viewer, [])
  const { length } = watcher.got
  await clock.advance(1_000)
  expect([watcher.got.length, clock.pending]).toEqual([length, 0])
})

test('Nothing runs while nothing that is watched is there; it begins when something has come', async () => {
  const { watching, watcher, clock, supervisor } = await scene()
  watching.watch(watcher.viewer, ['late'])
  await clock.advance(200)
  expect([watcher.got, clock.pending]).toEqual([[], 0])
  supervisor.connect('late', new FakeTransport(), { heartbeat: 'none' })
  watching.refresh()
  await clock.advance(200)
  expect(watcher.of('vitals').length).toBeGreaterThanOrEqual(2)
  void supervisor.stop()
  await clock.advance(10_000)
  const { length } = watcher.got
  await clock.advance(1_000)
  expect([watcher.got.length, clock.pending]).toEqual([length, 0])
})

test('A page that has left, or does not read, is told nothing', async () => {
  const { watching, watcher, clock } = await scene()
  const slow = new Watcher()
  slow.reads = false
  slow.viewer.tell(JSON.stringify('x'.repeat(2_000_000)))
  watching.watch(slow.viewer, ['a'])
  watching.watch(watcher.viewer, ['a'])
  await clock.advance(200)
  expect([slow.of('vitals').length, watcher.of('vitals').length > 0]).toEqual([0, true])
  slow.read()
  watching.leave(watcher.viewer)
  const { length } = watcher.got
  await clock.advance(200)
  expect([slow.of('vitals').length > 0, watcher.got.length]).toEqual([true, length])
  watching.leave(slow.viewer)
  await clock.advance(200)
  expect(clock.pending).toBe(0)
})
