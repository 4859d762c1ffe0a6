import { expect, test } from 'vitest'
import { apartFromDials } from '../../src/programs/apart.ts'
import { type TaskContext, task } from '../../src/programs/task.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'
import { FakeTransport } from '../supervisor/fakes.ts'
import { testWorld } from '../support/world.ts'

/** Hangs until it is told to end. */
const heedful = ({ signal }: TaskContext): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

test('Programs that fail together are no reason to doubt our own network', async () => {
  const world = testWorld({ intensity: { restarts: 1_000 } })
  for (let index = 0; index < 20; index += 1) {
    const heartbeat = { everyMs: 100, timeoutMs: 50, misses: 1 }
    world.supervisor.run(`work ${index}`, task(heedful), { heartbeat })
  }
  world.supervisor.connect('a', new FakeTransport())
  await world.clock.advance(5_000)
  const kinds = new Set<string>(world.events.map(({ kind }) => kind))
  expect(kinds).toContain('restart')
  expect([...kinds].filter((kind) => kind.includes('doubt'))).toEqual([])
  void world.supervisor.stop({ now: true })
  await world.clock.advance(10)
})

test('Programs that fail together are all run again at once, whatever may be dialled', async () => {
  const world = testWorld({ restartDelayMs: 100, dials: sharedDials({ perSecond: 1, burst: 1 }) })
  const handles = ['a', 'b', 'c'].map((id) =>
    world.supervisor.run(
      id,
      task(async (context) =>
        context.generation > 1 ? heedful(context) : Promise.reject(new Error('once')),
      ),
    ),
  )
  await world.clock.advance(150)
  expect(handles.map(({ generation }) => generation)).toEqual([2, 2, 2])
  void world.supervisor.stop()
  await world.clock.advance(10)
})

test('All else is asked of the keeper that there is', async () => {
  const { supervisor } = testWorld()
  const { keeper } = supervisor.connect('a', new FakeTransport())
  const calls: string[] = []
  const child = supervisor.run(
    'b',
    task(() => {}),
  )
  const made = apartFromDials({
    feed: keeper.feed,
    world: keeper.world,
    chart: keeper.chart,
    root: keeper.root,
    mayDial: false,
    settled: (who) => calls.push(`settled ${who.id}`),
    asked: (who, { now }) => calls.push(`asked ${who.id} ${now}`),
    changed: () => calls.push('changed'),
  })
  made.settled(child)
  made.asked(child, { now: true })
  made.changed()
  expect(calls).toEqual(['settled b', 'asked b true', 'changed'])
  expect([made.root === keeper.root, made.feed === keeper.feed, made.mayDial]).toEqual([true, true, false])
  expect(made.world).toEqual({ ...keeper.world, dials: null })
  await supervisor.stop({ now: true })
})
