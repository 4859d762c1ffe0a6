import { describe, expect, test } from 'vitest'
import { Guide } from '../../../src/transport/failover/guide.ts'
import { FakeTransport } from '../../supervisor/fakes.ts'

function guide(failedAfter = 1): Guide {
  const transports = [new FakeTransport(), new FakeTransport(), new FakeTransport()] as const
  return new Guide(transports, { failedAfter, failedForMs: 1_000, backAfterMs: false })
}

describe('The best of several endpoints', () => {
  test('is the first, as long as nothing is known', () => {
    expect(guide().best(0)).toBe(0)
  })

  test('is the first that is not known to be down', () => {
    const known = guide()
    known.failed(0, 0)
    expect(known.best(0)).toBe(1)
    known.failed(1, 10)
    expect(known.best(20)).toBe(2)
  })

  test('is not one that is about to go away, for a while', () => {
    const transports = ['a', 'b'].map((name) => Object.assign(new FakeTransport(), { endpoint: name }))
    const [first = new FakeTransport(), second = new FakeTransport()] = transports
    const known = new Guide([first, second], { failedAfter: 3, failedForMs: 1_000, backAfterMs: false })
    known.avoid('a', 0)
    known.avoid('nobody', 0)
    expect([known.best(999), known.best(1_000)]).toEqual([1, 0])
  })

  test('if all are down, is the one that was found so first', () => {
    const known = guide()
    known.failed(1, 0)
    known.failed(0, 10)
    known.failed(2, 20)
    expect(known.best(30)).toBe(1)
    known.failed(1, 40)
    expect(known.best(50)).toBe(0)
  })

  test('is the first again once that has been passed over for its time, or a link to it was heard', () => {
    const known = guide()
    known.failed(0, 0)
    expect([known.best(999), known.best(1_000)]).toEqual([1, 0])
    known.failed(0, 1_000)
    known.passed(0)
    expect(known.best(1_001)).toBe(0)
  })

  test('is given up only after so many failures in a row', () => {
    const known = guide(3)
    known.failed(0, 0)
    known.failed(0, 0)
    known.passed(0)
    known.failed(0, 0)
    known.failed(0, 0)
    expect(known.best(0)).toBe(0)
    known.failed(0, 0)
    expect(known.best(0)).toBe(1)
  })
})
