import { expect, test } from 'vitest'
import { breaker } from '../../src/breaker/index.ts'
import { OptionError, supervise } from '../../src/index.ts'
import { tellApart } from '../../src/monitoring/beside.ts'
import { pool } from '../../src/pool/index.ts'
import { rpc } from '../../src/rpc/index.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { FakeTransport } from '../supervisor/fakes.ts'

const all = { pool: () => 'pool', breaker: () => 'breaker', rpc: () => 'rpc' }

test('A pool, a breaker and an RPC peer are told apart by their shape; anything else is refused', async () => {
  const clock = virtualClock()
  const fleet = supervise({ clock })
  const connection = fleet.connect('a', new FakeTransport())
  const prices = pool(fleet, 'prices', { dial: () => new FakeTransport(), endpoints: [] })
  using guard = breaker({ clock })
  expect(tellApart(prices, all)).toBe('pool')
  expect(tellApart(guard, all)).toBe('breaker')
  expect(tellApart(rpc(connection), all)).toBe('rpc')
  for (const wrong of [connection, fleet, null, 7]) {
    expect(() => Reflect.apply(tellApart, null, [wrong, all])).toThrow(OptionError)
  }
  expect(() => tellApart(rpc(connection), { pool: all.pool, breaker: all.breaker })).toThrow(
    'expected pool, breaker',
  )
  const stopped = fleet.stop({ now: true })
  await clock.advance(5_000)
  await stopped
})
