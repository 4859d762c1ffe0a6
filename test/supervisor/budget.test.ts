import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Asker, Budget, type DialOptions, dialsOf } from '../../src/supervisor/budget.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { OptionError } from '../../src/transport/transport.ts'

/** A budget on a clock of its own, and when it served whom. */
function scene(options: DialOptions = {}) {
  const clock = virtualClock()
  const budget = new Budget(clock, dialsOf(options))
  const served: [string, number][] = []
  /** Wants `dials`, one after the other. */
  const asker = (name: string, rank: number, dials = 1): Asker => {
    let left = dials
    return {
      get size() {
        return left
      },
      get rank() {
        return left > 0 ? rank : -1
      },
      serve() {
        left -= 1
        served.push([name, clock.now()])
      },
    }
  }
  return { clock, budget, served, asker, names: () => served.map(([name]) => name).join('') }
}

describe('The options of the budget', () => {
  test('have the defaults that the documentation states', () => {
    expect(dialsOf()).toEqual({
      perSecond: 400,
      burst: 6,
      canaryMs: 2_000,
      doubt: { share: 0.5, withinMs: 1_000, least: 8 },
    })
    expect(dialsOf({ doubt: false }).doubt).toBe(null)
  })

  test.each<[string, DialOptions]>([
    ['dials.perSecond', { perSecond: 0 }],
    ['dials.perSecond', { perSecond: Number.POSITIVE_INFINITY }],
    ['dials.burst', { burst: 0 }],
    ['dials.burst', { burst: 1.5 }],
    ['dials.canaryMs', { canaryMs: 9 }],
    ['dials.canaryMs', { canaryMs: Number.NaN }],
    ['dials.doubt.least', { doubt: { least: 1 } }],
  ])('that cannot be used are refused by name: %s of %o', (option, options) => {
    expect(() => dialsOf(options)).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })

  test.each([
    ['dials.rate', '{"rate":1}'],
    ['dials', 'true'],
  ])('that types would not let through are refused as well: %s of %s', (option, json) => {
    expect(() => dialsOf(JSON.parse(json))).toThrow(OptionError)
    expect(() => dialsOf(JSON.parse(json))).toThrow(expect.objectContaining({ option }))
  })
})

describe('The budget', () => {
  test('lets a burst go at once, and the rest at its rate', async () => {
    const { clock, budget, served, asker } = scene({ perSecond: 100, burst: 4 })
    budget.ask(asker('a', 1, 10))
    expect(served).toHaveLength(4)
    await clock.advance(1_000)
    expect(served.map(([, at]) => at)).toEqual([0, 0, 0, 0, 10, 20, 30, 40, 50, 60])
  })

  test('has its whole burst again after as long a rest, and no more than that after a longer one', async () => {
    const { clock, budget, served, asker } = scene({ perSecond: 100, burst: 4 })
    budget.ask(asker('a', 1, 4))
    await clock.advance(3_600_000)
    budget.ask(asker('b', 1, 9))
    expect(served.filter(([name]) => name === 'b')).toHaveLength(4)
  })

  test('loses nothing to timers of whole milliseconds', async () => {
    const { clock, budget, served, asker } = scene()
    budget.ask(asker('a', 1, 1_000))
    await clock.advance(2_485)
    expect(served).toHaveLength(1_000)
  })

  test('holds a quarter of the burst back for those that have lost a stable link', async () => {
    const { clock, budget, names, asker } = scene({ perSecond: 100, burst: 8 })
    budget.ask(asker('n', 2, 9))
    expect(names()).toBe('nnnnnn')
    budget.ask(asker('o', 1, 9))
    expect(names()).toBe('nnnnnnoo')
    await clock.advance(70)
    // They come first, until none is left.
    expect(names()).toBe(`nnnnnn${'o'.repeat(9)}`)
    await clock.advance(1_000)
    expect(names().slice(15)).toBe('nnn')
  })

  test('has something for everybody even where the burst is one', async () => {
    const { clock, budget, names, asker } = scene({ perSecond: 0.1, burst: 1 })
    budget.ask(asker('a', 2, 2))
    expect(names()).toBe('a')
    await clock.advance(10_000)
    expect(names()).toBe('aa')
  })

  test('serves askers of one rank in turn, and a lower rank before them', async () => {
    const { clock, budget, names, asker } = scene({ perSecond: 100, burst: 1 })
    for (const name of 'abc') budget.ask(asker(name, 1, 2))
    budget.ask(asker('x', 0))
    await clock.advance(1_000)
    expect(names()).toBe('axabcbc')
  })

  test('forgets an asker that wants nothing any more, and leaves no timer', async () => {
    const { clock, budget, names } = scene({ perSecond: 100, burst: 1 })
    let rank = 1
    const fickle: Asker = {
      size: 1,
      get rank() {
        return rank
      },
      serve() {},
    }
    budget.ask(fickle)
    expect(clock.pending).toBe(1)
    rank = -1
    budget.ask(fickle)
    expect(clock.pending).toBe(0)
    await clock.advance(1_000)
    expect(names()).toBe('')
  })

  test('gives leave to whoever only wants to go once, unless it is called off', async () => {
    const { clock, budget } = scene({ perSecond: 10, burst: 1 })
    const gone: string[] = []
    budget.leave(() => gone.push('a'))
    const called = budget.leave(() => gone.push('b'))
    const later = budget.leave(() => gone.push('c'))
    expect(gone).toEqual(['a'])
    called.cancel()
    await clock.advance(100)
    expect(gone).toEqual(['a', 'c'])
    later.cancel()
    await clock.runAll()
    expect([gone, clock.pending]).toEqual([['a', 'c'], 0])
  })

  test('does not lose those that ask while another is served', async () => {
    const { clock, budget, names, asker } = scene({ perSecond: 10, burst: 1 })
    const first = asker('b', 0)
    const asks: Asker = {
      size: 1,
      get rank() {
        return names().includes('a') ? -1 : 2
      },
      serve() {
        asker('a', 0).serve()
        budget.ask(first)
        budget.ask(asker('c', 1))
      },
    }
    budget.ask(asker('x', 2))
    budget.ask(asks)
    budget.ask(asker('d', 2))
    await clock.advance(100)
    // Those who asked meanwhile come first, and one timer serves them all.
    expect([names(), clock.pending]).toEqual(['xa', 1])
    await clock.advance(1_000)
    expect([names(), clock.pending]).toEqual(['xabcd', 0])
  })

  test('never lets more go in any stretch of time than burst and rate allow, and in the end everybody', async () => {
    const wishes = fc.array(
      fc.record({
        afterMs: fc.double({ min: 0, max: 200, noNaN: true }),
        dials: fc.integer({ min: 1, max: 30 }),
        rank: fc.integer({ min: 0, max: 2 }),
        stallMs: fc.constantFrom(0, 0, 0, 500),
      }),
      { maxLength: 30 },
    )
    const rates = fc.double({ min: 1, max: 2_000, noNaN: true })
    await fc.assert(
      fc.asyncProperty(rates, fc.integer({ min: 1, max: 40 }), wishes, async (perSecond, burst, all) => {
        const { clock, budget, served, asker } = scene({ perSecond, burst })
        for (const { afterMs, dials, rank, stallMs } of all) {
          clock.advanceSync(afterMs)
          clock.stall(stallMs)
          budget.ask(asker('a', rank, dials))
        }
        clock.advanceSync(1_000_000)
        const times = served.map(([, at]) => at)
        for (const windowMs of [1, 100, 1_000]) {
          let first = 0
          for (const [index, at] of times.entries()) {
            while ((times[first] ?? 0) < at - windowMs) first += 1
            // Times are sums of fractions: a hair is allowed.
            expect(index - first + 1).toBeLessThanOrEqual(burst + (perSecond * windowMs) / 1_000 + 1e-6)
          }
        }
        expect(times).toHaveLength(all.reduce((sum, { dials }) => sum + dials, 0))
        expect(clock.pending).toBe(0)
      }),
      { numRuns: 200 },
    )
  })
})

describe('While we doubt ourselves, the budget', () => {
  test('lets one canary go at once, and the next ones as far apart as they are drawn', async () => {
    const { clock, budget, served, asker } = scene({ canaryMs: 1_500 })
    budget.doubt()
    budget.ask(asker('a', 1, 3))
    await clock.advance(10_000)
    expect(served.map(([, at]) => at)).toEqual([0, 1_500, 3_000])
  })

  test('gives canaries to one endpoint after the other, to those with many first', async () => {
    const { clock, budget, names, asker } = scene({ canaryMs: 1_000 })
    budget.doubt()
    budget.ask(asker('x', 0))
    budget.ask(asker('a', 1, 2))
    for (const one of [asker('c', 1, 2), asker('b', 2, 9)]) budget.ask(one)
    await clock.advance(3_000)
    expect(names()).toBe('xabcb')
  })

  test('gives the first canary to the one that stands for most, and of equals to the first', async () => {
    const { clock, budget, names, asker } = scene({ canaryMs: 1_000 })
    budget.doubt()
    // The first canary of all is spent: now they are compared.
    budget.ask(asker('x', 1))
    for (const one of [asker('b', 1, 2), asker('a', 1, 3), asker('c', 1, 2)]) budget.ask(one)
    await clock.advance(3_000)
    expect(names()).toBe('xabc')
  })

  test('lets those that were asked to dial go before any canary', async () => {
    const { clock, budget, names, asker } = scene({ perSecond: 10, burst: 1, canaryMs: 10 })
    budget.doubt()
    budget.ask(asker('x', 0))
    budget.ask(asker('a', 1, 9))
    budget.ask(asker('y', 0))
    await clock.advance(200)
    expect(names()).toBe('xya')
  })

  test('holds nobody who was asked to dial', () => {
    const { budget, names, asker } = scene()
    budget.doubt()
    budget.ask(asker('a', 1, 2))
    budget.ask(asker('x', 0, 3))
    expect(names()).toBe('axxx')
  })

  test('holds restarts as well', async () => {
    const { clock, budget, names, asker } = scene({ canaryMs: 1_000 })
    const gone: number[] = []
    budget.doubt()
    budget.ask(asker('a', 1))
    budget.leave(() => gone.push(clock.now()))
    await clock.advance(999)
    expect([names(), gone]).toEqual(['a', []])
    await clock.advance(1)
    expect(gone).toEqual([1_000])
  })

  test('and once it is over, all that it held go at its rate', async () => {
    const { clock, budget, served, asker } = scene({ perSecond: 100, burst: 1 })
    budget.doubt()
    expect(budget.isDoubted).toBe(true)
    budget.ask(asker('a', 1, 4))
    await clock.advance(100)
    budget.trust()
    expect(budget.isDoubted).toBe(false)
    await clock.advance(1_000)
    expect(served.map(([, at]) => at)).toEqual([0, 100, 110, 120])
  })

  test('and once it is over, those that stood there as canaries alone do no more', async () => {
    const { clock, budget, names, asker } = scene()
    let rank = 1
    budget.doubt()
    budget.ask(asker('a', 1))
    budget.ask({
      get rank() {
        return rank
      },
      size: 1,
      serve() {
        throw new Error('is down')
      },
    })
    rank = -1
    budget.trust()
    await clock.runAll()
    expect([names(), clock.pending]).toEqual(['a', 0])
  })

  test('leaves no timer when it ends', () => {
    const { clock, budget, asker } = scene()
    budget.doubt()
    budget.ask(asker('a', 1, 2))
    expect(clock.pending).toBe(1)
    budget.end()
    expect(clock.pending).toBe(0)
  })
})
