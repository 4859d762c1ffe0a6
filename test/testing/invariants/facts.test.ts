import { expect, test } from 'vitest'
import { listenOnly, pingPong, supervise } from '../../../src/index.ts'
import { adaptive } from '../../../src/machines/detector/index.ts'
import { rotation } from '../../../src/machines/rotation.ts'
import { oneForAll } from '../../../src/supervisor/strategies.ts'
import { virtualClock } from '../../../src/testing/index.ts'
import { connectionFacts, factsOf } from '../../../src/testing/invariants/facts.ts'
import { FakeTransport } from '../../supervisor/fakes.ts'

test('What options say is read with its defaults', () => {
  expect(connectionFacts({})).toMatchObject({
    judged: null,
    connectMs: 10_000,
    closeMs: 2_000,
    isUsual: true,
  })
  expect(connectionFacts({ heartbeat: { protocol: pingPong }, connectTimeoutMs: false })).toMatchObject({
    judged: { everyMs: 10_000, suspectMs: 5_000, deadMs: 15_000, patienceMs: 5_000, learns: false },
    connectMs: Number.POSITIVE_INFINITY,
  })
  expect(connectionFacts({ heartbeat: { protocol: listenOnly, detector: 'none' } }).judged).toBeNull()
  const learning = connectionFacts({ heartbeat: { protocol: listenOnly, detector: adaptive() } })
  expect(learning.judged?.learns).toBe(true)
  expect(learning.judged?.shortestMs).toBeLessThan(5_000)
  expect(connectionFacts({ backoff: { firstMs: 5 }, rotation: rotation() })).toMatchObject({
    isUsual: false,
    rotates: true,
  })
})

test('A tree is asked for what holds of each of its children, nested ones included', async () => {
  const clock = virtualClock()
  const root = supervise({ clock, name: 'top', intensity: { restarts: 7 } })
  const inner = root.supervise('s', { strategy: oneForAll, intensity: { restarts: 2 } })
  inner.connect('a', new FakeTransport(), { closeTimeoutMs: 70, restart: 'temporary' })
  const facts = factsOf(root)
  expect(facts.connection('s/a')?.closeMs).toBe(70)
  expect(facts.child('s/a')?.restart).toBe('temporary')
  expect(facts.supervisor('s')).toMatchObject({ strategy: 'one_for_all', intensity: { restarts: 2 } })
  expect(facts.supervisor('top')).toMatchObject({ strategy: 'one_for_one', intensity: { restarts: 7 } })
  expect([facts.connection('b'), facts.child('s/b'), facts.supervisor('s/a')]).toEqual([null, null, null])
  const stopped = root.stop()
  await clock.advance(10)
  await stopped
})
