import { describe, expect, test } from 'vitest'
import { Runner } from '../../src/programs/runner.ts'
import { type TaskHandle, task } from '../../src/programs/task.ts'
import type { Cause } from '../../src/transport/transport.ts'
import { FakeLink } from '../supervisor/fakes.ts'
import { testWorld } from '../support/world.ts'

const EOF: Cause = { kind: 'eof', by: 'peer' }

describe('The transport of a program', () => {
  test('shows what runs, and that it may finish', () => {
    const runner = new Runner(
      task(() => {}, { name: 'resize' }),
      undefined,
    )
    expect(runner).toMatchObject({ name: 'task', endpoint: 'task:resize', cut: 'whole', finishes: true })
    expect(() => runner.encode('a')).toThrow(/takes no frames/)
  })

  test('dials the program for its handle, and nothing before there is one', async () => {
    const { supervisor } = testWorld()
    const handle = supervisor.run(
      'a',
      task(() => {}),
    )
    const link = new FakeLink()
    const dialled: unknown[] = []
    const runner = new Runner<TaskHandle<void>>(
      {
        ...task<void>(() => {}),
        dial(_, of) {
          dialled.push(of)
          return link
        },
      },
      undefined,
    )
    const owner = handle.link
    expect(() => runner.dial(owner)).toThrow('without its handle')
    runner.handle = handle
    expect([runner.dial(owner) === link, dialled]).toEqual([true, [handle]])
    await supervisor.stop()
  })

  test('goes on with what takes the place of a program in vain', async () => {
    const { supervisor } = testWorld()
    const handle = supervisor.run(
      'a',
      task(() => {}),
    )
    const second = task<void>(() => {}, { name: 'second' })
    const runner = new Runner<TaskHandle<void>>(
      task<void>(() => {}),
      { after: 0, with: () => second },
    )
    runner.handle = handle
    expect(runner.beginning()).toBeNull()
    runner.ended(EOF)
    expect(runner.beginning()).toEqual({ program: 'second', restarts: 0 })
    runner.ended(null)
    expect(runner.beginning()).toBeNull()
    await supervisor.stop()
  })

  test('measures lives by the time in which this process ran, and only where that matters', async () => {
    const { supervisor, clock } = testWorld()
    const handle = supervisor.run(
      'a',
      task<void>(() => new Promise(() => {})),
      { heartbeat: 'none' },
    )
    await clock.advance(1)
    const { wheels } = handle.world
    const before = wheels.armed
    const plain = new Runner<TaskHandle<void>>(
      task<void>(() => {}),
      undefined,
    )
    plain.handle = handle
    plain.beginning()
    expect(wheels.armed).toBe(before)
    const runner = new Runner<TaskHandle<void>>(
      task<void>(() => {}),
      { after: 1, stableMs: 1_000, with: () => task<void>(() => {}, { name: 'second' }) },
    )
    runner.handle = handle
    for (const pauseMs of [0, 60_000]) {
      expect(runner.beginning()).toBeNull()
      await clock.advance(500)
      clock.stall(pauseMs)
      runner.ended(EOF)
    }
    expect(runner.beginning()).toEqual({ program: 'second', restarts: 1 })
    expect(wheels.armed).toBe(before + 1)
    // Ended with its siblings, and started again with them.
    runner.beginning()
    expect(wheels.armed).toBe(before + 1)
    runner.over()
    expect(wheels.armed).toBe(before)
    void supervisor.stop({ now: true })
    await clock.advance(5_000)
    await supervisor.ended
  })
})
