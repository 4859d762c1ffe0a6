import { expect, test } from 'vitest'
import { instanceOf, virtualRegistry } from './support/virtual.ts'

test.each([
  ['ttlMs', { ttlMs: 99 }],
  ['ttlMs', { ttlMs: Number.POSITIVE_INFINITY }],
  ['while', { ttlMs: 1_000, while: 'always' }],
  ['register.ttl', { ttl: 1_000 }],
])('What cannot be used is refused by its name: %s', (option, options) => {
  const { registry } = virtualRegistry().client()
  // @ts-expect-error some of these are of no type that fits
  expect(() => registry.register(instanceOf(), options)).toThrow(new RegExp(`^${option}: `))
  expect(registry.registrations).toEqual([])
})

test('A service without a name is not watched', () => {
  const { registry } = virtualRegistry().client()
  expect(() => registry.watch('')).toThrow('service: expected a name')
  expect(registry.watches).toEqual([])
})

test('What is registered and watched is told, oldest first, until it is over', async () => {
  const { clock, client } = virtualRegistry()
  const { registry } = client()
  const [one, other] = ['a', 'b'].map((id) => registry.register(instanceOf(id), { ttlMs: 1_000 }))
  const watch = registry.watch('prices')
  expect([registry.registrations, registry.watches]).toEqual([[one, other], [watch]])
  void one?.withdraw()
  await watch.close()
  expect([registry.registrations, registry.watches]).toEqual([[other], []])
  await clock.advance(0)
})

test('A client that is closed while its registry is silent does not wait for long, and leaves no timer', async () => {
  const { clock, client } = virtualRegistry()
  const { registry, cable } = client()
  registry.register(instanceOf(), { ttlMs: 600_000 })
  await clock.advance(1)
  cable.cut()
  let isClosed = false
  void registry.close().then(() => {
    isClosed = true
  })
  await clock.advance(999)
  expect(isClosed).toBe(false)
  await clock.advance(1)
  expect([isClosed, clock.pending]).toEqual([true, 1])
  expect(() => registry.register(instanceOf(), { ttlMs: 1_000 })).toThrow('registry: it is closed')
  await registry[Symbol.asyncDispose]()
})
