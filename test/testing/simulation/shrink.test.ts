import { describe, expect, test } from 'vitest'
import { type Broken, type SimulationPlan, shrink, simulate } from '../../../src/testing/index.ts'
import { drawPlan } from '../../../src/testing/simulation/draw.ts'
import { SMALL } from './small.ts'
import { CALLER, REGISTERED } from './small-parts.ts'

const BROKEN: Broken = { invariant: 9, sentence: 'It holds.', id: 'c1', atMs: 1_500_000, what: 'did not' }

/** Breaks something where a host of a peer is cut off, and some connection is stopped after it. */
async function planted(plan: SimulationPlan): Promise<Broken | null> {
  const steps = plan.rounds.flatMap((round) => round.steps)
  const cut = steps.findIndex((step) => 'inflict' in step && step.inflict.kind === 'cut')
  const stop = steps.findLastIndex((step) => 'act' in step && step.act.kind === 'stop')
  return cut >= 0 && stop > cut && plan.children.length > 0 ? BROKEN : null
}

function withBoth(): SimulationPlan {
  for (let seed = 1; ; seed += 1) {
    const plan = drawPlan({ seed, hours: 0.5 })
    const kinds = plan.rounds.flatMap(({ steps }) =>
      steps.map((step) => ('act' in step ? step.act.kind : step.inflict.kind)),
    )
    if (kinds.indexOf('cut') >= 0 && kinds.lastIndexOf('stop') > kinds.indexOf('cut')) return plan
  }
}

describe('A plan that breaks something', () => {
  test('is made as small as can be: the steps that it takes, one child, and round times', async () => {
    const { plan, broken } = await shrink(
      withBoth(),
      { ...BROKEN, atMs: Number.POSITIVE_INFINITY },
      { run: planted },
    )
    const steps = plan.rounds.flatMap((round) => round.steps)
    expect(steps.map((step) => ('act' in step ? step.act.kind : step.inflict.kind))).toEqual(['cut', 'stop'])
    expect([plan.children.length, plan.clients, broken]).toEqual([1, [], BROKEN])
    expect(steps.every(({ atMs }) => atMs % 10_000 === 0)).toBe(true)
    expect(await planted(plan)).toEqual(BROKEN)
  })

  test('is run no more often, and no longer, than was allowed', async () => {
    const spent = await shrink(withBoth(), BROKEN, { run: planted, maxRuns: 7 })
    expect(spent.runs).toBe(7)
    let now = 0
    const clock = { now: () => now++ * 1_000 }
    const late = await shrink(withBoth(), BROKEN, { run: planted, clock, maxMs: 5_000 })
    expect(late.runs).toBeLessThan(6)
  })

  test('keeps of callers and registrations those that it takes, and nothing of a registry that it does not take', async () => {
    const other = { ...CALLER, connection: 'b' }
    const registry = {
      ...REGISTERED,
      registrations: [...REGISTERED.registrations, { of: 'b', ttlMs: 9_000 }],
      rival: { wantsMs: 1_000, restsMs: 1_000 },
    }
    const steps = [{ atMs: 10_000, inflict: { kind: 'reset', between: ['us', 'registry'] } }] as const
    const plan = { ...SMALL, callers: [CALLER, other], registry, rounds: [{ lastsMs: 20_000, steps }] }
    const needs = async (part: SimulationPlan) => (part.callers?.includes(other) ? BROKEN : null)
    const calls = (await shrink(plan, BROKEN, { run: needs })).plan
    expect([calls.callers, 'registry' in calls, calls.rounds.flatMap((each) => each.steps)]).toEqual([
      [other],
      false,
      [],
    ])
    const leases = async (part: SimulationPlan) =>
      part.registry?.registrations.some(({ of }) => of === 'b') ? BROKEN : null
    const leased = (await shrink(plan, BROKEN, { run: leases })).plan
    expect([leased.registry?.registrations, leased.registry?.rival, 'callers' in leased]).toEqual([
      [{ of: 'b', ttlMs: 9_000 }],
      null,
      false,
    ])
  })

  test('that is thrown is told from another one by its words, and not by its numbers', async () => {
    const plan = withBoth()
    const thrown: Broken = { ...BROKEN, invariant: 0, what: 'no link 5 in a' }
    const saying = (what: string) => async (): Promise<Broken> => ({ ...thrown, what })
    expect((await shrink(plan, thrown, { run: saying('no such id') })).plan).toBe(plan)
    const same = await shrink(plan, thrown, { run: saying('no link 71 in a') })
    expect([same.plan.children, same.broken.what]).toEqual([[], 'no link 71 in a'])
  })

  test.each<[object, string]>([
    [{ maxRun: 5 }, 'shrink.maxRun: no such option'],
    [{ maxRuns: -1 }, 'shrink.maxRuns: expected a whole number'],
    [{ maxMs: Number.NaN }, 'shrink.maxMs: expected milliseconds'],
  ])('with %j is refused, also by who would shrink only what breaks', async (options, why) => {
    await expect(shrink(withBoth(), BROKEN, options)).rejects.toThrow(why)
    await expect(simulate({ seed: 1, hours: 0.01, shrink: options })).rejects.toThrow(why)
  })

  test('stays as it is where nothing smaller breaks the same', async () => {
    const plan = withBoth()
    const other = async (): Promise<Broken> => ({ ...BROKEN, invariant: 4 })
    expect((await shrink(plan, BROKEN, { run: other })).plan).toBe(plan)
  })
})
