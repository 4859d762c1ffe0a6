import { expect, test } from 'vitest'
import { checkSimulationFile } from '../../../src/testing/index.ts'
import { drawPlan, idsOf } from '../../../src/testing/simulation/draw.ts'
import { withParts } from '../../../src/testing/simulation/draw-parts.ts'
import type { SimulationPlan } from '../../../src/testing/simulation/plan.ts'
import { SMALL } from './small.ts'

/** What is left of a plan without its parts, and what befalls them. */
function bare({ callers: _, registry: __, rounds, ...rest }: SimulationPlan) {
  return { ...rest, lasts: rounds.map(({ lastsMs }) => lastsMs) }
}

test('Some worlds have callers, some a registry, and most are as if there were no such things', () => {
  const counts = { callers: 0, registry: 0, both: 0, none: 0 }
  for (let seed = 0; seed < 200; seed += 1) {
    const plan = { ...SMALL, seed }
    const drawn = withParts(plan, [...idsOf(plan.children, '')])
    expect(bare(drawn)).toEqual(bare(plan))
    if (drawn.callers !== undefined) counts.callers += 1
    if (drawn.registry !== undefined) counts.registry += 1
    if (drawn.callers !== undefined && drawn.registry !== undefined) counts.both += 1
    if (drawn.callers === undefined && drawn.registry === undefined) {
      counts.none += 1
      expect(drawn).toBe(plan)
    }
  }
  expect(counts.callers).toBeGreaterThan(30)
  expect(counts.registry).toBeGreaterThan(30)
  expect(counts.both).toBeGreaterThan(5)
  expect(counts.none).toBeGreaterThan(80)
})

test('Who calls and who is registered are of the fleet, and what befalls them can be read', () => {
  const kinds = new Set<string>()
  for (let seed = 0; seed < 40; seed += 1) {
    const plan = drawPlan({ seed, hours: 1 })
    const ids = new Map([...idsOf(plan.children, '')].map(({ id, child }) => [id, child.kind]))
    for (const { connection, breaker } of plan.callers ?? []) {
      expect(ids.get(connection)).toBe('connection')
      expect(breaker.longestMs).toBeGreaterThanOrEqual(breaker.openMs)
    }
    const registered = plan.registry?.registrations.map(({ of }) => of) ?? []
    expect(new Set(registered).size).toBe(registered.length)
    for (const of of registered) expect(['connection', 'task']).toContain(ids.get(of))
    const file = { v: 1, kind: 'simulation', seed, plan, broken: null }
    expect(checkSimulationFile(JSON.parse(JSON.stringify(file)))).toEqual(file)
    for (const { steps } of plan.rounds) {
      for (const step of steps) {
        if ('act' in step && step.act.kind === 'errors') kinds.add(`errors ${step.act.share > 0}`)
        if ('inflict' in step && JSON.stringify(step).includes('"registry"')) kinds.add(step.inflict.kind)
      }
    }
  }
  const hardships = ['delay', 'bandwidth', 'cut', 'partition', 'reset', 'refuse', 'unreachable', 'mute']
  const hosts = ['slow reader', 'crash', 'freeze', 'stall', 'sleep', 'clock jump']
  expect([...kinds].sort()).toEqual([...hardships, ...hosts, 'errors true', 'errors false'].sort())
})
