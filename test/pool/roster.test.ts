import { expect, test } from 'vitest'
import { type PoolOptions, poolPlan } from '../../src/pool/options.ts'
import { Roster } from '../../src/pool/roster.ts'
import { Service } from './support/service.ts'

function given(options: Partial<PoolOptions> = {}) {
  const service = new Service('a', 'b')
  const told: string[] = []
  const plan = poolPlan({
    endpoints: [],
    dial: ({ endpoint }) => service.us.dial({ to: `${endpoint}:7373` }),
    ...options,
  })
  const roster = new Roster(service.supervisor, plan, {
    changed() {},
    freed() {},
    tell: (event) => told.push('id' in event ? `${event.kind} ${event.id}` : event.kind),
  })
  return { service, roster, told }
}

const [a, b] = ['a', 'b'].map((id) => ({ id, endpoint: id }))
const both = [a, b].filter((one) => one !== undefined)

test('It opens what is to be opened, and says how it stands', async () => {
  const { service, roster, told } = given()
  expect(roster.phase).toEqual({ phase: 'connecting', cause: null })
  expect(roster.describe()).toBe('0 known')
  roster.know(both)
  expect(roster.review(false)).toBe(Number.POSITIVE_INFINITY)
  expect(roster.describe()).toBe('2 known, 2 connecting')
  await service.clock.advance(10)
  expect(roster.phase.phase).toBe('alive')
  expect(told.slice(0, 2)).toEqual(['joined a', 'joined b'])
  roster.close()
  expect(roster.members).toEqual([])
  expect(await service.end()).toBe(0)
})

test('The same place under the same id keeps its connection, whatever else is known of it', async () => {
  const { service, roster } = given({
    order: ({ metadata }) => Number(Object.values(metadata ?? {})[0] ?? 0),
  })
  roster.know(both)
  roster.review(false)
  const [first] = roster.members
  roster.know(both.map((one) => ({ ...one, metadata: { order: '5' } })))
  roster.review(false)
  expect(roster.members[0]).toBe(first)
  expect(first?.priority).toBe(5)
  roster.close()
  await service.end()
})

test('Somebody who comes back while the last calls to it end gets another name', async () => {
  const { service, roster } = given()
  roster.know(both)
  roster.review(false)
  await service.clock.advance(10)
  const lease = roster.members[0]?.lend()
  roster.know([])
  roster.know(both)
  roster.review(false)
  await service.clock.advance(10)
  expect(roster.members.map(({ connection }) => connection.id)).toEqual(['a', 'a~2', 'b~2'])
  lease?.settle('success')
  expect(roster.members).toHaveLength(2)
  roster.close()
  await service.end()
})

test('It is dead when nobody is left who might answer, and says of what', async () => {
  const { service, roster } = given({ connect: { backoff: { firstMs: 60_000, jitter: 'none' } } })
  roster.know(both)
  roster.review(false)
  await service.clock.advance(10)
  service.network.down('a')
  service.network.down('b')
  await service.clock.advance(100)
  expect(roster.phase).toMatchObject({ phase: 'dead', cause: { kind: 'reset' } })
  expect(roster.describe()).toBe('2 known, 2 backoff')
  roster.close()
  await service.end()
})
