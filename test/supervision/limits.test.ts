/** How often children are started again, when, and what happens when that is too often. */
import { describe, expect, test } from 'vitest'
import type { ChildOptions, Intensity, StrategyName } from '../../src/index.ts'
import { Troupe } from './support/troupe.ts'

describe('The window of restarts', () => {
  /** Crashes of one child, at these times; given up with the last of them, or not. */
  const rows: readonly [Partial<Intensity>, readonly number[], boolean, string][] = [
    [{ restarts: 0, withinMs: 1_000 }, [0], true, '0 allows none'],
    [{ restarts: 1, withinMs: 1_000 }, [0], false, 'as many as it says are allowed'],
    [{ restarts: 1, withinMs: 1_000 }, [0, 999], true, 'one more is too many'],
    [{ restarts: 1, withinMs: 1_000 }, [0, 1_000], true, 'the window is inclusive'],
    [{ restarts: 1, withinMs: 1_000 }, [0, 1_001], false, 'what is older is forgotten'],
    [{ restarts: 2, withinMs: 1_000 }, [0, 600, 1_200, 1_800], false, 'it slides'],
    [{ restarts: 2, withinMs: 1_000 }, [0, 600, 1_000], true, 'it slides'],
    [{}, [0, 1, 2], false, 'the default is 3 in 5 s'],
    [{}, [0, 1, 2, 3], true, 'the default is 3 in 5 s'],
    [{}, [0, 1, 2, 5_003], false, 'the default is 3 in 5 s'],
  ]
  test.each(rows)('of %j, with crashes at %j, is exceeded: %s (%s)', async (intensity, times, isExceeded) => {
    const troupe = new Troupe({ restartDelayMs: 0 })
    const child = troupe.worker('a', { intensity })
    await troupe.pass(0)
    for (const at of times) {
      await troupe.clock.advanceTo(at)
      expect(child.phase).toBe('alive')
      await troupe.crash('a')
    }
    expect(troupe.steps.includes('a?')).toBe(isExceeded)
    await troupe.top.stop()
  })

  test('is each child’s own: who flaps takes nobody down', async () => {
    const troupe = new Troupe({ restartDelayMs: 0 })
    const sibling = troupe.worker('healthy')
    troupe.worker('flapping', { crashes: 100 })
    await troupe.pass(60_000)
    expect(troupe.connection('flapping').restarts).toBe(3)
    expect([troupe.top.phase, sibling.phase]).toEqual(['running', 'alive'])
    expect(troupe.steps.filter((step) => step.endsWith('?'))).toEqual(['flapping?'])
  })

  test('is their supervisor’s as well: several that flap a little are too much together', async () => {
    const troupe = new Troupe({ restartDelayMs: 0 })
    troupe.workers('a', 'b', 'c', 'd')
    await troupe.pass(0)
    await troupe.crash('a', 'b', 'c')
    await troupe.pass(4_999)
    expect(troupe.top.phase).toBe('running')
    await troupe.crash('d')
    expect(await troupe.top.ended).toMatchObject({ kind: 'gave-up', tookDown: ['a', 'b', 'c'] })
  })

  test('of the supervisor does not count what a child was given up for, nor orderly ends', async () => {
    const troupe = new Troupe({ restartDelayMs: 0, intensity: { restarts: 1 } })
    troupe.worker('hopeless', { intensity: { restarts: 0 } })
    troupe.workers('a', 'b', 'c')
    await troupe.pass(0)
    await troupe.crash('hopeless')
    await troupe.end('fails', 'b')
    await troupe.end('is stopped', 'c')
    await troupe.crash('a')
    expect(troupe.top.phase).toBe('running')
    await troupe.pass(0)
    expect(troupe.connection('a').phase).toBe('alive')
  })

  test('does not count what its user started', async () => {
    const troupe = new Troupe({ intensity: { restarts: 1 }, restartDelayMs: 0 })
    troupe.worker('a')
    await troupe.pass(0)
    for (let n = 0; n < 10; n += 1) {
      await troupe.top.restart('a')
      await troupe.pass(0)
    }
    await troupe.crash('a')
    await troupe.pass(0)
    expect(troupe.connection('a')).toMatchObject({ phase: 'alive', restarts: 11 })
  })

  test('begins anew with a start of its own for one that had been given up', async () => {
    const troupe = new Troupe({ restartDelayMs: 0, intensity: { restarts: 100 } })
    troupe.worker('a', { intensity: { restarts: 1 } })
    await troupe.pass(0)
    await troupe.crash('a')
    await troupe.crash('a')
    expect(troupe.steps).toContain('a?')
    troupe.top.start('a')
    await troupe.pass(0)
    await troupe.crash('a')
    await troupe.pass(0)
    expect(troupe.connection('a').phase).toBe('alive')
  })
})

describe('A child that was restarted too often', () => {
  const rows: readonly [StrategyName, ChildOptions['whenGivenUp'], boolean][] = [
    ['one_for_one', undefined, false],
    ['one_for_one', 'keep', false],
    ['one_for_one', 'escalate', true],
    ['one_for_all', undefined, true],
    ['one_for_all', 'keep', false],
    ['rest_for_one', undefined, true],
    ['rest_for_one', 'escalate', true],
  ]
  test.each(rows)(
    'under %s, when told to %s, brings its supervisor down: %s',
    async (strategy, whenGivenUp, isDown) => {
      const troupe = new Troupe({ strategy, intensity: { restarts: 10 } })
      troupe.worker('sibling')
      troupe.worker('hopeless', {
        crashes: 1,
        intensity: { restarts: 0 },
        ...(whenGivenUp === undefined ? {} : { whenGivenUp }),
      })
      await troupe.pass(0)
      expect(troupe.top.phase).toBe(isDown ? 'failed' : 'running')
      const told = troupe.steps.filter((step) => step.endsWith('?'))
      expect(told).toEqual(isDown ? ['hopeless?', 'top??'] : ['hopeless?'])
      expect(troupe.connection('sibling').phase).toBe(isDown ? 'stopped' : 'alive')
      await troupe.top.stop()
      expect(troupe.clock.pending).toBe(0)
    },
  )
})

describe('Delays', () => {
  const delays = (troupe: Troupe): number[] =>
    troupe.events.flatMap((event) => (event.kind === 'restart' ? [event.delayMs] : []))
  const often = { intensity: { restarts: 1_000 } }

  test('are the same each time, 1 s unless somebody says otherwise', async () => {
    const troupe = new Troupe(often)
    troupe.worker('a', { crashes: 3 })
    await troupe.pass(300)
    expect(delays(troupe)).toEqual([100, 100, 100])
    troupe.worker('b', { crashes: 1 }, troupe.top.supervise('n'))
    expect(delays(troupe).at(-1)).toBe(1_000)
  })

  test('grow from restart to restart where they are asked to, up to their limit', async () => {
    const troupe = new Troupe(often)
    troupe.worker('a', {
      crashes: 6,
      restartBackoff: { firstMs: 10, factor: 3, maxMs: 200, jitter: 'none' },
    })
    await troupe.pass(1_000)
    expect(delays(troupe)).toEqual([10, 30, 90, 200, 200, 200])
    expect(troupe.connection('a').phase).toBe('alive')
  })

  test.each([
    [999, 20],
    [1_000, 20],
    [1_001, 10],
  ])('that grew, after a life of %i ms where stable is 1000 ms, are %i ms', async (livedMs, delayMs) => {
    const troupe = new Troupe(often)
    troupe.worker('a', { restartBackoff: { firstMs: 10, jitter: 'none', stableMs: 1_000 } })
    await troupe.pass(0)
    await troupe.crash('a')
    await troupe.pass(10 + livedMs)
    await troupe.crash('a')
    expect(delays(troupe)).toEqual([10, delayMs])
  })

  test('that grew grow on after a pause of this process, however long that was', async () => {
    const troupe = new Troupe(often)
    troupe.worker('a', { restartBackoff: { firstMs: 10, jitter: 'none', stableMs: 1_000 } })
    await troupe.pass(0)
    await troupe.crash('a')
    await troupe.pass(10 + 500)
    troupe.clock.stall(60_000)
    await troupe.crash('a')
    expect(delays(troupe)).toEqual([10, 20])
  })

  test('that grow stay inside their envelope', async () => {
    const troupe = new Troupe(often)
    troupe.worker('a', { crashes: 50, restartBackoff: { firstMs: 10, maxMs: 100 } })
    await troupe.pass(10_000)
    const all = delays(troupe)
    expect(all).toHaveLength(50)
    for (const [nth, delayMs] of all.entries())
      expect(delayMs).toBeLessThanOrEqual(Math.min(100, 10 * 2 ** nth))
  })

  test('of one child are nobody else’s', async () => {
    const troupe = new Troupe()
    const nested = troupe.top.supervise('n', { ...often, restartBackoff: { firstMs: 10, jitter: 'none' } })
    for (const id of ['a', 'b']) troupe.worker(id, {}, nested)
    await troupe.pass(0)
    await troupe.crash('n/a')
    await troupe.pass(10)
    await troupe.crash('n/a')
    await troupe.crash('n/b')
    expect(delays(troupe)).toEqual([10, 20, 10])
  })

  test('that outgrow the window are never too many', async () => {
    const troupe = new Troupe({ intensity: { restarts: 1, withinMs: 100 } })
    troupe.worker('a', { crashes: 20, restartDelayMs: 101 })
    await troupe.pass(20 * 101)
    expect(troupe.connection('a')).toMatchObject({ phase: 'alive', restarts: 20 })
  })
})
