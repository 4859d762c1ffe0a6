import { expect, expectTypeOf, test } from 'vitest'
import { type Client, clientOf } from '../../src/rpc/client.ts'
import type { CallContext, CallOptions } from '../../src/rpc/index.ts'

test('What is called is the name behind the prefix, with its parameter and options', async () => {
  const called: unknown[] = []
  const client = clientOf(async (...args) => called.push(args), 'Arith.')
  const add: unknown = Reflect.get(client, 'add')
  if (typeof add !== 'function') throw new Error('no method')
  await add({ a: 1 }, { timeoutMs: 5 })
  expect(called).toEqual([['Arith.add', { a: 1 }, { timeoutMs: 5 }]])
  expect(Reflect.get(client, 'add')).toBe(add)
})

test('A client is no promise, and cannot be changed', async () => {
  const client = clientOf(async () => 1, '')
  expect(await Promise.resolve(client)).toBe(client)
  expect(Reflect.get(client, Symbol.iterator)).toBeUndefined()
  expect(Reflect.set(client, 'a', 1)).toBe(false)
})

test('Its types are those of the interface, with promises', () => {
  interface Service {
    add(params: { a: number }): number
    later(params: string, context: CallContext): Promise<string>
    nothing(): void
    readonly version: string
  }
  type Called = Client<Service>
  expectTypeOf<Called['add']>().toEqualTypeOf<
    (params: { a: number }, options?: CallOptions) => Promise<number>
  >()
  expectTypeOf<Called['later']>().toEqualTypeOf<(params: string, options?: CallOptions) => Promise<string>>()
  expectTypeOf<Called['nothing']>().toEqualTypeOf<
    (params?: undefined, options?: CallOptions) => Promise<void>
  >()
  expectTypeOf<keyof Called>().toEqualTypeOf<'add' | 'later' | 'nothing'>()
})
