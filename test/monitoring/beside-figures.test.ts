import { expect, test } from 'vitest'
import { breaker } from '../../src/breaker/index.ts'
import { supervise } from '../../src/index.ts'
import { metrics } from '../../src/monitoring/metrics.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { Service } from '../pool/support/service.ts'
import { ends } from '../rpc/support/world.ts'
import { TestMeter } from './support/meter.ts'

test('Of a pool: what it keeps, by phase, who waits, what is ejected; nothing once it has stopped', async () => {
  const service = new Service('a', 'b', 'c')
  const meter = new TestMeter()
  const measured = metrics(service.supervisor, { meter: meter.meter })
  const prices = service.pool({
    endpoints: ['a', 'b', 'c'],
    ejection: { failures: 1, share: 0.5 },
    panicBelow: 0,
  })
  measured.add(prices, { 'service.name': 'prices' })
  await service.clock.advance(1_000)
  const named = { 'service.name': 'prices' }
  expect(await meter.sum('pulsetree.pool.endpoints', named)).toBe(3)
  expect(await meter.sum('pulsetree.pool.connections', { ...named, 'pulsetree.phase': 'alive' })).toBe(3)
  const lease = prices.take()
  expect(await meter.sum('pulsetree.pool.pending', named)).toBe(1)
  lease?.settle('failure')
  expect(await meter.sum('pulsetree.pool.pending', named)).toBe(0)
  expect(await meter.sum('pulsetree.pool.ejected', named)).toBe(1)
  expect(await meter.sum('pulsetree.pool.ejections', named)).toBe(1)
  expect(await meter.sum('pulsetree.pool.panicking', named)).toBe(0)
  expect(await meter.sum('pulsetree.pool.stale', named)).toBe(0)
  expect(await meter.sum('pulsetree.pool.waiting', named)).toBe(0)
  await service.end()
  expect(await meter.sum('pulsetree.pool.endpoints', named)).toBe(0)
  expect(await meter.sum('pulsetree.pool.ejections', named)).toBe(1)
})

test('Of breakers: how many are in each phase, and what opened them; where they are when they are added is no opening', async () => {
  const clock = virtualClock()
  const fleet = supervise({ clock })
  const meter = new TestMeter()
  const measured = metrics(fleet, { meter: meter.meter })
  const options = { clock, failures: 1, backoff: { firstMs: 1_000, jitter: 'none' } } as const
  using one = breaker(options)
  using other = breaker(options)
  const fails = () => Promise.reject(new Error('no'))
  await other.call(fails).catch(() => {})
  measured.add(one)
  measured.add(other)
  const inPhase = (phase: string) => meter.sum('pulsetree.breakers', { 'pulsetree.phase': phase })
  expect([await inPhase('closed'), await inPhase('open')]).toEqual([1, 1])
  expect(await meter.sum('pulsetree.breaker.openings')).toBe(0)
  await one.call(fails).catch(() => {})
  expect([await inPhase('closed'), await inPhase('open')]).toEqual([0, 2])
  expect(await meter.sum('pulsetree.breaker.openings', { 'pulsetree.by': 'failures' })).toBe(1)
  one.stop()
  expect(await meter.sum('pulsetree.breakers')).toBe(1)
  const stopped = fleet.stop()
  await clock.advance(1)
  await stopped
})

test('Of RPC peers: what went over them, together, which stays when their connections have ended', async () => {
  const both = await ends({ far: { methods: { add: () => 1, hang: () => new Promise(() => {}) } } })
  const meter = new TestMeter()
  const server = both.accepted
  const fleet = supervise({ clock: both.clock })
  const measured = metrics(fleet, { meter: meter.meter })
  measured.add(both.peer)
  await both.alive()
  const [first] = server
  if (first === undefined) throw new Error('nobody was accepted')
  measured.add(first.peer)
  const answers = [1, 2, 3].map(() => both.peer.call('add', {}))
  const hanging = both.peer.call('hang', {}).catch(() => 'lost')
  await both.clock.advance(10)
  await Promise.all(answers)
  for (const _ of [1, 2]) {
    expect(await meter.sum('pulsetree.rpc.calls')).toBe(4)
    expect(await meter.sum('pulsetree.rpc.served')).toBe(4)
    expect(await meter.sum('pulsetree.rpc.pending')).toBe(1)
    expect(await meter.sum('pulsetree.rpc.running')).toBe(1)
    expect(await meter.sum('pulsetree.rpc.strays')).toBe(0)
  }
  await both.end()
  await hanging
  expect(await meter.sum('pulsetree.rpc.calls')).toBe(4)
  expect(await meter.sum('pulsetree.rpc.served')).toBe(4)
  expect(await meter.sum('pulsetree.rpc.pending')).toBe(0)
  measured.close()
  const stopped = fleet.stop()
  await both.clock.advance(1)
  await stopped
})
