import { describe, expect, test } from 'vitest'
import { Budget, dialsOf } from '../../src/supervisor/budget.ts'
import { Endpoint, type Waiter } from '../../src/supervisor/endpoint.ts'
import { virtualClock } from '../../src/testing/index.ts'

const CANARY_MS = 1_500

class FakeWaiter implements Waiter {
  nth = 1
  aliveMs = 0
  isReady = false
  isEager = true
  moves = 0
  #queue: Set<Waiter> | null = null
  readonly #dialled: () => void

  constructor(dialled: () => void) {
    this.#dialled = dialled
  }

  get waits(): boolean {
    return this.#queue !== null
  }

  moveTo(queue: Set<Waiter> | null): void {
    this.moves += 1
    this.#queue?.delete(this)
    this.#queue = queue
    queue?.add(this)
  }

  dial(): void {
    this.#dialled()
  }
}

/** An endpoint on a clock of its own, and who dialled it when. */
function scene(perSecond = 1_000_000, burst = 1_000) {
  const clock = virtualClock()
  const dialled: [string, number][] = []
  const budget = new Budget(clock, dialsOf({ perSecond, burst, canaryMs: CANARY_MS }))
  const endpoint = new Endpoint(clock, budget, () => CANARY_MS)
  const waiter = (name: string, rest: Partial<FakeWaiter> = {}): FakeWaiter => {
    const made = Object.assign(new FakeWaiter(() => dialled.push([name, clock.now()])), rest)
    endpoint.wait(made)
    return made
  }
  const ready = (one: FakeWaiter): void => {
    one.isReady = true
    endpoint.ready(one)
  }
  return {
    clock,
    budget,
    endpoint,
    dialled,
    waiter,
    ready,
    names: () => dialled.map(([name]) => name).join(''),
  }
}

describe('Those that wait for an endpoint of which nothing bad is known', () => {
  test('go when their delays are over, and at no other time', async () => {
    const { clock, names, waiter, ready } = scene()
    const a = waiter('a')
    waiter('b')
    ready(a)
    expect(names()).toBe('a')
    await clock.advance(60_000)
    expect(names()).toBe('a')
  })

  test('go first if they have lost a stable link', async () => {
    const { clock, names, waiter, ready } = scene(100, 1)
    for (const one of [waiter('x'), waiter('n'), waiter('o', { aliveMs: 5_000 })]) ready(one)
    await clock.advance(1_000)
    expect(names()).toBe('xon')
  })
})

describe('Those that wait for an endpoint that is up', () => {
  test('go in the order in which their delays were over, however often they failed', async () => {
    const { clock, names, waiter, ready } = scene(10, 1)
    for (const one of [waiter('x'), waiter('b', { nth: 3 }), waiter('a', { nth: 2 })]) ready(one)
    await clock.advance(1_000)
    expect(names()).toBe('xba')
  })

  test('go no sooner because another link passed', () => {
    const { endpoint, names, waiter } = scene()
    waiter('a')
    endpoint.up()
    expect(names()).toBe('')
  })

  test('keep the turn for which they were asked when their delays are over', async () => {
    const { clock, endpoint, names, waiter, ready } = scene(10, 1)
    ready(waiter('x'))
    const [b, a] = [waiter('b', { aliveMs: 5_000 }), waiter('a')]
    endpoint.free(a)
    ready(b)
    ready(a)
    await clock.advance(1_000)
    expect(names()).toBe('xab')
  })
})

describe('While an endpoint is down', () => {
  test('one canary after the other dials it, and nobody else', async () => {
    const { clock, endpoint, dialled, waiter, ready } = scene()
    for (const one of [waiter('a'), waiter('b'), waiter('c')]) {
      endpoint.down()
      ready(one)
    }
    expect(dialled).toEqual([])
    await clock.advance(CANARY_MS)
    expect(dialled).toEqual([['a', CANARY_MS]])
    await clock.advance(CANARY_MS)
    expect(dialled).toEqual([
      ['a', CANARY_MS],
      ['b', 2 * CANARY_MS],
    ])
  })

  test('the canary is the one with the fewest failed dials, of those the one that was alive longest', async () => {
    const { clock, endpoint, names, waiter } = scene()
    waiter('d', { nth: 2, aliveMs: 9_000 })
    waiter('c')
    waiter('b', { aliveMs: 1_000 })
    waiter('a', { aliveMs: 2_000 })
    endpoint.down()
    await clock.advance(3 * CANARY_MS)
    expect(names()).toBe('abc')
  })

  test('one whose delay must not be cut short is no canary before it is over', async () => {
    const { clock, endpoint, dialled, waiter, ready } = scene()
    const a = waiter('a', { isEager: false })
    waiter('b', { isEager: false })
    endpoint.down()
    await clock.advance(10 * CANARY_MS)
    expect(dialled).toEqual([])
    ready(a)
    await clock.advance(CANARY_MS)
    expect(dialled).toEqual([['a', 11 * CANARY_MS]])
  })

  test('one that waits alone goes when its delay is over, and no timer runs for it', async () => {
    const { clock, endpoint, dialled, waiter, ready } = scene()
    endpoint.down()
    const a = waiter('a')
    expect(clock.pending).toBe(0)
    await clock.advance(10_000)
    ready(a)
    expect(dialled).toEqual([['a', 10_000]])
  })

  test('one that is left alone by the others still goes', async () => {
    const { clock, endpoint, names, waiter, ready } = scene()
    const [a, b] = [waiter('a'), waiter('b')]
    endpoint.down()
    ready(b)
    endpoint.leave(a)
    await clock.advance(CANARY_MS)
    expect(names()).toBe('b')
    expect(clock.pending).toBe(0)
  })

  test('one that is left alone before its delay is over waits it out', async () => {
    const { clock, endpoint, dialled, waiter, ready } = scene()
    const [a, b] = [waiter('a'), waiter('b')]
    endpoint.down()
    endpoint.leave(a)
    await clock.advance(10_000)
    expect(dialled).toEqual([])
    ready(b)
    expect(dialled).toEqual([['b', 10_000]])
  })

  test('one that is asked to dial does, whatever is known', async () => {
    const { endpoint, names, waiter } = scene()
    const [, b] = [waiter('a'), waiter('b')]
    endpoint.down()
    endpoint.free(b)
    expect(names()).toBe('b')
  })

  test('nothing runs once nobody waits', () => {
    const { clock, endpoint, waiter } = scene()
    const all = [waiter('a'), waiter('b')]
    endpoint.down()
    expect(clock.pending).toBe(1)
    for (const one of all) endpoint.leave(one)
    expect(clock.pending).toBe(0)
    expect(all.some(({ waits }) => waits)).toBe(false)
  })
})

describe('Once an endpoint is up again', () => {
  test('all go at the rate of the budget, the longest alive first, their delays over or not', async () => {
    const { clock, endpoint, dialled, waiter, ready } = scene(100, 1)
    ready(waiter('x'))
    const [c] = [waiter('c'), waiter('b', { aliveMs: 1 }), waiter('a', { aliveMs: 2 })]
    endpoint.down()
    ready(c)
    endpoint.up()
    await clock.advance(1_000)
    expect(dialled).toEqual([
      ['x', 0],
      ['a', 10],
      ['b', 20],
      ['c', 30],
    ])
    expect(clock.pending).toBe(0)
  })

  test('those that have not gone yet stay when it is down again, even the last one, and go in their turn', async () => {
    const { clock, endpoint, names, waiter } = scene(100, 1)
    for (const name of 'abc') waiter(name, { isEager: false })
    endpoint.down()
    endpoint.up()
    await clock.advance(10)
    expect(names()).toBe('ab')
    endpoint.down()
    await clock.advance(CANARY_MS - 1)
    expect(names()).toBe('ab')
    await clock.advance(1)
    expect(names()).toBe('abc')
  })

  test('delays that begin after that are waited out', async () => {
    const { clock, endpoint, names, waiter } = scene()
    waiter('a')
    endpoint.down()
    endpoint.up()
    waiter('b')
    await clock.advance(60_000)
    expect(names()).toBe('a')
  })

  test('and lost a link at once, no delay ends early the next time: only those go that are ready', async () => {
    const { clock, endpoint, names, waiter, ready } = scene()
    waiter('a')
    endpoint.down()
    endpoint.up()
    await clock.advance(4_999)
    endpoint.doubt(5_000)
    endpoint.down()
    const b = waiter('b')
    const c = waiter('c')
    ready(c)
    endpoint.up()
    expect(names()).toBe('ac')
    ready(b)
    expect(names()).toBe('acb')
    // Once is enough.
    endpoint.down()
    waiter('d')
    endpoint.up()
    expect(names()).toBe('acbd')
  })

  test('and lost a link much later, that means nothing', async () => {
    const { clock, endpoint, names, waiter } = scene()
    endpoint.down()
    endpoint.up()
    await clock.advance(5_000)
    endpoint.doubt(5_000)
    endpoint.down()
    waiter('a')
    endpoint.up()
    expect(names()).toBe('a')
  })
})

test('Ten thousand that wait for one endpoint have one timer, and each is moved three times however often it goes down', async () => {
  const { clock, endpoint, dialled, waiter } = scene(1_000_000, 1)
  const all = Array.from({ length: 10_000 }, (_, index) => waiter(String(index)))
  endpoint.down()
  expect(clock.pending).toBe(1)
  for (let round = 0; round < 1_000; round += 1) {
    endpoint.up()
    endpoint.down()
  }
  endpoint.up()
  clock.advanceSync(20_000)
  expect(dialled).toHaveLength(10_000)
  expect(new Set(all.map(({ moves }) => moves))).toEqual(new Set([3]))
})

describe('While the supervisor doubts itself', () => {
  test('one that is down sends no canaries of its own beside those of the budget', async () => {
    const { clock, budget, endpoint, dialled, waiter, ready } = scene()
    budget.doubt()
    endpoint.down()
    for (const one of [waiter('a'), waiter('b'), waiter('c')]) ready(one)
    await clock.advance(2 * CANARY_MS)
    expect(dialled).toEqual([
      ['a', 0],
      ['b', CANARY_MS],
      ['c', 2 * CANARY_MS],
    ])
  })

  test('the canary is the one with the fewest failed dials, of those the one that was alive longest', async () => {
    const { clock, budget, names, waiter, ready } = scene()
    budget.doubt()
    for (const one of [waiter('x'), waiter('d', { nth: 2 }), waiter('b'), waiter('c')]) ready(one)
    for (const one of [waiter('f', { aliveMs: 1, nth: 2 }), waiter('e', { aliveMs: 5 })]) ready(one)
    await clock.advance(5 * CANARY_MS)
    expect(names()).toBe('xefbcd')
  })

  test('those that are asked to dial go in the order in which they were asked, however often they failed', async () => {
    const { clock, budget, endpoint, names, waiter } = scene(10, 1)
    budget.doubt()
    for (const one of [waiter('x'), waiter('b', { nth: 3 }), waiter('a', { nth: 2 })]) endpoint.free(one)
    await clock.advance(1_000)
    expect(names()).toBe('xba')
  })

  test('one whose delay is not over is asked for where the endpoint is down, and no other may go', async () => {
    const { clock, budget, endpoint, dialled, waiter } = scene()
    budget.doubt()
    waiter('a')
    waiter('b')
    await clock.advance(2 * CANARY_MS)
    expect(dialled).toEqual([])
    endpoint.down()
    await clock.advance(CANARY_MS)
    expect(dialled).toEqual([['a', 3 * CANARY_MS]])
  })

  test('nobody is forgotten: when it is over, one that is alone with an endpoint that is down dials', async () => {
    const { clock, budget, endpoint, names, waiter, ready } = scene()
    budget.doubt()
    for (const name of ['x', 'a']) ready(waiter(name))
    endpoint.down()
    expect(names()).toBe('x')
    budget.trust()
    expect(names()).toBe('x')
    await clock.advance(CANARY_MS)
    expect(names()).toBe('xa')
    expect(clock.pending).toBe(0)
  })
})
