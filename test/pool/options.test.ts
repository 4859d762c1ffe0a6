import { expect, test } from 'vitest'
import { type PoolOptions, poolPlan } from '../../src/pool/options.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'

const host = memoryNetwork({ clock: virtualClock() }).host('us')
const dial = () => host.dial({ to: 'a:1' })
const plain: PoolOptions = { endpoints: ['a'], dial }

test('All endpoints are connected unless somebody says otherwise', () => {
  expect(poolPlan(plain)).toMatchObject({
    min: Number.POSITIVE_INFINITY,
    max: Number.POSITIVE_INFINITY,
    withinMs: 5_000,
    panicBelow: 0.5,
    usesSuspects: true,
    ejection: { failures: 5, firstMs: 30_000, maxMs: 300_000, share: 0.1 },
  })
  expect(poolPlan({ ...plain, max: 3 })).toMatchObject({ min: 3, max: 3 })
})

test('Without ejection nobody ever fails too often', () => {
  expect(poolPlan({ ...plain, ejection: false }).ejection.failures).toBe(Number.POSITIVE_INFINITY)
})

test('What was called off tells nothing of an endpoint', () => {
  const { judge } = poolPlan(plain)
  expect(judge(AbortSignal.abort().reason)).toBe('nothing')
  expect(judge(new Error('no'))).toBe('failure')
})

test('An endpoint of a list that cannot be dialled is heard of at once, as are options of its connection', () => {
  const bad = () => {
    throw new Error('no such way')
  }
  expect(() => poolPlan({ ...plain, dial: bad })).toThrow('no such way')
  expect(() => poolPlan({ ...plain, connect: { readTimeoutMs: -1 } })).toThrow(
    expect.objectContaining({ option: 'readTimeoutMs' }),
  )
})

test.each<[string, object]>([
  ['pool.size', { size: 3 }],
  ['endpoints', { endpoints: undefined }],
  ['dial', { dial: undefined }],
  ['min', { min: -1 }],
  ['min', { min: 3, max: 2 }],
  ['max', { max: 0 }],
  ['idleMs', { idleMs: 0 }],
  ['order', { order: 1 }],
  ['choose', { choose: 'round-robin' }],
  ['maxPending', { maxPending: 0 }],
  ['maxWaiting', { maxWaiting: -1 }],
  ['withinMs', { withinMs: -1 }],
  ['ejection.failures', { ejection: { failures: 0 } }],
  ['ejection.firstMs', { ejection: { firstMs: 0 } }],
  ['ejection.maxMs', { ejection: { firstMs: 1_000, maxMs: 10 } }],
  ['ejection.share', { ejection: { share: 2 } }],
  ['ejection.often', { ejection: { often: 2 } }],
  ['panicBelow', { panicBelow: 50 }],
  ['suspects', { suspects: 'first' }],
  ['drainMs', { drainMs: -1 }],
  ['judge', { judge: true }],
])('A %s that cannot be used is refused by name', (option, given) => {
  expect(() => poolPlan({ ...plain, ...given })).toThrow(
    expect.objectContaining({ option, name: 'OptionError' }),
  )
})
