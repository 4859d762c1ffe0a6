import { describe, expect, test } from 'vitest'
import { apart, type ChildOptions, childPlan, delaysOf, steadily } from '../../src/supervisor/child.ts'
import { DEFAULTS } from './support/fake-child.ts'

describe('What a child is told', () => {
  test('is what its supervisor says, where it has no word of its own', () => {
    expect(childPlan({}, DEFAULTS)).toEqual({
      restart: 'transient',
      shutdownMs: 5_000,
      intensity: DEFAULTS.intensity,
      delays: DEFAULTS.delays,
      escalates: false,
      isSignificant: false,
    })
    expect(childPlan({}, { ...DEFAULTS, escalates: true }).escalates).toBe(true)
  })

  test('is its own word, where it has one', () => {
    const options: ChildOptions = {
      restart: 'temporary',
      shutdownMs: 10,
      intensity: { restarts: 7 },
      restartDelayMs: 0,
      whenGivenUp: 'escalate',
      significant: true,
    }
    expect(childPlan(options, DEFAULTS)).toEqual({
      restart: 'temporary',
      shutdownMs: 10,
      intensity: { restarts: 7, withinMs: 5_000 },
      delays: steadily(0),
      escalates: true,
      isSignificant: true,
    })
    expect(childPlan({ whenGivenUp: 'keep' }, { ...DEFAULTS, escalates: true }).escalates).toBe(false)
  })

  test.each<[number | false, number]>([
    [0, 0],
    [1, 1],
    [2 ** 31, 2 ** 31],
    [false, Number.POSITIVE_INFINITY],
  ])('may be a shutdownMs of %j', (given, shutdownMs) => {
    expect(childPlan({ shutdownMs: given }, DEFAULTS).shutdownMs).toBe(shutdownMs)
  })

  test('may be delays that grow', () => {
    expect(delaysOf({ restartBackoff: { firstMs: 10, maxMs: 100 } })).toMatchObject({
      firstMs: 10,
      maxMs: 100,
      factor: 2,
      jitter: 'full',
      stableMs: 5_000,
    })
    expect(delaysOf({})).toBeNull()
  })

  test('is temporary, and nothing else, where it can be started only once', () => {
    expect(childPlan({}, DEFAULTS, true).restart).toBe('temporary')
    expect(() => childPlan({ restart: 'transient' }, DEFAULTS, true)).toThrow(
      expect.objectContaining({ option: 'restart' }),
    )
  })

  test.each<[object, string]>([
    [{ restart: 'always' }, 'restart'],
    [{ shutdownMs: -1 }, 'shutdownMs'],
    [{ shutdownMs: 0.5 }, 'shutdownMs'],
    [{ shutdownMs: 2 ** 31 + 1 }, 'shutdownMs'],
    [{ shutdownMs: Number.POSITIVE_INFINITY }, 'shutdownMs'],
    [{ shutdownMs: true }, 'shutdownMs'],
    [{ shutdownMs: 'brutal_kill' }, 'shutdownMs'],
    [{ intensity: { restarts: -1 } }, 'intensity.restarts'],
    [{ intensity: { restarts: 1_000_001 } }, 'intensity.restarts'],
    [{ intensity: { withinMs: 0 } }, 'intensity.withinMs'],
    [{ intensity: { within: 5 } }, 'intensity.within'],
    [{ restartDelayMs: -1 }, 'restartDelayMs'],
    [{ restartDelayMs: 2 ** 31 + 1 }, 'restartDelayMs'],
    [{ restartDelayMs: 5, restartBackoff: {} }, 'restartBackoff'],
    [{ restartBackoff: 5 }, 'restartBackoff'],
    [{ restartBackoff: { firstMs: 0 } }, 'restartBackoff.firstMs'],
    [{ restartBackoff: { firstMs: 10, maxMs: 5 } }, 'restartBackoff.maxMs'],
    [{ restartBackoff: { attempts: 3 } }, 'restartBackoff.attempts'],
    [{ restartBackoff: { often: 3 } }, 'restartBackoff.often'],
    [{ whenGivenUp: 'panic' }, 'whenGivenUp'],
    [{ significant: 1 }, 'significant'],
    [{ significant: true, restart: 'permanent' }, 'significant'],
    [{ restrat: 'permanent' }, 'child.restrat'],
  ])('is refused by name where it cannot be used: %j', (options, option) => {
    expect(() => childPlan(options, DEFAULTS)).toThrow(
      expect.objectContaining({ name: 'OptionError', option }),
    )
  })

  test('cannot be that it is significant, where that would mean nothing', () => {
    const defaults = { ...DEFAULTS, countsSignificant: false }
    expect(childPlan({ significant: false }, defaults).isSignificant).toBe(false)
    expect(() => childPlan({ significant: true }, defaults)).toThrow(
      expect.objectContaining({ option: 'significant' }),
    )
  })
})

describe('The options of a child, taken apart', () => {
  test('are those of any child, and those of its kind', () => {
    const given = { restart: 'permanent', shutdownMs: 0, queue: { max: 5 }, everyMs: 3 } as const
    expect(apart(given)).toStrictEqual([
      { restart: 'permanent', shutdownMs: 0 },
      { queue: { max: 5 }, everyMs: 3 },
    ])
  })

  test('are left to whoever checks the rest when they are none', () => {
    for (const none of [null, 'text', 5]) {
      expect(apart<ChildOptions>(JSON.parse(JSON.stringify(none)))).toEqual([{}, none])
    }
  })
})
