import { expect, test } from 'vitest'
import { isPool, shownPool } from '../../../src/inspector/beside/pool.ts'
import { shownNodes } from '../../../src/inspector/nodes.ts'
import { treeOf } from '../../../src/supervisor/tree/tree.ts'
import { Service } from '../../pool/support/service.ts'

test('A pool is shown with its connections, each leading to its node of the tree', async () => {
  const service = new Service('a', 'b')
  const prices = service.pool({ endpoints: ['a', 'b'] })
  await service.clock.advance(10)
  const lease = prices.take()
  expect(isPool(prices)).toBe(true)
  const shown = shownPool('prices', prices, 10)
  expect(shown).toMatchObject({ kind: 'pool', phase: 'alive', tone: 'green', left: 0, link: 'prices' })
  expect(shown.facts).toEqual([
    { label: 'endpoints', value: '2' },
    { label: 'alive', value: '2 of 2' },
    { label: 'calls under way', value: '1' },
  ])
  const busy = shown.rows.find(({ facts }) =>
    facts.some((one) => one.label === 'under way' && 'value' in one && one.value === '1'),
  )
  expect(busy).toMatchObject({ phase: 'alive', tone: 'green', level: 1 })
  const ids = shownNodes(treeOf(service.supervisor)).map(({ id }) => id)
  for (const { link } of [shown, ...shown.rows]) expect(ids).toContain(link)
  expect(shownPool('prices', prices, 1)).toMatchObject({ rows: [{ name: 'a' }], left: 1 })
  lease?.settle('success')
  await service.end()
})

test('One that is left out, one that leaves, and callers that wait are told', () => {
  const member = {
    connection: 'p/x',
    endpoint: 'tcp://x',
    pending: 1,
    calls: 3,
    latencyMs: 4.25,
    isLeaving: false,
  }
  const snapshot = { phase: 'alive', isStale: true, isPanic: true, endpoints: 2 }
  const { facts, rows } = shownPool(
    'p',
    {
      id: 'p',
      waiting: 3,
      store: { getSnapshot: () => snapshot },
      members: [
        { ...member, id: 'out', phase: 'alive', ejectedUntil: 5_000 },
        { ...member, id: 'old', phase: 'suspect', ejectedUntil: null, isLeaving: true, latencyMs: 40.6 },
      ],
      acquire() {},
    },
    10,
  )
  expect(facts.map(({ label }) => label)).toEqual([
    'endpoints',
    'alive',
    'calls under way',
    'callers waiting',
    'panic',
    'endpoints known',
  ])
  expect(rows.map(({ tone }) => tone)).toEqual(['orange', 'orange'])
  expect(rows[0]?.facts).toContainEqual({ label: 'left out until', at: 5_000 })
  expect(rows[0]?.facts).toContainEqual({ label: 'latency', value: '4.3 ms' })
  expect(rows[1]?.facts).toContainEqual({ label: 'leaving', value: 'after its calls' })
  expect(rows[1]?.facts).toContainEqual({ label: 'latency', value: '41 ms' })
})
