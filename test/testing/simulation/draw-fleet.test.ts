import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/testing/index.ts'
import { Chance } from '../../../src/testing/simulation/chance.ts'
import { idsOf } from '../../../src/testing/simulation/draw.ts'
import { drawFleet } from '../../../src/testing/simulation/draw-fleet.ts'

test('Over some seeds there is everything: all kinds, strategies and detectors, nested and dynamic supervisors', () => {
  const seen = new Set<string>()
  for (let seed = 0; seed < 20; seed += 1) {
    const { children, clients } = drawFleet(new Chance(seededRandom(seed)), 40)
    const all = [...idsOf(children, '')]
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    const dialled = all.filter(({ child }) => child.kind === 'connection').length
    expect(dialled + clients.reduce((sum, { count }) => sum + count, 0)).toBe(40)
    for (const { id, child } of all) {
      seen.add(child.kind)
      if (child.kind === 'supervisor') seen.add(child.dynamic ? 'dynamic' : child.strategy)
      if (child.kind === 'connection') seen.add(child.beat.detector)
      if (child.kind === 'connection' && child.to.length > 1) seen.add('failover')
      if (child.kind === 'connection' && child.rotateEveryMs !== null) seen.add('rotation')
      if (id.split('/').length === 3) seen.add('nested')
      // A word about a host of its own would be a dial into nowhere.
      if (child.kind === 'connection') expect(child.to.every((host) => host.startsWith('peer'))).toBe(true)
    }
  }
  const strategies = [
    'one_for_one',
    'one_for_all',
    'rest_for_one',
    'dynamic',
    'nested',
    'failover',
    'rotation',
  ]
  const kinds = ['connection', 'task', 'listener', 'supervisor', 'fixed', 'phi', 'adaptive']
  expect([...seen].sort()).toEqual([...strategies, ...kinds].sort())
})
