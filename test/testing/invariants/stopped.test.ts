import { expect, test } from 'vitest'
import { supervise } from '../../../src/index.ts'
import { virtualClock, watchInvariants } from '../../../src/testing/index.ts'
import { FakeTransport } from '../../supervisor/fakes.ts'
import { Planted } from './planted.ts'

test('A life that begins after its end was asked for is found', () => {
  const planted = new Planted()
  planted.alive('a')
  planted.stage.asked('a', 'stop')
  planted.phase('a', 'dead', { event: 'stop', cause: { kind: 'cancelled', by: 'us' } })
  planted.phase('a', 'stopped', { event: 'link.released' })
  expect(planted.found).toEqual([])
  planted.phase('a', 'connecting')
  expect(planted.found).toEqual([2])
})

test('A life that its user began again is none of those', () => {
  const planted = new Planted()
  planted.alive('a')
  planted.stage.asked('a', 'stop')
  planted.phase('a', 'dead', { event: 'stop', cause: { kind: 'cancelled', by: 'us' } })
  planted.phase('a', 'stopped', { event: 'link.released' })
  planted.stage.asked('a', 'start')
  planted.phase('a', 'connecting')
  expect(planted.found).toEqual([])
})

test('Whatever a connection emits after its stop has resolved is found', async () => {
  const clock = virtualClock()
  const supervisor = supervise({ clock })
  const watch = watchInvariants(supervisor, { clock })
  const connection = supervisor.connect('a', new FakeTransport())
  await clock.advance(10)
  watch.asked('a', 'stop')
  await connection.stop()
  expect(watch.breaches).toEqual([])
  supervisor.branch.feed.emit({ kind: 'stale', id: 'a', silentMs: 5 })
  expect(watch.breaches.map(({ invariant, id }) => [invariant, id])).toEqual([[2, 'a']])
  await supervisor.stop()
})
