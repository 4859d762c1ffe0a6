import { describe, expect, test } from 'vitest'
import { steadily } from '../../src/supervisor/child.ts'
import { nestedDefaults, rootPlan, treePlan } from '../../src/supervisor/options.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'
import { oneForAll, restForOne } from '../../src/supervisor/strategies.ts'
import { virtualClock } from '../../src/testing/index.ts'

const usual = { strategies: [oneForAll, restForOne] }

describe('What a supervisor is told', () => {
  test('is nothing, usually: one_for_one, three restarts in 5 s, each after 1 s', () => {
    expect(treePlan({}, {})).toEqual({
      intensity: { restarts: 3, withinMs: 5_000 },
      strategy: null,
      autoShutdown: 'never',
      isDynamic: false,
      defaults: {
        intensity: { restarts: 3, withinMs: 5_000 },
        delays: steadily(1_000),
        escalates: false,
        shutdownMs: 5_000,
        countsSignificant: false,
      },
    })
  })

  test('holds for its children, unless they say otherwise', () => {
    const { defaults, intensity } = treePlan(
      {
        intensity: { restarts: 1 },
        restartBackoff: { firstMs: 5 },
        strategy: 'one_for_all',
        autoShutdown: 'any_significant',
      },
      usual,
    )
    expect(defaults).toMatchObject({ intensity, escalates: true, countsSignificant: true })
    expect(defaults.delays).toMatchObject({ firstMs: 5, factor: 2 })
  })

  test('may name a strategy by its word, where that is known, and by its value everywhere', () => {
    expect(treePlan({ strategy: 'rest_for_one' }, usual).strategy).toBe(restForOne)
    expect(treePlan({ strategy: 'one_for_one' }, {}).strategy).toBeNull()
    expect(treePlan({ strategy: oneForAll }, {}).strategy).toBe(oneForAll)
    expect(() => treePlan({ strategy: 'one_for_all' }, {})).toThrow(/pulsetree\/strategies/)
  })

  test.each<[object, string]>([
    [{ strategy: 'two_for_one' }, 'strategy'],
    [{ strategy: {} }, 'strategy'],
    [{ strategy: null }, 'strategy'],
    [{ autoShutdown: 'always' }, 'autoShutdown'],
    [{ dynamic: 1 }, 'dynamic'],
    [{ dynamic: true, strategy: 'one_for_all' }, 'dynamic'],
    [{ restartDelayMs: -1 }, 'restartDelayMs'],
    [{ restartBackoff: { attempts: 5 } }, 'restartBackoff.attempts'],
    [{ intensity: { restarts: 1.5 } }, 'intensity.restarts'],
    [{ name: 'a' }, 'supervise.name'],
    [{ clock: virtualClock() }, 'supervise.clock'],
  ])('nested, is refused by name where it cannot be used: %j', (options, option) => {
    expect(() => treePlan(options, usual)).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })

  test('at the top, may be whose time and chance it shares with its tree', () => {
    const clock = virtualClock()
    const random = (): number => 0
    const plan = rootPlan({ clock, random, name: 'top' }, {})
    expect([plan.clock, plan.random, plan.name, plan.dials]).toEqual([clock, random, 'top', null])
    expect(rootPlan({ clock }, { dials: sharedDials() }).dials).not.toBeNull()
    expect(rootPlan({ clock, dials: false }, { dials: sharedDials() }).dials).toBeNull()
  })
})

test('A nested supervisor has all the time it needs to stop: its children have limits of theirs', () => {
  const { defaults } = treePlan({}, {})
  expect(nestedDefaults(defaults)).toEqual({ ...defaults, shutdownMs: Number.POSITIVE_INFINITY })
})
