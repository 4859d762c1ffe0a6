import { describe, expect, test } from 'vitest'
import { task } from '../../src/programs/task.ts'
import { testWorld } from '../support/world.ts'

describe('The handle of a task', () => {
  test('gives its result to whoever asks before the end, and to whoever asks after it', async () => {
    const world = testWorld()
    const handle = world.supervisor.run(
      'a',
      task(() => 42),
    )
    const before = handle.result
    expect(handle.result).toBe(before)
    await world.clock.advance(10)
    expect([await before, await handle.result]).toEqual([42, 42])
    const unasked = world.supervisor.run(
      'b',
      task(() => 43),
    )
    await world.clock.advance(10)
    expect(await unasked.result).toBe(43)
  })

  test('nobody asks for the result of ends without a word when it fails', async () => {
    const world = testWorld()
    const unhandled: unknown[] = []
    const note = (reason: unknown): unknown => unhandled.push(reason)
    process.on('unhandledRejection', note)
    const handle = world.supervisor.run(
      'a',
      task(() => Promise.reject(new Error('boom'))),
      {
        restart: 'temporary',
      },
    )
    await world.clock.advance(100)
    process.off('unhandledRejection', note)
    expect([handle.phase, unhandled]).toEqual(['failed', []])
    await expect(handle.result).rejects.toMatchObject({ name: 'ConnectionError', cause: { kind: 'crash' } })
  })

  test('of a permanent task has the result of the last run, when it is stopped after it', async () => {
    const world = testWorld({ restartDelayMs: 1_000, intensity: { restarts: 100 } })
    const handle = world.supervisor.run(
      'a',
      task(({ generation }) => generation),
      { restart: 'permanent' },
    )
    await world.clock.advance(2_500)
    expect([handle.finished, handle.generation]).toEqual([true, 3])
    void handle.stop()
    await world.clock.advance(10)
    expect(await handle.result).toBe(3)
  })

  test('does not pass an old result off as that of a run that was stopped', async () => {
    const world = testWorld({ restartDelayMs: 100 })
    const handle = world.supervisor.run(
      'a',
      task<string>(({ generation, signal }) => {
        if (generation === 1) return 'first'
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      }),
      { restart: 'permanent' },
    )
    await world.clock.advance(200)
    void handle.stop()
    await world.clock.advance(10)
    await expect(handle.result).rejects.toMatchObject({ cause: { kind: 'cancelled' } })
  })

  test('does not pass an old result off as that of a run that failed', async () => {
    const world = testWorld({ restartDelayMs: 100 })
    const handle = world.supervisor.run(
      'a',
      task(({ generation }) => {
        if (generation === 2) throw new Error('second')
        return 'first'
      }),
      { restart: 'permanent', intensity: { restarts: 1 } },
    )
    await world.clock.advance(1_000)
    await expect(handle.result).rejects.toMatchObject({ cause: { kind: 'crash' } })
  })

  test('tells its beats to those who are there, and an end to those who come late', async () => {
    const world = testWorld()
    const handle = world.supervisor.run(
      'a',
      task<void, number>(({ beat }) => beat(1)),
    )
    await world.clock.advance(10)
    const seen: unknown[] = []
    handle.beats$.subscribe({ next: (beat) => seen.push(beat), complete: () => seen.push('complete') })
    expect(seen).toEqual(['complete'])
  })
})
