import { describe, expect, test } from 'vitest'
import { Runner } from '../../src/programs/runner.ts'
import { Running } from '../../src/programs/running.ts'
import { task } from '../../src/programs/task.ts'
import { drain } from '../../src/supervisor/drain.ts'
import { testWorld } from '../support/world.ts'

describe('A program that runs', () => {
  test('is abnormal in its end unless it finished or was stopped', async () => {
    const world = testWorld()
    const ends: Record<string, unknown> = {}
    for (const [id, run] of Object.entries({
      returns: () => {},
      throws: () => Promise.reject(new Error('boom')),
      stays: () => new Promise(() => {}),
    })) {
      const handle = world.supervisor.run(id, task(run), { restart: 'temporary', shutdownMs: 10 })
      expect(handle).toBeInstanceOf(Running)
      await world.clock.advance(10)
      if (id === 'stays') void handle.stop()
      await world.clock.advance(50)
      ends[id] = [handle.ending.isAbnormal, handle.ending.cause.kind, handle.finished]
    }
    expect(ends).toEqual({
      returns: [false, 'closed', true],
      throws: [true, 'crash', false],
      stays: [false, 'cancelled', false],
    })
  })

  test('tells how each of its lives ended, and that none will follow the last one', async () => {
    const world = testWorld({ restartDelayMs: 1_000 })
    const ends: unknown[] = []
    const { ended, over } = Runner.prototype
    Runner.prototype.ended = function (cause) {
      ends.push(cause?.kind ?? 'finished')
      ended.call(this, cause)
    }
    Runner.prototype.over = function () {
      ends.push('over')
      over.call(this)
    }
    try {
      world.supervisor.run(
        'a',
        task(({ generation }) => {
          if (generation === 1) throw new Error('boom')
          return generation === 2 ? undefined : new Promise(() => {})
        }),
        { restart: 'permanent', shutdownMs: 10 },
      )
      await world.clock.advance(2_500)
      expect(ends).toEqual(['crash', 'finished'])
      void world.supervisor.stop()
      await world.clock.advance(100)
      expect(ends).toEqual(['crash', 'finished', 'over'])
    } finally {
      Object.assign(Runner.prototype, { ended, over })
    }
  })

  test('is drained when it has ended, where nothing else of it is seen; one that never ends is not waited for', async () => {
    const world = testWorld()
    const lasting = (ms: number) => () =>
      new Promise<void>((resolve) => {
        world.clock.after(ms, resolve)
      })
    world.supervisor.run('work', task(lasting(20_000)), { heartbeat: 'none' })
    world.supervisor.run('serves', task(lasting(1e9)), {
      heartbeat: 'none',
      restart: 'permanent',
      shutdownMs: 10,
    })
    world.supervisor.run('endless', task(lasting(1e9)), { heartbeat: 'none', shutdownMs: 10 })
    await world.clock.advance(1)
    const drained = drain(world.supervisor, { withinMs: 30_000 })
    await world.clock.advance(40_000)
    expect(await drained).toMatchObject({ finished: 2, cut: ['endless'] })
    expect(world.phases('work')).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    const [finished] = world.events.filter((event) => event.kind === 'phase' && event.to === 'stopped')
    expect(finished).toMatchObject({ id: 'work', cause: { kind: 'closed' } })
  })
})
