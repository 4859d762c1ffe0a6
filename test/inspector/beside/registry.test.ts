import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock/random.ts'
import { isRegistry, shownRegistry } from '../../../src/inspector/beside/registry.ts'
import { MemoryServer, memoryRegistry } from '../../../src/registry/index.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'

const instance = (id: string) => ({
  service: 'prices',
  id,
  endpoint: `tcp://${id}`,
  metadata: { zone: 'eu' },
})

function scene() {
  const clock = virtualClock()
  const world = { clock, random: seededRandom(1) }
  const server = new MemoryServer(world)
  const registry = memoryRegistry({ server, requestTimeoutMs: 100, checkMs: 500, ...world })
  const show = (most = 10, nodes: ReadonlyMap<string, string> = new Map()) =>
    shownRegistry('names', registry, most, nodes)
  return { clock, server, registry, show }
}

test('A registry that holds what we registered is in touch; instances lead to who dials them', async () => {
  const { clock, registry, show } = scene()
  expect(isRegistry(registry)).toBe(true)
  expect(show()).toMatchObject({ phase: 'unused', tone: 'grey', rows: [] })
  registry.register(instance('a'), { ttlMs: 1_000 })
  registry.watch('prices')
  await clock.advance(600)
  const { rows, ...shown } = show(10, new Map([['tcp://a', 'pool/a']]))
  expect(shown).toMatchObject({ kind: 'registry', phase: 'in touch', tone: 'green', left: 0 })
  expect(shown.facts).toContainEqual({ label: 'registered here', value: '1 held of 1' })
  expect(rows.map(({ name, level, phase, link }) => [name, level, phase, link])).toEqual([
    ['a', 1, 'held', null],
    ['prices', 1, 'known', null],
    ['a', 2, 'known', 'pool/a'],
  ])
  expect(rows[2]?.facts).toEqual([
    { label: 'endpoint', value: 'tcp://a' },
    { label: 'metadata', value: 'zone eu' },
  ])
  const closing = registry.close()
  await clock.advance(1_000)
  await closing
})

test('One that does not answer is out of touch: what it knew is stale, and ours is doubtful, then lost', async () => {
  const { clock, registry, server, show } = scene()
  registry.register(instance('a'), { ttlMs: 1_200 })
  registry.watch('prices')
  await clock.advance(600)
  server.freeze()
  await clock.advance(600)
  const { phase, rows } = show()
  expect(phase).toBe('out of touch')
  expect(rows[0]).toMatchObject({ phase: 'doubtful', tone: 'orange' })
  expect(rows[0]?.facts.map(({ label }) => label)).toEqual(expect.arrayContaining(['ours until', 'problem']))
  await clock.advance(3_000)
  expect(show().rows.map((row) => row.phase)).toEqual(['lost', 'stale', 'stale'])
  server.thaw()
  const closing = registry.close()
  await clock.advance(5_000)
  await closing
})

test('Of more rows than can be told it is told how many', async () => {
  const { clock, registry, show } = scene()
  for (const id of ['a', 'b', 'c']) registry.register(instance(id), { ttlMs: 1_000 })
  registry.watch('prices')
  await clock.advance(600)
  // Of seven: three registrations, the service, its three.
  expect([show(2).rows.length, show(2).left]).toEqual([2, 5])
  const closing = registry.close()
  await clock.advance(1_000)
  await closing
})
