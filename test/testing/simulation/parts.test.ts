/** Worlds with parts, written by hand: what drawn ones come to seldom, and must not break. */
import { describe, expect, test } from 'vitest'
import { supervise } from '../../../src/index.ts'
import {
  runSimulated,
  type SimulationPlan,
  type SimulationStep,
  virtualWorld,
} from '../../../src/testing/index.ts'
import { Parts } from '../../../src/testing/simulation/parts.ts'
import { runPlan } from '../../../src/testing/simulation/run.ts'
import { CONNECTION, SMALL } from './small.ts'
import { CALLER, REGISTERED } from './small-parts.ts'

const times = (plan: SimulationPlan) => async (number: number) =>
  (await runPlan(plan)).checked.find((one) => one.number === number)?.times ?? 0

const round = (lastsMs: number, steps: readonly SimulationStep[] = []) => [{ lastsMs, steps }]

describe('A world with callers', () => {
  test('counts what they did, and looks at every breaker', async () => {
    const { broken, counts, checked } = await runPlan({ ...SMALL, callers: [CALLER] })
    expect(broken).toBeNull()
    expect(counts.parts).toMatchObject({ 'worlds with breakers': 1, breakers: 1, 'calls refused': 0 })
    expect(counts.parts['calls passed']).toBeGreaterThan(100)
    expect(checked.find(({ number }) => number === 13)?.times).toBeGreaterThan(100)
    expect(await times(SMALL)(13)).toBe(0)
  })

  test('whose peer says no for a while opens its breaker, and closes it again', async () => {
    const steps: SimulationStep[] = [
      { atMs: 20_000, act: { kind: 'errors', host: 'peer1', share: 1 } },
      { atMs: 60_000, act: { kind: 'errors', host: 'peer1', share: 0 } },
      { atMs: 90_000, inflict: { kind: 'crash', host: 'peer1' }, forMs: 5_000 },
    ]
    const { broken, counts } = await runPlan({ ...SMALL, callers: [CALLER], rounds: round(120_000, steps) })
    expect(broken).toBeNull()
    expect(counts.parts['openings']).toBeGreaterThan(3)
    expect(counts.parts['closings']).toBeGreaterThan(1)
    expect(counts.parts['calls refused']).toBeGreaterThan(10)
  })

  test('whose peer answers probes when they have been given up has no breaker closed by that', async () => {
    const late = { ...CALLER.breaker, heeds: false, failures: 1, probeTimeoutMs: 500, longestMs: 1_000 }
    const steps: SimulationStep[] = [
      { atMs: 20_000, act: { kind: 'errors', host: 'peer1', share: 1 } },
      { atMs: 40_000, act: { kind: 'errors', host: 'peer1', share: 0 } },
    ]
    const { broken, counts } = await runPlan({
      ...SMALL,
      peers: [{ host: 'peer1', manner: 'slow' }],
      children: [{ ...CONNECTION, beat: { ...CONNECTION.beat, timeoutMs: 5_000 } }],
      callers: [{ ...CALLER, breaker: late, everyMs: 500, timeoutMs: 8_000 }],
      rounds: round(120_000, steps),
    })
    expect(broken).toBeNull()
    expect(counts.parts['openings']).toBeGreaterThan(20)
  })
})

describe('A world with a registry', () => {
  test('holds its leases while nothing goes wrong, and nothing is left at its end', async () => {
    const { broken, counts, checked } = await runPlan({ ...SMALL, registry: REGISTERED })
    expect([broken, counts.parts]).toEqual([
      null,
      { 'worlds with a registry': 1, 'leases got': 1, 'leases lost': 0 },
    ])
    expect(checked.find(({ number }) => number === 14)?.times).toBeGreaterThan(await times(SMALL)(14))
  })

  test('whose answers are late promises no more than it has', async () => {
    const restarts = [20, 40, 60, 80, 100].map(
      (s): SimulationStep => ({ atMs: s * 1_000, act: { kind: 'restart', connection: 'a' } }),
    )
    const late: SimulationStep = {
      atMs: 10,
      inflict: { kind: 'delay', between: ['registry', 'us'], oneWay: true, ms: 1_400 },
    }
    const registry = { ...REGISTERED, registrations: [{ of: 'a', ttlMs: 4_000 }] }
    const { broken, counts } = await runPlan({
      ...SMALL,
      registry,
      rounds: round(120_000, [late, ...restarts]),
    })
    expect(broken).toBeNull()
    expect(counts.parts['leases got']).toBeGreaterThan(5)
  })

  test.each([true, false])(
    'that is away, and keeps its data or not (%s), is survived, and so is our sleep',
    async (keepsData) => {
      const steps: SimulationStep[] = [
        { atMs: 10_000, inflict: { kind: 'crash', host: 'registry' }, forMs: 20_000 },
        { atMs: 20_000, inflict: { kind: 'crash', host: 'peer1' }, forMs: 60_000 },
        { atMs: 50_000, inflict: { kind: 'freeze', host: 'registry' }, forMs: 20_000 },
        { atMs: 90_000, inflict: { kind: 'sleep', host: 'us', ms: 60_000 } },
        { atMs: 160_000, inflict: { kind: 'partition', between: [['us'], ['registry']] }, forMs: 20_000 },
        { atMs: 200_000, inflict: { kind: 'clock jump', host: 'us', ms: -3_600_000 } },
      ]
      const registry = { ...REGISTERED, keepsData, rival: { wantsMs: 20_000, restsMs: 30_000 } }
      const { broken, counts } = await runPlan({ ...SMALL, registry, rounds: round(240_000, steps) })
      expect(broken).toBeNull()
      expect(counts.parts['leases got']).toBeGreaterThan(2)
      expect(counts.parts['leases lost']).toBeGreaterThan(1)
    },
  )
})

test('A file of a world with parts is run as it was written', async () => {
  const plan = { ...SMALL, callers: [CALLER], registry: REGISTERED }
  const file = JSON.parse(JSON.stringify({ v: 1, kind: 'simulation', seed: 1, plan, broken: null }))
  const first = await runSimulated(file)
  expect(first.broken).toBeNull()
  expect(await runSimulated(file)).toEqual(first)
})

test('Parts that are not in a plan are not there, nor are their hosts', async () => {
  const world = virtualWorld()
  const parts = new Parts(SMALL, world)
  const root = supervise({ clock: world.clock })
  parts.begin(root, world.clock)
  parts.suffers({ kind: 'freeze', host: 'us' }, 0, 5)
  await parts.close()
  expect([parts.keep, parts.hosts, parts.left, parts.seen, [...parts.asked]]).toEqual([[], [], 0, {}, []])
  expect(world.clock.pending).toBe(0)
  await root.stop()
})
